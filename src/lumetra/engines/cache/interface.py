"""What the rest of Lumetra may ask of a cache. Synchronous; safe to call from many threads."""

from __future__ import annotations

from typing import Protocol


class Cache(Protocol):
    """Values that may vanish at any time and counters that bound rates. Never the only place of a fact.

    Keys are short text; start them with the name of what owns them: `accounts.key:…`. A value that changed elsewhere is
    dropped by who changed it: `delete` here for shared values, a live event for what processes hold on their own.
    Errors: `Transient` when Redis cannot be reached.
    """

    def get(self, key: str) -> bytes | None:
        """The value, or None when there is none or its time is over."""
        ...

    def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Keep the value for at most `ttl_seconds` (above 0); less when space is short. Replaces."""
        ...

    def delete(self, *keys: str) -> None:
        """Forget values and counters. Unknown keys are ignored."""
        ...

    def count(self, key: str, *, window_seconds: float, amount: int = 1) -> int:
        """Add `amount` (0 only reads) and return the sum so far. The window begins with the first count and then starts anew.

        Atomic over all threads and processes. Counters and values do not share keys.
        """
        ...

    def close(self) -> None:
        """Release what is held."""
        ...
