"""What a process that begins to store learns of the traces that were stored before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lumetra.domain.ids import new_id
from lumetra.ingest.fold.trace_book import TraceBook
from lumetra.ingest.write.stored_traces import open_trace_book
from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp


def may_have_rows(book: TraceBook, project_id: str, trace_id: str, at: datetime) -> bool:
    """Whether the trace is looked up when a span of it comes that began at this time."""
    state = book.touch(project_id, trace_id, at.timestamp())
    state.min_start_us = round(at.timestamp() * 1e6)
    return book.may_have_rows(state, now=at.timestamp())


def test_after_a_restart_running_traces_are_looked_up_and_new_ones_are_not(running: RunningApp, project: TestProject) -> None:
    now = datetime.now(UTC)
    trace_id = new_id()
    insert(
        running.engines.analytics,
        "observations",
        [observation(project.id, trace_id, new_id(), start_time=now - timedelta(minutes=20))],
    )
    book = open_trace_book(running.engines.analytics, started_at_us=round(now.timestamp() * 1e6))
    later = now + timedelta(minutes=5)
    assert may_have_rows(book, project.id, trace_id, later)
    assert not may_have_rows(book, project.id, new_id(), later)
    assert not may_have_rows(book, project.id, new_id(), now + timedelta(seconds=1))
    assert may_have_rows(book, project.id, new_id(), now - timedelta(hours=2))
