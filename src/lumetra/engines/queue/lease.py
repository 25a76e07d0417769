"""Leases: at most one process at a time does a thing, and another takes over when it dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import redis

from lumetra.domain.ids import new_id
from lumetra.engines.queue.redis import redis_errors


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


# Both compare and act in one step, so that a lease that has passed to another is never prolonged or removed.
_HOLD = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisLease:
    """A candidate for a lease that is kept in Redis. See Lease."""

    def __init__(self, client: redis.Redis, name: str, *, ttl_seconds: float) -> None:
        # The library types every answer as "value or awaitable of it"; this client is the synchronous one.
        untyped: Any = client
        self._key = f"lumetra:lease:{name}"
        self._ttl_ms = int(ttl_seconds * 1000)
        self._holder = new_id()
        self._hold = untyped.register_script(_HOLD)
        self._release = untyped.register_script(_RELEASE)

    def hold(self) -> bool:
        """See Lease.hold."""
        with redis_errors():
            return bool(self._hold(keys=[self._key], args=[self._holder, self._ttl_ms]))

    def release(self) -> None:
        """See Lease.release."""
        with redis_errors():
            self._release(keys=[self._key], args=[self._holder])
