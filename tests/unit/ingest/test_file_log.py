"""The embedded log keeps what it acknowledged, in order, through crashes, torn tails and failing writes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from lumetra.ingest.log import Delivery, LogRecord, LogUnavailable
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.log.segments import segment_path, segment_starts


def record(number: int, size: int = 10) -> LogRecord:
    """A record that can be told from others."""
    return LogRecord(
        kind="otlp", project_id="p", receipt_id=f"r{number}", key_id="", sdk_name="", sdk_version="", received_at_us=number,
        content_type="", content_encoding="", body=bytes([number % 256]) * size,
    )  # fmt: skip


def take_all(log: FileLog) -> list[Delivery]:
    """Everything that is there now."""
    found: list[Delivery] = []
    while taken := log.take(max_bytes=1000, timeout_seconds=0.05):
        found += taken
    return found


def receipts(deliveries: list[Delivery]) -> list[str]:
    """Whose records these are."""
    return [delivery.record.receipt_id for delivery in deliveries]


def append(log: FileLog, *numbers: int, size: int = 10) -> list[int]:
    """Append and wait until all of it is durable; when each was logged."""
    return [future.result(5) for future in [log.append(record(number, size)) for number in numbers]]


def test_records_are_delivered_in_order_with_increasing_times(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    times = append(log, *range(50))
    deliveries = take_all(log)
    log.close()
    assert receipts(deliveries) == [f"r{number}" for number in range(50)]
    assert [delivery.logged_at_us for delivery in deliveries] == times
    assert sorted(set(times)) == times


def test_the_parsed_message_travels_along_in_process(tmp_path: Path) -> None:
    log, parsed = FileLog(tmp_path), object()
    log.append(record(1), parsed).result(5)
    assert log.take(max_bytes=1000, timeout_seconds=1)[0].parsed is parsed
    log.close()


def test_what_was_not_marked_stored_comes_again_after_a_restart(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    append(log, *range(10))
    deliveries = take_all(log)
    log.mark_stored(deliveries[:4])
    log.close()
    again = FileLog(tmp_path)
    assert receipts(take_all(again)) == [f"r{number}" for number in range(4, 10)]
    assert again.backlog().bytes > 0
    again.close()


def test_times_increase_across_restarts_even_when_the_clock_steps_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = FileLog(tmp_path)
    (before,) = append(log, 1)
    log.close()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000)
    log = FileLog(tmp_path)
    (after,) = append(log, 2)
    log.close()
    assert after > before


@pytest.mark.parametrize("cut", [1, 5, 17, 30])
def test_a_torn_tail_loses_only_the_record_that_was_torn(tmp_path: Path, cut: int) -> None:
    log = FileLog(tmp_path)
    append(log, *range(5))
    log.close()
    (start,) = segment_starts(tmp_path)
    path = segment_path(tmp_path, start)
    path.write_bytes(path.read_bytes()[:-cut])
    log = FileLog(tmp_path)
    append(log, 100)
    assert receipts(take_all(log)) == ["r0", "r1", "r2", "r3", "r100"]
    log.close()


def test_garbage_after_the_last_record_is_cut_off(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    append(log, 1)
    log.close()
    path = segment_path(tmp_path, 0)
    path.write_bytes(path.read_bytes() + b"\xff" * 100)
    log = FileLog(tmp_path)
    append(log, 2)
    assert receipts(take_all(log)) == ["r1", "r2"]
    log.close()


def test_damage_in_the_middle_does_not_stop_delivery(tmp_path: Path) -> None:
    log = FileLog(tmp_path, segment_bytes=300)
    append(log, 0)
    for number in range(1, 30):
        append(log, number)
    log.close()
    middle = segment_starts(tmp_path)[2]
    path = segment_path(tmp_path, middle)
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(bytes(data))
    log = FileLog(tmp_path, segment_bytes=300)
    found = receipts(take_all(log))
    assert found[0] == "r0"
    assert found[-1] == "r29"
    assert len(found) > 20
    log.close()


def test_a_backlog_larger_than_memory_is_read_from_the_files(tmp_path: Path) -> None:
    log = FileLog(tmp_path, tail_bytes=2000, segment_bytes=5000)
    append(log, *range(100), size=200)
    assert receipts(take_all(log)) == [f"r{number}" for number in range(100)]
    append(log, 100, 101)
    assert receipts(take_all(log)) == ["r100", "r101"]
    log.close()


def test_a_failing_write_is_refused_and_the_next_one_succeeds(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "log")
    append(log, 1)
    moved = tmp_path / "gone"
    log.close()
    log = FileLog(tmp_path / "log")
    (tmp_path / "log").rename(moved)
    with pytest.raises(LogUnavailable):
        append(log, 2)
    moved.rename(tmp_path / "log")
    append(log, 3)
    assert receipts(take_all(log)) == ["r1", "r3"]
    log.close()


def test_a_closed_log_takes_nothing(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    log.close()
    with pytest.raises(LogUnavailable):
        log.append(record(1))


def test_the_backlog_is_what_is_not_stored(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    times = append(log, 1, 2)
    deliveries = take_all(log)
    assert log.backlog().oldest_logged_at_us == times[0]
    assert log.backlog().bytes == deliveries[-1].end
    log.mark_stored(deliveries)
    assert (log.backlog().bytes, log.backlog().oldest_logged_at_us) == (0, 0)
    log.close()


def test_a_range_of_time_can_be_read_again(tmp_path: Path) -> None:
    log = FileLog(tmp_path)
    times = append(log, *range(6))
    log.mark_stored(take_all(log))
    replayed = list(log.replay(from_us=times[2], until_us=times[4]))
    assert receipts(replayed) == ["r2", "r3"]
    log.close()


def test_stored_segments_go_after_their_time(tmp_path: Path) -> None:
    log = FileLog(tmp_path, segment_bytes=300, retention_seconds=0)
    for number in range(20):
        append(log, number)
    log.mark_stored(take_all(log))
    log.close()
    assert len(segment_starts(tmp_path)) <= 2
