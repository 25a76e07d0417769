"""The cache that all processes share, in Redis or Valkey."""

from __future__ import annotations

from typing import Any

import redis

from lumetra.engines.queue.redis import redis_errors

# One round trip, and the window's end is set exactly once, by whoever counts first.
_COUNT = """
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum
"""


class RedisCache:
    """See Cache for what each call promises. The bound is Redis's own (`maxmemory`). Keys get `prefix` in front."""

    def __init__(self, client: redis.Redis, *, prefix: str = "lumetra:") -> None:
        # The library types every answer as "value or awaitable of it"; this client is the synchronous one.
        self._client: Any = client
        self._prefix = prefix
        self._count = self._client.register_script(_COUNT)

    def get(self, key: str) -> bytes | None:
        """See Cache.get."""
        with redis_errors():
            value: bytes | None = self._client.get(f"{self._prefix}v:{key}")
            return value

    def put(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """See Cache.put."""
        with redis_errors():
            self._client.set(f"{self._prefix}v:{key}", value, px=max(1, int(ttl_seconds * 1000)))

    def delete(self, *keys: str) -> None:
        """See Cache.delete."""
        if not keys:
            return
        with redis_errors():
            self._client.delete(*(f"{self._prefix}{kind}:{key}" for key in keys for kind in "vc"))

    def count(self, key: str, *, window_seconds: float, amount: int = 1) -> int:
        """See Cache.count."""
        with redis_errors():
            counter = f"{self._prefix}c:{key}"
            if amount == 0:
                return int(self._client.get(counter) or 0)
            return int(self._count(keys=[counter], args=[amount, max(1, int(window_seconds * 1000))]))

    def close(self) -> None:
        """See Cache.close. The client belongs to who made it."""
