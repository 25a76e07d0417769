"""What processes share with each other: cache, live events and work queues; all in this process, or all on one Redis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lumetra.engines.cache import Cache, LocalCache
from lumetra.engines.queue import LiveEvents, LocalLiveEvents, LocalWorkQueue, WorkQueue


@dataclass(frozen=True)
class Coordination:
    """`open_queue(name)` gives the queue of that name: over Redis the same one to every caller in every process."""

    cache: Cache
    live_events: LiveEvents
    open_queue: Callable[[str], WorkQueue]
    check: Callable[[], None]
    """Raises Transient when Redis cannot be reached."""
    close: Callable[[], None]


def open_coordination(redis_url: str) -> Coordination:
    """On Redis or Valkey when there is a URL, else in this process. Connects at the first use."""
    return _on_redis(redis_url) if redis_url else _in_process()


def _in_process() -> Coordination:
    cache, live_events = LocalCache(), LocalLiveEvents()
    queues: dict[str, WorkQueue] = {}

    def open_queue(name: str) -> WorkQueue:
        return queues.setdefault(name, LocalWorkQueue())

    def close() -> None:
        live_events.close()
        cache.close()

    return Coordination(cache, live_events, open_queue, check=lambda: None, close=close)


def _on_redis(url: str) -> Coordination:
    # Imported here because an embedded server, which has no Redis, should not wait for the client library at its start.
    from lumetra.engines.cache.redis import RedisCache  # noqa: PLC0415  (see above)
    from lumetra.engines.queue.redis import RedisLiveEvents, RedisWorkQueue, connect_redis  # noqa: PLC0415  (see above)

    client = connect_redis(url)
    cache, live_events = RedisCache(client), RedisLiveEvents(client)

    def open_queue(name: str) -> WorkQueue:
        return RedisWorkQueue(client, f"lumetra:queue:{name}")

    def check() -> None:
        cache.get("check")

    def close() -> None:
        live_events.close()
        client.close()

    return Coordination(cache, live_events, open_queue, check=check, close=close)
