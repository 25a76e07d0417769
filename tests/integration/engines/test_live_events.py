"""Live events behave the same in process and over Redis."""

from __future__ import annotations

import queue as threads_queue
from collections.abc import Generator

import pytest

from lumetra.domain.ids import new_id
from lumetra.engines.queue import LiveEvents, LocalLiveEvents
from lumetra.engines.queue.redis import RedisLiveEvents, connect_redis


@pytest.fixture(params=["local", "redis"])
def events(request: pytest.FixtureRequest) -> Generator[LiveEvents]:
    if request.param == "local":
        yield LocalLiveEvents()
        return
    with connect_redis(request.getfixturevalue("redis_url")) as client:
        live = RedisLiveEvents(client)
        yield live
        live.close()


class Inbox:
    """Collects what a listener is called with."""

    def __init__(self) -> None:
        self._received: threads_queue.Queue[bytes] = threads_queue.Queue()

    def __call__(self, payload: bytes) -> None:
        self._received.put(payload)

    def take(self, count: int) -> list[bytes]:
        return [self._received.get(timeout=60) for _ in range(count)]

    def is_empty(self) -> bool:
        return self._received.empty()


def test_every_listener_gets_every_payload_in_order(events: LiveEvents) -> None:
    channel, one, two = new_id(), Inbox(), Inbox()
    events.listen(channel, one)
    events.listen(channel, two)
    for number in range(20):
        events.publish(channel, str(number).encode())
    expected = [str(number).encode() for number in range(20)]
    assert one.take(20) == expected
    assert two.take(20) == expected


def test_other_channels_are_not_heard(events: LiveEvents) -> None:
    here, there, inbox = new_id(), new_id(), Inbox()
    events.listen(here, inbox)
    events.publish(there, b"elsewhere")
    events.publish(here, b"\x00\xff")
    assert inbox.take(1) == [b"\x00\xff"]
    assert inbox.is_empty()


def test_who_has_ended_hears_nothing_more(events: LiveEvents) -> None:
    channel, leaving, staying = new_id(), Inbox(), Inbox()
    end = events.listen(channel, leaving)
    events.listen(channel, staying)
    end()
    end()
    events.publish(channel, b"1")
    assert staying.take(1) == [b"1"]
    assert leaving.is_empty()


def test_publishing_to_nobody_is_fine(events: LiveEvents) -> None:
    events.publish(new_id(), b"1")


def test_a_failing_listener_harms_no_other(events: LiveEvents, caplog: pytest.LogCaptureFixture) -> None:
    channel, inbox = new_id(), Inbox()

    def fail(payload: bytes) -> None:
        raise ZeroDivisionError

    events.listen(channel, fail)
    events.listen(channel, inbox)
    events.publish(channel, b"1")
    events.publish(channel, b"2")
    assert inbox.take(2) == [b"1", b"2"]
    assert "a listener of" in caplog.text


def test_a_publisher_in_another_process_is_heard(redis_url: str) -> None:
    channel, inbox = new_id(), Inbox()
    with connect_redis(redis_url) as ours, connect_redis(redis_url) as theirs:
        live = RedisLiveEvents(ours)
        live.listen(channel, inbox)
        RedisLiveEvents(theirs).publish(channel, b"hello")
        assert inbox.take(1) == [b"hello"]
        live.close()
