"""The keys of traces that have stored rows though nothing else is remembered of them: 60 bytes each instead of a kilobyte."""

from __future__ import annotations

Key = tuple[str, str]


class StoredKeys:
    """Two generations of hashes of keys. When the younger is full the older is dropped, so the last `limit` keys are always known.

    Two keys with the same hash (64 bits) are taken for each other, which costs a look-up and nothing else.
    """

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._younger: set[int] = set()
        self._older: set[int] = set()
        self._younger_until_us = self._older_until_us = 0

    def __contains__(self, key: Key) -> bool:
        hashed = hash(key)
        return hashed in self._younger or hashed in self._older

    def add(self, key: Key, until_us: int) -> int:
        """Remember that rows of this trace are stored, the last of which began at `until_us`. Until when rows of traces that had to be
        dropped for it began; 0 when none were.
        """
        self._younger.add(hash(key))
        self._younger_until_us = max(self._younger_until_us, until_us)
        if len(self._younger) < self._limit:
            return 0
        dropped_until_us = self._older_until_us
        self._older, self._older_until_us = self._younger, self._younger_until_us
        self._younger, self._younger_until_us = set(), 0
        return dropped_until_us
