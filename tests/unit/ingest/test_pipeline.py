"""The pipeline goes on: poison is set aside with its reason, outages are waited out, nothing is marked stored too early."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import OutOfMemory, Transient
from lumetra.domain.observation import Observation, Provenance
from lumetra.ingest.announce import Announcer, Stored
from lumetra.ingest.block_builder import BlockBuilder
from lumetra.ingest.decode_delivery import Incoming
from lumetra.ingest.enrich import Enricher
from lumetra.ingest.fold.fold_logs import LogFolder
from lumetra.ingest.fold.fold_updates import UpdateFolder
from lumetra.ingest.fold.trace_book import TraceBook
from lumetra.ingest.leave_out_deleted import without_gone_projects
from lumetra.ingest.log import Delivery, LogRecord
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.pipeline import Pipeline, PipelineLimits, Progress
from lumetra.ingest.poison import PoisonStore
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.write.stored_rows import AnalyticsRows
from lumetra.ingest.write.writer import Writer
from tests.builders.eventually import eventually


class FakeAnalytics:
    """Keeps what is inserted. `outage` makes every insert fail; a row named `poison` makes the insert that holds it fail."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.states: dict[str, str] = {}
        self.outage: Exception | None = None
        self.failing_looks = 0
        self.room_for = 1_000_000
        self.inserts: list[int] = []

    def insert(self, table: str, rows: pa.Table, *, settings: Any = None) -> None:
        if self.outage is not None:
            raise self.outage
        if table == "observations":
            if rows.num_rows > self.room_for:
                raise OutOfMemory("no memory for so many rows")
            self.inserts.append(rows.num_rows)
            names = rows.column("name").to_pylist()
            if "poison" in names:
                raise ValueError("this row breaks the engine")
            self.names += names
        elif table == "receipts":
            ids, states = rows.column("id").to_pylist(), rows.column("state").to_pylist()
            self.states |= {name: state for name, state in zip(ids, states, strict=True) if name != "probe"}

    def select(self, sql: str, parameters: Any = None, *, settings: Any = None) -> list[dict[str, Any]]:
        if "system.columns" in sql:
            return [{"name": "id"}]
        if self.failing_looks:
            self.failing_looks -= 1
            raise Transient("busy")
        return []

    def execute(self, sql: str, parameters: Any = None, *, settings: Any = None) -> None:
        """Rewrites of traces: nothing to see here."""

    select_columns = stream = close = None


class Harness:
    """A whole pipeline over a fake engine; a record's body is the name of its observation."""

    def __init__(self, directory: Path) -> None:
        self.analytics: Any = FakeAnalytics()
        self.log = FileLog(directory / "log")
        self.poison = PoisonStore(directory / "poison")
        self.announced: list[Stored] = []
        self.gone: set[str] = set()
        announcer, progress = Announcer(), Progress()
        announcer.subscribe(self.announced.append)
        announcer.subscribe(self._failing_listener)

        def set_aside(delivery: Delivery, reason: str) -> None:
            self.poison.set_aside(delivery.record, reason)

        builder = BlockBuilder(
            decode=without_gone_projects(self.decode, self.gone.__contains__),
            set_aside=set_aside,
            enricher=Enricher(None, None),
            traces=TraceBook(horizon_us=0),
            folder=UpdateFolder(AnalyticsRows(self.analytics), started_at_us=0, written=lambda: progress.written),
            logs=LogFolder(AnalyticsRows(self.analytics), started_at_us=0, written=lambda: progress.written),
            written=lambda: progress.written,
            adopt=lambda project_id, states: self.adopt(),
        )
        self.pipeline = Pipeline(
            ingest_log=self.log,
            builder=builder,
            writer=Writer(self.analytics),
            announcer=announcer,
            pending=PendingReceipts(),
            set_aside=set_aside,
            limits=PipelineLimits(linger_seconds=0.02, longest_retry_seconds=0.1),
            progress=progress,
        )
        self.broken_folds = 0

    def _failing_listener(self, stored: Stored) -> None:
        raise RuntimeError("a listener that fails")

    def adopt(self) -> dict[str, Any]:
        """Called for traces that memory does not know."""
        if self.broken_folds:
            self.broken_folds -= 1
            raise RuntimeError("folding has a bug")
        return {}

    def decode(self, delivery: Delivery, provenance: Provenance) -> Incoming:
        """The body is the name; `undecodable` raises, `deletion` deletes two traces one by one."""
        name = delivery.record.body.decode()
        if name == "undecodable":
            raise RuntimeError("no dialect reads this")
        if name == "deletion":
            return Incoming(deletions=[Deletion(trace_ids=["a"]), Deletion(trace_ids=["b"])])
        start = -1 if name == "ancient" else delivery.logged_at_us
        if name == "large":
            rows = [Observation(trace_id="large", id=f"{n}", start_time_us=start, name=f"large {n}") for n in range(10)]
            return Incoming(observations=rows)
        return Incoming(observations=[Observation(trace_id=name, id=name, start_time_us=start, name=name)])

    def send(self, *names: str) -> None:
        """Append one record a name."""
        for name in names:
            record = LogRecord(
                kind="otlp", project_id="p", receipt_id=f"r-{name}", key_id="", sdk_name="", sdk_version="", received_at_us=1,
                content_type="", content_encoding="", body=name.encode(),
            )  # fmt: skip
            self.log.append(record).result(5)

    def is_done(self) -> bool:
        """Nothing waits to be stored."""
        return self.log.backlog().bytes == 0


@pytest.fixture
def harness(tmp_path: Path) -> Generator[Harness]:
    """A running pipeline."""
    made = Harness(tmp_path)
    made.pipeline.start()
    yield made
    made.pipeline.stop(timeout_seconds=2)
    made.log.close()


def test_a_record_that_cannot_be_decoded_is_set_aside_and_the_next_ones_are_stored(harness: Harness, tmp_path: Path) -> None:
    harness.send("a", "undecodable", "b")
    eventually(harness.is_done, seconds=60)
    assert sorted(harness.analytics.names) == ["a", "b"]
    assert harness.poison.receipts() == ["r-undecodable"]
    assert "no dialect reads this" in (tmp_path / "poison" / "r-undecodable.reason.txt").read_text()
    assert harness.analytics.states == {"r-a": "stored", "r-undecodable": "failed", "r-b": "stored"}


def test_the_one_row_that_the_engine_refuses_is_found_among_its_neighbours(harness: Harness) -> None:
    harness.send(*(f"good {n}" for n in range(9)), "poison", *(f"more {n}" for n in range(9)))
    eventually(harness.is_done, seconds=60)
    assert len(set(harness.analytics.names)) == 18
    assert harness.poison.receipts() == ["r-poison"]
    assert harness.analytics.states["r-poison"] == "failed"


def test_what_was_sent_to_a_project_that_is_gone_leaves_nothing_when_the_log_is_read_again(harness: Harness) -> None:
    harness.gone.add("p")
    harness.send("a", "b")
    eventually(harness.is_done)
    assert (harness.analytics.names, harness.analytics.states) == ([], {})


def test_a_deletion_leaves_the_log_without_waiting_for_another_event(harness: Harness) -> None:
    harness.send("a", "b", "deletion")
    eventually(harness.is_done, seconds=10)
    assert harness.analytics.states["r-deletion"] == "stored"


def test_without_memory_for_a_block_it_is_stored_in_smaller_pieces_and_nothing_is_blamed(harness: Harness) -> None:
    harness.analytics.room_for = 3
    harness.send(*(f"small {n}" for n in range(8)), "large")
    eventually(harness.is_done)
    assert sorted(harness.analytics.names) == sorted([*(f"small {n}" for n in range(8)), *(f"large {n}" for n in range(10))])
    assert max(harness.analytics.inserts) <= 3
    assert harness.poison.receipts() == []
    assert set(harness.analytics.states.values()) == {"stored"}


@pytest.mark.parametrize("error", [Transient("away"), RuntimeError("No space left on device")])
def test_an_outage_is_waited_out_and_nothing_is_blamed(harness: Harness, error: Exception) -> None:
    harness.analytics.outage = error
    harness.send("a", "b")
    threading.Event().wait(0.5)
    assert not harness.is_done()
    assert harness.poison.receipts() == []
    harness.analytics.outage = None
    eventually(harness.is_done, seconds=60)
    assert sorted(harness.analytics.names) == ["a", "b"]


def test_a_fault_in_folding_that_passes_loses_nothing(harness: Harness) -> None:
    harness.broken_folds = 2
    harness.send("ancient")
    eventually(harness.is_done, seconds=60)
    assert harness.analytics.names == ["ancient"]


def test_a_fault_in_folding_that_stays_sets_the_block_aside_and_goes_on(harness: Harness) -> None:
    harness.broken_folds = 4
    harness.send("ancient")
    eventually(harness.is_done, seconds=60)
    harness.send("b")
    eventually(harness.is_done, seconds=60)
    assert harness.poison.receipts() == ["r-ancient"]
    assert harness.analytics.names == ["b"]


def test_listeners_hear_what_was_stored_and_a_failing_one_harms_nobody(harness: Harness) -> None:
    harness.send("a", "b")
    eventually(harness.is_done, seconds=60)
    assert sorted(o.name for stored in harness.announced for o in stored.observations) == ["a", "b"]
    assert {stored.project_id for stored in harness.announced} == {"p"}


def test_stopping_stores_what_is_in_the_log(tmp_path: Path) -> None:
    harness = Harness(tmp_path)
    harness.send(*(f"n{number}" for number in range(200)))
    harness.pipeline.start()
    harness.pipeline.stop()
    assert harness.is_done()
    harness.log.close()
    assert len(harness.analytics.names) == 200
