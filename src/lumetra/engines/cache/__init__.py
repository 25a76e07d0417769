"""Short-lived values and counters: in this process, or in Redis (or Valkey) for all processes."""

from lumetra.engines.cache.interface import Cache
from lumetra.engines.cache.local import LocalCache
from lumetra.engines.cache.redis import RedisCache

__all__ = ["Cache", "LocalCache", "RedisCache"]
