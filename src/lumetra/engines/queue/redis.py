"""The work queue on a Redis stream with a consumer group, and live events on Redis pub/sub. Works with Valkey."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import redis

from lumetra.domain.errors import Transient
from lumetra.engines.queue.interface import Backlog, Message
from lumetra.engines.queue.local import LocalLiveEvents

log = logging.getLogger(__name__)

_GROUP = "workers"
_FIELD = b"p"


@contextmanager
def redis_errors() -> Generator[None]:
    """Turn what a retry may cure into Transient."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError) as error:
        raise Transient(f"Redis failed: {error}") from error


def connect_redis(url: str) -> redis.Redis:
    """A pool of connections; nothing is sent until the first call."""
    return redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=30, health_check_interval=15)


class RedisWorkQueue:
    """See WorkQueue for what each call promises. An acknowledged message is removed, so the stream is the backlog."""

    def __init__(self, client: redis.Redis, stream: str, *, claim_after_seconds: float = 30.0) -> None:
        # The library types every answer as "value or awaitable of it"; this client is the synchronous one.
        self._client: Any = client
        self._stream = stream
        self._claim_after_ms = int(claim_after_seconds * 1000)
        self._has_group = False

    def add(self, payloads: Sequence[bytes]) -> None:
        """See WorkQueue.add."""
        with redis_errors(), self._client.pipeline(transaction=True) as pipeline:
            for payload in payloads:
                pipeline.xadd(self._stream, {_FIELD: payload})
            pipeline.execute()

    def take(self, taker: str, *, limit: int, wait_seconds: float) -> Sequence[Message]:
        """See WorkQueue.take."""
        deadline = time.monotonic() + wait_seconds
        with redis_errors():
            self._make_group()
            while True:
                messages = self._claim_lost(taker, limit)
                if len(messages) < limit:
                    left_ms = 0 if messages else max(0, int((deadline - time.monotonic()) * 1000))
                    messages += self._read_new(taker, limit - len(messages), min(left_ms, 1000))
                if messages or time.monotonic() >= deadline:
                    return messages

    def touch(self, taker: str, ids: Sequence[str]) -> None:
        """See WorkQueue.touch."""
        if not ids:
            return
        with redis_errors():
            self._client.xclaim(self._stream, _GROUP, taker, 0, list(ids), justid=True)

    def acknowledge(self, ids: Sequence[str]) -> None:
        """See WorkQueue.acknowledge."""
        if not ids:
            return
        with redis_errors(), self._client.pipeline(transaction=True) as pipeline:
            pipeline.xack(self._stream, _GROUP, *ids)
            pipeline.xdel(self._stream, *ids)
            pipeline.execute()

    def backlog(self) -> Backlog:
        """See WorkQueue.backlog."""
        with redis_errors(), self._client.pipeline(transaction=False) as pipeline:
            pipeline.xlen(self._stream)
            pipeline.xrange(self._stream, count=1)
            pipeline.time()
            length, oldest, (seconds, microseconds) = pipeline.execute()
        if not oldest:
            return Backlog(0, 0.0)
        added_at = int(oldest[0][0].split(b"-")[0]) / 1000
        return Backlog(length, max(0.0, seconds + microseconds / 1e6 - added_at))

    def close(self) -> None:
        """See WorkQueue.close. The client belongs to who made it."""

    def _make_group(self) -> None:
        if self._has_group:
            return
        try:
            self._client.xgroup_create(self._stream, _GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        self._has_group = True

    def _claim_lost(self, taker: str, limit: int) -> list[Message]:
        claimed = self._client.xautoclaim(self._stream, _GROUP, taker, self._claim_after_ms, count=limit)[1]
        found = [(id_, fields) for id_, fields in claimed if fields is not None]
        if not found:
            return []
        # XAUTOCLAIM does not say how often a message was delivered; the list of what this taker holds does.
        ids = [id_ for id_, _ in found]
        held = self._client.xpending_range(self._stream, _GROUP, min=ids[0], max=ids[-1], count=10 * limit, consumername=taker)
        deliveries = {entry["message_id"]: entry["times_delivered"] for entry in held}
        return [Message(id_.decode(), fields[_FIELD], deliveries.get(id_, 2)) for id_, fields in found]

    def _read_new(self, taker: str, limit: int, wait_ms: int) -> list[Message]:
        answer = self._client.xreadgroup(_GROUP, taker, {self._stream: ">"}, count=limit, block=wait_ms or None)
        if not answer:
            return []
        pairs = answer[0][1] if isinstance(answer, list) else next(iter(answer.values()))[0]
        return [Message(id_.decode(), fields[_FIELD], 1) for id_, fields in cast("list[tuple[bytes, Any]]", pairs)]


class RedisLiveEvents:
    """See LiveEvents for what each call promises. One connection and one thread a process receive for all listeners."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._local = LocalLiveEvents()
        self._subscription: Any = client.pubsub(ignore_subscribe_messages=False)
        self._confirmed: set[str] = set()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def publish(self, channel: str, payload: bytes) -> None:
        """See LiveEvents.publish."""
        with redis_errors():
            self._client.publish(channel, payload)

    def listen(self, channel: str, listener: Callable[[bytes], None]) -> Callable[[], None]:
        """See LiveEvents.listen. A channel stays subscribed once somebody listened; channels are few."""
        end = self._local.listen(channel, listener)
        with redis_errors(), self._changed:
            if channel not in self._confirmed:
                self._subscription.subscribe(channel)
                self._start_receiving()
                if not self._changed.wait_for(lambda: channel in self._confirmed, 10):
                    end()
                    raise Transient("Redis did not confirm a subscription within 10 s")
        return end

    def close(self) -> None:
        """See LiveEvents.close. The client belongs to who made it."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        self._subscription.close()
        self._local.close()

    def _start_receiving(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._receive, name="live-events", daemon=True)
            self._thread.start()

    def _receive(self) -> None:
        while not self._closing.is_set():
            try:
                message = self._subscription.get_message(timeout=0.25)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                # The next call connects again and renews every subscription; what was sent meanwhile is lost.
                log.warning("live events are interrupted: %s", error)
                self._closing.wait(1.0)
                continue
            if message is not None:
                self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        channel = message["channel"].decode()
        if message["type"] == "message":
            self._local.publish(channel, message["data"])
        elif message["type"] == "subscribe":
            with self._changed:
                self._confirmed.add(channel)
                self._changed.notify_all()
