"""Retention: what is older than a project keeps goes, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2

from lumetra.compose.retention import KIND, first_kept
from lumetra.domain.ids import new_id
from lumetra.engines.jobs import JobState
from lumetra.ingest.open_ingest import Ingest
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

OLD = "2021-03-04T05:06:07.000Z"


def send_an_old_and_a_new_trace(running: RunningApp, client: httpx2.Client) -> None:
    """Each with one span and one score."""
    ingest: Ingest = running.app.state.ingest
    events = []
    for name, moment in (("old", OLD), ("new", at())):
        events += [
            event("trace-create", {"id": f"t-{name}", "name": name, "timestamp": moment}),
            event("span-create", {"id": f"s-{name}", "traceId": f"t-{name}", "name": name, "startTime": moment}),
            event("score-create", {"id": f"c-{name}", "traceId": f"t-{name}", "name": "ok", "value": 1}, said=moment),
        ]
    response = client.post("/api/public/ingestion", json={"batch": events})
    assert response.json()["errors"] == []
    assert ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=120)


def stored(running: RunningApp, project: TestProject) -> dict[str, set[str]]:
    """The ids of traces that still have rows, by table."""
    return {
        table: {
            row["trace_id"]
            for row in running.engines.analytics.select(
                f"SELECT DISTINCT trace_id FROM {table} WHERE project_id = {{p:String}}", {"p": project.id}
            )
        }
        for table in ("observations", "traces", "scores")
    }


def test_what_is_older_than_a_project_keeps_leaves_the_disk_and_other_projects_keep_theirs(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    forever = create_project(running)
    with forever.client() as other:
        send_an_old_and_a_new_trace(running, other)
    send_an_old_and_a_new_trace(running, client)
    both = {table: {"t-old", "t-new"} for table in ("observations", "traces", "scores")}
    assert stored(running, project) == both
    path = f"/api/v1/projects/{project.id}"
    assert client.patch(path, json={"retention_days": 30}).raise_for_status().json()["retention_days"] == 30
    job = running.engines.jobs.wait(running.engines.jobs.submit(KIND, {}, key=new_id()), timeout_seconds=120)
    assert (job.state, job.result[project.id]) == (JobState.SUCCEEDED, ["observations", "traces", "scores"])
    assert forever.id not in job.result
    eventually(lambda: stored(running, project) == {table: {"t-new"} for table in both})
    assert stored(running, forever) == both
    again = running.engines.jobs.wait(running.engines.jobs.submit(KIND, {}, key=new_id()), timeout_seconds=120)
    assert again.result[project.id] == []


def test_today_and_so_many_days_before_it_are_kept() -> None:
    assert first_kept("2026-03-02", 3) == datetime(2026, 2, 27, tzinfo=UTC)
