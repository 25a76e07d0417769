"""The cache of a single process: bounded, the longest unused value leaves first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class LocalCache:
    """See Cache for what each call promises. `max_bytes` bounds the sum of the values, `max_counters` the counters."""

    def __init__(
        self,
        *,
        max_bytes: int = 64 * 1024**2,
        max_counters: int = 100_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = max_bytes
        self._max_counters = max_counters
        self._clock = clock
        self._values: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._counters: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """See Cache.get."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            if found[0] <= self._clock():
                self._drop(key)
                return None
            self._values.move_to_end(key)
            return found[1]

    def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """See Cache.put."""
        with self._lock:
            self._drop(key)
            self._values[key] = (self._clock() + ttl_seconds, value)
            self._bytes += len(value)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._values)))

    def delete(self, *keys: str) -> None:
        """See Cache.delete."""
        with self._lock:
            for key in keys:
                self._drop(key)
                self._counters.pop(key, None)

    def count(self, key: str, *, window_seconds: float, amount: int = 1) -> int:
        """See Cache.count."""
        with self._lock:
            now = self._clock()
            ends_at, sum_ = self._counters.get(key, (0.0, 0))
            if ends_at <= now:
                ends_at, sum_ = now + window_seconds, 0
            if amount == 0:
                return sum_
            self._counters[key] = (ends_at, sum_ + amount)
            self._counters.move_to_end(key)
            if len(self._counters) > self._max_counters:
                self._counters.popitem(last=False)
            return sum_ + amount

    def close(self) -> None:
        """See Cache.close."""
        with self._lock:
            self._values.clear()
            self._counters.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        found = self._values.pop(key, None)
        if found is not None:
            self._bytes -= len(found[1])
