"""Leases between processes, kept in Redis or Valkey."""

from __future__ import annotations

from typing import Any

import redis

from lumetra.domain.ids import new_id
from lumetra.engines.queue.redis import redis_errors

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
