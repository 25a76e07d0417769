"""The work queue behaves the same in process and on Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from lumetra.domain.errors import Transient
from lumetra.domain.ids import new_id
from lumetra.engines.queue import Backlog, LocalWorkQueue, Message, WorkQueue
from lumetra.engines.queue.redis import RedisWorkQueue, connect_redis

CLAIM_AFTER_SECONDS = 1.0


@pytest.fixture(params=["local", "redis"])
def queue(request: pytest.FixtureRequest) -> Generator[WorkQueue]:
    if request.param == "local":
        yield LocalWorkQueue(claim_after_seconds=CLAIM_AFTER_SECONDS)
        return
    with connect_redis(request.getfixturevalue("redis_url")) as client:
        yield RedisWorkQueue(client, f"test:{new_id()}", claim_after_seconds=CLAIM_AFTER_SECONDS)


def payloads(messages: object) -> list[bytes]:
    assert isinstance(messages, list)
    return [message.payload for message in messages if isinstance(message, Message)]


def test_messages_come_in_the_order_of_adding(queue: WorkQueue) -> None:
    queue.add([b"1", b"2"])
    queue.add([b"3\x00\xff"])
    first = queue.take("a", limit=2, wait_seconds=1)
    assert payloads(first) == [b"1", b"2"]
    assert [message.deliveries for message in first] == [1, 1]
    assert payloads(queue.take("b", limit=2, wait_seconds=1)) == [b"3\x00\xff"]


def test_an_empty_queue_answers_nothing_after_the_time_to_wait(queue: WorkQueue) -> None:
    before = time.monotonic()
    assert queue.take("a", limit=10, wait_seconds=0) == []
    assert queue.take("a", limit=10, wait_seconds=0.2) == []
    assert time.monotonic() - before >= 0.19
    assert queue.backlog() == Backlog(0, 0.0)


def test_a_waiting_taker_gets_what_is_added_meanwhile(queue: WorkQueue) -> None:
    adding = threading.Timer(0.2, lambda: queue.add([b"late"]))
    adding.start()
    try:
        assert payloads(queue.take("a", limit=1, wait_seconds=60)) == [b"late"]
    finally:
        adding.join()


def test_a_message_goes_to_one_taker_only(queue: WorkQueue) -> None:
    queue.add([b"1"])
    assert payloads(queue.take("a", limit=1, wait_seconds=1)) == [b"1"]
    assert queue.take("b", limit=1, wait_seconds=0) == []


def test_the_share_of_a_dead_taker_goes_to_another_before_new_work(queue: WorkQueue) -> None:
    queue.add([b"lost 1", b"lost 2"])
    queue.take("dead", limit=2, wait_seconds=1)
    time.sleep(CLAIM_AFTER_SECONDS + 0.1)
    queue.add([b"new"])
    messages = queue.take("alive", limit=3, wait_seconds=1)
    assert payloads(messages) == [b"lost 1", b"lost 2", b"new"]
    assert [message.deliveries for message in messages] == [2, 2, 1]


def test_a_touched_message_stays_with_its_taker(queue: WorkQueue) -> None:
    queue.add([b"long work"])
    (message,) = queue.take("a", limit=1, wait_seconds=1)
    for _ in range(4):
        time.sleep(CLAIM_AFTER_SECONDS / 2)
        queue.touch("a", [message.id])
    assert queue.take("b", limit=1, wait_seconds=0) == []
    queue.touch("a", [])


def test_an_acknowledged_message_never_comes_back(queue: WorkQueue) -> None:
    queue.add([b"1", b"2"])
    first, second = queue.take("a", limit=2, wait_seconds=1)
    queue.acknowledge([first.id])
    queue.acknowledge([first.id])
    queue.acknowledge([])
    time.sleep(CLAIM_AFTER_SECONDS + 0.1)
    (again,) = queue.take("b", limit=5, wait_seconds=1)
    assert (again.id, again.payload) == (second.id, b"2")


def test_the_backlog_counts_what_is_not_acknowledged(queue: WorkQueue) -> None:
    queue.add([b"1", b"2", b"3"])
    (first,) = queue.take("a", limit=1, wait_seconds=1)
    time.sleep(0.2)
    backlog = queue.backlog()
    assert backlog.length == 3
    assert 0.1 < backlog.oldest_age_seconds < 60
    queue.acknowledge([first.id])
    assert queue.backlog().length == 2


def test_many_takers_share_the_work_without_loss_or_double(queue: WorkQueue) -> None:
    queue.add([str(number).encode() for number in range(200)])
    done: list[bytes] = []

    def work(name: str) -> None:
        while messages := queue.take(name, limit=7, wait_seconds=0.05):
            done.extend(message.payload for message in messages)
            queue.acknowledge([message.id for message in messages])

    threads = [threading.Thread(target=work, args=(f"taker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, done)) == list(range(200))


def test_redis_out_of_reach_is_transient() -> None:
    with connect_redis("redis://127.0.0.1:9/0") as client, pytest.raises(Transient):
        RedisWorkQueue(client, "test").add([b"1"])
