"""Hand-over of work between workers, and live events: in this process, or over Redis (or Valkey)."""

from lumetra.engines.queue.interface import Backlog, LiveEvents, Message, WorkQueue
from lumetra.engines.queue.local import LocalLiveEvents, LocalWorkQueue
from lumetra.engines.queue.redis import RedisLiveEvents, RedisWorkQueue

__all__ = [
    "Backlog",
    "LiveEvents",
    "LocalLiveEvents",
    "LocalWorkQueue",
    "Message",
    "RedisLiveEvents",
    "RedisWorkQueue",
    "WorkQueue",
]
