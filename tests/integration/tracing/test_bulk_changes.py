"""Changes on every trace that a filter finds: more than one page, pinned to what matched, and only where it is allowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(hours=3)).isoformat(), "to": (NOW + timedelta(hours=1)).isoformat()}
MANY = 620


@pytest.fixture
def many(running: RunningApp, project: TestProject) -> TestProject:
    """More failed traces than a page holds, and two that went well."""
    rows = [
        observation(project.id, f"bad{n}", f"o{n}", level="ERROR", tags=["old"], start_time=NOW - timedelta(seconds=n))
        for n in range(MANY)
    ]
    rows += [observation(project.id, f"good{n}", f"g{n}", start_time=NOW - timedelta(minutes=n)) for n in range(2)]
    insert(running.engines.analytics, "observations", rows)
    return project


def finish(client: httpx2.Client, project: TestProject, answer: httpx2.Response) -> Any:
    assert answer.status_code == 202, answer.text
    address = f"/api/v1/projects/{project.id}/bulk-changes/{answer.json()['id']}"

    def ended() -> Any:
        job = client.get(address).raise_for_status().json()
        return job if job["state"] not in ("queued", "running") else None

    return eventually(ended, seconds=90)


def trace_total(client: httpx2.Client, project: TestProject, filter_text: str) -> int:
    path = f"/api/v1/projects/{project.id}/counts/traces"
    return client.get(path, params={**WINDOW, "filter": filter_text}).raise_for_status().json()["total"]


def test_every_matching_trace_is_tagged_and_keeps_its_tags(many: TestProject, client: httpx2.Client) -> None:
    body = {**WINDOW, "subject": "observations", "filter": "level:ERROR", "total": MANY, "add_tags": ["seen"]}
    job = finish(client, many, client.post(f"/api/v1/projects/{many.id}/bulk-changes/change", json=body))
    assert (job["state"], job["traces"], job["done"], job["total"]) == ("succeeded", MANY, MANY, MANY)
    assert trace_total(client, many, "tags:(seen AND old)") == MANY
    assert trace_total(client, many, "tags:seen") == MANY


def test_every_matching_trace_is_deleted_and_no_other(many: TestProject, client: httpx2.Client) -> None:
    body = {**WINDOW, "filter": "level:ERROR", "total": MANY}
    job = finish(client, many, client.post(f"/api/v1/projects/{many.id}/bulk-changes/delete", json=body))
    assert (job["state"], job["traces"]) == ("succeeded", MANY)
    assert trace_total(client, many, "") == 2
    listed = client.get(f"/api/v1/projects/{many.id}/bulk-changes").raise_for_status().json()["data"]
    assert [one["id"] for one in listed] == [job["id"]]


def test_a_filter_that_cannot_be_understood_starts_nothing(many: TestProject, client: httpx2.Client) -> None:
    answer = client.post(f"/api/v1/projects/{many.id}/bulk-changes/delete", json={**WINDOW, "filter": "levle:ERROR"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_filter"
    assert client.get(f"/api/v1/projects/{many.id}/bulk-changes").json()["data"] == []


def test_another_projects_change_is_unknown(running: RunningApp, many: TestProject, client: httpx2.Client) -> None:
    now = datetime.now(UTC).isoformat()
    body = {"from": now, "to": now, "filter": "level:ERROR"}
    job = client.post(f"/api/v1/projects/{many.id}/bulk-changes/delete", json=body).json()
    with create_project(running).client() as stranger:
        other = stranger.get("/api/public/projects").json()["data"][0]["id"]
        assert stranger.get(f"/api/v1/projects/{other}/bulk-changes/{job['id']}").status_code == 404
