"""Short-lived values and counters: in this process, or in Redis (or Valkey, `cache.redis`) for all processes."""

from lumetra.engines.cache.interface import Cache
from lumetra.engines.cache.local import LocalCache

__all__ = ["Cache", "LocalCache"]
