"""What processes share with each other: cache, live events and work queues; all in this process, or all on one Redis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lumetra.engines.cache import Cache, LocalCache
from lumetra.engines.queue import LiveEvents, LocalLiveEvents, LocalWorkQueue, WorkQueue
from lumetra.engines.queue.lease import Lease, LocalLeases

CLAIM_SECONDS = 15.0
"""What a taker of a queue neither acknowledges nor touches for so long goes to another."""


@dataclass(frozen=True)
class Coordination:
    """`open_queue(name)` gives the queue of that name: over Redis the same one to every caller in every process."""

    cache: Cache
    live_events: LiveEvents
    open_queue: Callable[[str], WorkQueue]
    open_lease: Callable[[str, float], Lease]
    """A candidate for the lease of a name, with the seconds it lasts unless prolonged."""
    is_shared: bool
    """True when other processes may take part."""
    check: Callable[[], None]
    """Raises Transient when Redis cannot be reached."""
    close: Callable[[], None]


def open_coordination(redis_url: str) -> Coordination:
    """On Redis or Valkey when there is a URL, else in this process. Connects at the first use."""
    return _on_redis(redis_url) if redis_url else _in_process()


def _in_process() -> Coordination:
    cache, live_events = LocalCache(), LocalLiveEvents()
    queues: dict[str, WorkQueue] = {}
    leases = LocalLeases()

    def open_queue(name: str) -> WorkQueue:
        return queues.setdefault(name, LocalWorkQueue(claim_after_seconds=CLAIM_SECONDS))

    def open_lease(name: str, seconds: float) -> Lease:
        return leases.open(name, ttl_seconds=seconds)

    def close() -> None:
        live_events.close()
        cache.close()

    return Coordination(cache, live_events, open_queue, open_lease, is_shared=False, check=lambda: None, close=close)


def _on_redis(url: str) -> Coordination:
    # Imported here because an embedded server, which has no Redis, should not wait for the client library at its start.
    from lumetra.engines.cache.redis import RedisCache  # noqa: PLC0415  (see above)
    from lumetra.engines.queue.redis import RedisLiveEvents, RedisWorkQueue, connect_redis  # noqa: PLC0415  (see above)
    from lumetra.engines.queue.redis_lease import RedisLease  # noqa: PLC0415  (see above)

    client = connect_redis(url)
    cache, live_events = RedisCache(client), RedisLiveEvents(client)

    def open_queue(name: str) -> WorkQueue:
        return RedisWorkQueue(client, f"lumetra:queue:{name}", claim_after_seconds=CLAIM_SECONDS)

    def open_lease(name: str, seconds: float) -> Lease:
        return RedisLease(client, name, ttl_seconds=seconds)

    def check() -> None:
        cache.get("check")

    def close() -> None:
        live_events.close()
        client.close()

    return Coordination(cache, live_events, open_queue, open_lease, is_shared=True, check=check, close=close)
