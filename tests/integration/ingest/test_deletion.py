"""Deleting hides at once, takes the content off the disk later, and lets nothing old come back."""

from __future__ import annotations

import uuid
from typing import Any

import httpx2
import pytest

from lumetra.domain.access import Access
from lumetra.domain.deletion import Deletion
from lumetra.ingest.open_ingest import Ingest
from lumetra.ingest.write.purge import purge_deleted
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


@pytest.fixture
def ingest(running: RunningApp) -> Ingest:
    """The way of an event in the running application."""
    found: Ingest = running.app.state.ingest
    return found


def access(project: TestProject) -> Access:
    """Somebody who writes into this project."""
    return Access(project_id=project.id, organization_id=project.organization_id, permissions=frozenset())


def delete(ingest: Ingest, project: TestProject, deletion: Deletion) -> None:
    """Delete and wait until reads see it."""
    receipt = ingest.submit_internal(access(project), [deletion])
    assert ingest.wait_until_stored(receipt, timeout_seconds=120)


def send(ingest: Ingest, client: httpx2.Client, *events: dict[str, Any]) -> None:
    """Send a batch and wait until it is stored."""
    response = client.post("/api/public/ingestion", json={"batch": list(events)})
    assert ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=120)


def rows(running: RunningApp, project: TestProject, table: str, *, final: bool = True) -> list[dict[str, Any]]:
    """Rows of the project: as reads see them, or as they lie there."""
    columns = "trace_id" if table == "traces" else "*"  # states of aggregates cannot be read as they are
    return running.engines.analytics.select(
        f"SELECT {columns} FROM {table} {'FINAL' if final else ''} WHERE project_id = {{p:String}}", {"p": project.id}
    )


def trace_with_score(trace_id: str, span: str) -> list[dict[str, Any]]:
    """A trace with one span and one score."""
    return [
        event("trace-create", {"id": trace_id, "name": "t", "input": "secret"}),
        event("span-create", {"id": span, "traceId": trace_id, "name": "s", "startTime": at(), "input": "secret"}),
        event("score-create", {"id": f"score-{span}", "traceId": trace_id, "name": "good", "value": 1}),
    ]


def test_a_deleted_trace_disappears_with_its_scores_and_its_neighbour_stays(
    running: RunningApp, project: TestProject, client: httpx2.Client, ingest: Ingest
) -> None:
    gone, kept = str(uuid.uuid4()), str(uuid.uuid4())
    send(ingest, client, *trace_with_score(gone, f"a{gone}"), *trace_with_score(kept, f"b{kept}"))
    delete(ingest, project, Deletion(trace_ids=[gone]))
    assert {row["trace_id"] for row in rows(running, project, "observations")} == {kept}
    assert {row["trace_id"] for row in rows(running, project, "scores")} == {kept}
    assert {row["trace_id"] for row in rows(running, project, "traces", final=False)} == {kept}


def test_single_observations_and_scores_are_deleted_alone(
    running: RunningApp, project: TestProject, client: httpx2.Client, ingest: Ingest
) -> None:
    trace_id, span = str(uuid.uuid4()), str(uuid.uuid4())
    send(ingest, client, *trace_with_score(trace_id, span))
    delete(ingest, project, Deletion(score_ids=[f"score-{span}"]))
    assert rows(running, project, "scores") == []
    delete(ingest, project, Deletion(observations=[(trace_id, span)]))
    assert [row["type"] for row in rows(running, project, "observations")] == ["TRACE"]


def test_what_is_sent_after_the_deletion_is_new_data(
    running: RunningApp, project: TestProject, client: httpx2.Client, ingest: Ingest
) -> None:
    trace_id, span = str(uuid.uuid4()), str(uuid.uuid4())
    send(ingest, client, *trace_with_score(trace_id, span))
    delete(ingest, project, Deletion(trace_ids=[trace_id]))
    late = {"id": f"late-{span}", "traceId": trace_id, "name": "late", "startTime": at()}
    send(ingest, client, event("span-create", late))
    assert [(row["name"], row["trace_name"]) for row in rows(running, project, "observations")] == [("late", "late")]


def test_deleted_content_leaves_the_disk(
    running: RunningApp, project: TestProject, client: httpx2.Client, ingest: Ingest
) -> None:
    trace_id, span = str(uuid.uuid4()), str(uuid.uuid4())
    send(ingest, client, *trace_with_score(trace_id, span))
    delete(ingest, project, Deletion(trace_ids=[trace_id]))
    purge_deleted(running.engines.analytics)

    def contents() -> list[str]:
        return [row["input"] for row in rows(running, project, "observations", final=False)]

    eventually(lambda: "secret" not in contents())
    assert rows(running, project, "observations") == []


def test_a_whole_project_is_deleted(running: RunningApp, project: TestProject, client: httpx2.Client, ingest: Ingest) -> None:
    send(ingest, client, *trace_with_score(str(uuid.uuid4()), str(uuid.uuid4())))
    delete(ingest, project, Deletion(whole_project=True))
    assert rows(running, project, "observations", final=False) == []
    assert rows(running, project, "scores", final=False) == []
