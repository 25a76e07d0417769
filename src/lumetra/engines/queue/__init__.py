"""Hand-over of work between workers, and live events: in this process, or over Redis (or Valkey, `queue.redis`)."""

from lumetra.engines.queue.interface import Backlog, LiveEvents, Message, WorkQueue
from lumetra.engines.queue.local import LocalLiveEvents, LocalWorkQueue

__all__ = ["Backlog", "LiveEvents", "LocalLiveEvents", "LocalWorkQueue", "Message", "WorkQueue"]
