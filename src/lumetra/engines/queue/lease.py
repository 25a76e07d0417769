"""Leases: at most one process at a time does a thing, and another takes over when it dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from lumetra.domain.ids import new_id


class Lease(Protocol):
    """The right to do one named thing. Each object is one candidate; its methods may be called from any thread."""

    def hold(self) -> bool:
        """Take the lease or prolong it; True while it is ours. Call it several times within `ttl_seconds`.

        After a True nobody else gets one before `ttl_seconds` have passed. Raises Transient when Redis cannot be
        reached: then the lease may be lost, so stop what it protects when `ttl_seconds` have passed since the last True.
        """
        ...

    def release(self) -> None:
        """Give it up at once when it is ours."""
        ...


class LocalLeases:
    """Leases between the candidates of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def open(self, name: str, *, ttl_seconds: float) -> Lease:
        """A new candidate for the lease of this name."""
        return _LocalLease(self._held, self._lock, self._clock, name, ttl_seconds)


class _LocalLease:
    def __init__(
        self, held: dict[str, tuple[str, float]], lock: threading.Lock, clock: Callable[[], float], name: str, ttl_seconds: float
    ) -> None:
        self._held, self._lock, self._clock = held, lock, clock
        self._name, self._ttl_seconds, self._holder = name, ttl_seconds, new_id()

    def hold(self) -> bool:
        """See Lease.hold."""
        with self._lock:
            holder, until = self._held.get(self._name, ("", 0.0))
            if holder != self._holder and until > self._clock():
                return False
            self._held[self._name] = (self._holder, self._clock() + self._ttl_seconds)
            return True

    def release(self) -> None:
        """See Lease.release."""
        with self._lock:
            if self._held.get(self._name, ("", 0.0))[0] == self._holder:
                del self._held[self._name]
