"""The ingestion log behaves the same in files and, for a cluster, in blob storage announced over a work queue."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from lumetra.domain.ids import new_id
from lumetra.engines.blobs import open_blobs
from lumetra.engines.queue import LocalWorkQueue
from lumetra.engines.queue.redis import RedisWorkQueue, connect_redis
from lumetra.ingest.log import Delivery, IngestLog, LogRecord
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.log.shared_log import SharedLog

CLAIM_SECONDS = 2.0
OpenLog = Callable[[], IngestLog]


@pytest.fixture(params=["files", "blobs and local queue", "blobs and redis"])
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[OpenLog]:
    """Opens the same log again and again, as processes that follow each other would."""
    opened: list[IngestLog] = []

    def keep(log: IngestLog) -> IngestLog:
        opened.append(log)
        return log

    blobs = open_blobs((tmp_path / "blobs").as_uri())
    if request.param == "files":
        yield lambda: keep(FileLog(tmp_path / "log"))
    elif request.param == "blobs and local queue":
        queue = LocalWorkQueue(claim_after_seconds=CLAIM_SECONDS)
        yield lambda: keep(SharedLog(blobs, queue))
    else:
        with connect_redis(request.getfixturevalue("redis_url")) as client:
            name = f"test:{new_id()}"
            yield lambda: keep(SharedLog(blobs, RedisWorkQueue(client, name, claim_after_seconds=CLAIM_SECONDS)))
            for log in opened:
                log.close()
        return
    for log in opened:
        log.close()


def record(number: int, size: int = 10) -> LogRecord:
    return LogRecord(
        kind="otlp", project_id="p", receipt_id=f"r{number}", key_id="", sdk_name="", sdk_version="", received_at_us=number,
        content_type="", content_encoding="", body=b"x" * size,
    )  # fmt: skip


def append(log: IngestLog, *numbers: int) -> list[int]:
    return [future.result(timeout=60) for future in [log.append(record(number)) for number in numbers]]


def take(log: IngestLog, count: int) -> list[Delivery]:
    taken: list[Delivery] = []
    deadline = time.monotonic() + 60
    while len(taken) < count and time.monotonic() < deadline:
        taken += log.take(max_bytes=1 << 20, timeout_seconds=0.2)
    return taken


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [delivery.record.received_at_us for delivery in deliveries]


def test_records_are_delivered_in_order_with_increasing_times(open_log: OpenLog) -> None:
    log = open_log()
    times = append(log, 1, 2, 3) + append(log, 4)
    taken = take(log, 4)
    assert numbers(taken) == [1, 2, 3, 4]
    assert [delivery.logged_at_us for delivery in taken] == times == sorted(set(times))
    assert taken[0].record == record(1)
    assert abs(times[0] - time.time_ns() // 1000) < 60_000_000


def test_nothing_to_deliver_is_an_empty_list(open_log: OpenLog) -> None:
    log = open_log()
    assert log.take(max_bytes=1000, timeout_seconds=0.05) == []
    log.mark_stored([])
    assert log.backlog().oldest_logged_at_us == 0


def test_what_was_marked_stored_is_not_delivered_again(open_log: OpenLog) -> None:
    first = open_log()
    append(first, 1)
    append(first, 2, 3)
    taken = take(first, 3)
    first.mark_stored(taken[:1])
    first.close()
    time.sleep(CLAIM_SECONDS + 0.2)
    second = open_log()
    again = take(second, 2)
    assert numbers(again) == [2, 3]
    assert [delivery.logged_at_us for delivery in again] == [delivery.logged_at_us for delivery in taken[1:]]
    second.mark_stored(again)
    second.close()
    time.sleep(CLAIM_SECONDS + 0.2)
    assert open_log().take(max_bytes=1000, timeout_seconds=0.2) == []


def test_a_slow_pipeline_gets_nothing_twice(open_log: OpenLog) -> None:
    log = open_log()
    append(log, 1)
    taken = take(log, 1)
    time.sleep(CLAIM_SECONDS * 2)
    assert log.take(max_bytes=1000, timeout_seconds=0.2) == []
    log.mark_stored(taken)


def test_the_backlog_grows_and_shrinks(open_log: OpenLog) -> None:
    log = open_log()
    append(log, *range(50))
    deadline = time.monotonic() + 60
    while not log.backlog().bytes:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert abs(log.backlog().oldest_logged_at_us - time.time_ns() // 1000) < 60_000_000
    log.mark_stored(take(log, 50))
    while log.backlog().bytes:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_replay_reads_a_span_of_time_again(open_log: OpenLog) -> None:
    log = open_log()
    times = append(log, 1, 2) + append(log, 3, 4)
    log.mark_stored(take(log, 4))
    assert numbers(list(log.replay(from_us=times[1], until_us=times[3]))) == [2, 3]
    assert numbers(list(log.replay(from_us=0, until_us=times[3] + 1))) == [1, 2, 3, 4]
    assert list(log.replay(from_us=times[3] + 1, until_us=times[3] + 2)) == []
