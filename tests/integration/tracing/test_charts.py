"""What a chart of the tracing table is made of: one number over time and by a field, over /api/v1."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, trace_row
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(hours=3)).isoformat(), "to": (NOW + timedelta(hours=1)).isoformat()}


@pytest.fixture
def filled(running: RunningApp, project: TestProject) -> TestProject:
    """Trace t1 with two calls of a second and three, t2 an hour earlier with one of five seconds; a stranger's call beside them."""

    def call(trace: str, own: str, seconds: int, model: str, cost: str, before_hours: int = 0) -> dict[str, Any]:
        start = NOW - timedelta(hours=before_hours)
        return observation(
            project.id, trace, own, type="GENERATION", model=model, trace_name=f"name of {trace}", start_time=start,
            end_time=start + timedelta(seconds=seconds), total_cost=Decimal(cost), cost={"output": cost}, usage={"output": 10.0},
        )  # fmt: skip

    stranger = create_project(running)
    insert(
        running.engines.analytics,
        "observations",
        [
            call("t1", "a", 1, "small", "0.01"),
            call("t1", "b", 3, "large", "0.04"),
            call("t2", "c", 5, "large", "0.02", before_hours=1),
            trace_row(project.id, "t1", trace_name="name of t1", start_time=NOW),
            observation(stranger.id, "t1", "x", model="large"),
        ],
    )
    return project


def get(client: httpx2.Client, project: TestProject, subject: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/projects/{project.id}/charts/{subject}", params={**WINDOW, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_are_counted_by_hour(filled: TestProject, client: httpx2.Client) -> None:
    found = get(client, filled, "observations", step="hour")
    assert found["bucket_seconds"] == 3600
    assert found["groups"] == [{"key": "", "count": 3, "value": 3.0}]
    assert [point["value"] for point in found["points"]] == [1.0, 2.0]


def test_a_measure_is_told_apart_by_a_field_highest_first(filled: TestProject, client: httpx2.Client) -> None:
    found = get(client, filled, "observations", metric="cost", group_by="model")
    assert [(one["key"], round(one["value"], 6)) for one in found["groups"]] == [("large", 0.06), ("small", 0.01)]
    longest = get(client, filled, "observations", metric="latency", aggregation="max", group_by="model")
    assert [(one["key"], one["value"]) for one in longest["groups"]] == [("large", 5.0), ("small", 1.0)]
    middle = get(client, filled, "observations", metric="latency", aggregation="p50")
    assert middle["groups"][0]["value"] == pytest.approx(3.0)


def test_traces_are_measured_as_a_whole_and_the_filter_holds(filled: TestProject, client: httpx2.Client) -> None:
    found = get(client, filled, "traces", metric="cost", group_by="name")
    assert [(one["key"], round(one["value"], 6)) for one in found["groups"]] == [("name of t1", 0.05), ("name of t2", 0.02)]
    assert get(client, filled, "traces", filter="name:*t2", metric="tokens")["groups"][0]["value"] == 10.0
    assert get(client, filled, "traces", filter="name:nobody")["groups"] == []


def test_only_some_groups_are_given_and_how_many_there_are_is_said(filled: TestProject, client: httpx2.Client) -> None:
    found = get(client, filled, "observations", group_by="model", limit=1)
    assert [one["key"] for one in found["groups"]] == ["large"]
    assert found["group_count"] == 2
    assert {point["key"] for point in found["points"]} == {"large"}


def test_what_rows_cannot_be_grouped_by_is_refused(filled: TestProject, client: httpx2.Client) -> None:
    for subject, field in (("observations", "input"), ("traces", "model"), ("traces", "nothing")):
        answer = client.get(f"/api/v1/projects/{filled.id}/charts/{subject}", params={**WINDOW, "group_by": field})
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"]["code"] == "invalid_group"


def test_a_step_that_is_too_short_for_the_window_is_made_longer(filled: TestProject, client: httpx2.Client) -> None:
    window = {"from": (NOW - timedelta(days=30)).isoformat(), "to": NOW.isoformat()}
    assert get(client, filled, "traces", step="minute", **window)["bucket_seconds"] > 60
