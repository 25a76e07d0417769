"""A/B tests on a label: stickiness, shares, exposures, guard-rails, promoting and stopping."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx2
import pytest

from lumetra.features.prompts.jobs import check_guard_rails
from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp

WIRE = "/api/public/v2/prompts"


@pytest.fixture
def prompt_id(client: httpx2.Client, project: TestProject) -> str:
    client.post(WIRE, json={"name": "p", "prompt": "one", "labels": ["production"]})
    client.post(WIRE, json={"name": "p", "prompt": "two"})
    return client.get(f"/api/v1/projects/{project.id}/prompts/find", params={"name": "p"}).json()["id"]


def start(
    client: httpx2.Client, project: TestProject, prompt_id: str, weights: tuple[float, float] = (50, 50), **more: Any
) -> Any:
    arms = [{"version": 1, "weight": weights[0]}, {"version": 2, "weight": weights[1]}]
    answer = client.post(
        f"/api/v1/projects/{project.id}/prompts/{prompt_id}/ab-tests", json={"label": "production", "arms": arms, **more}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def fetch(client: httpx2.Client, **parameters: str) -> int:
    return client.get(f"{WIRE}/p", params=parameters).json()["version"]


def test_a_thousand_users_are_split_as_the_weights_say_and_each_stays(
    client: httpx2.Client, project: TestProject, prompt_id: str
) -> None:
    test = start(client, project, prompt_id)
    given = {n: fetch(client, userId=f"user-{n}") for n in range(1_000)}
    assert abs(Counter(given.values())[2] - 500) < 80  # five standard deviations
    assert all(fetch(client, userId=f"user-{n}") == given[n] for n in range(0, 1_000, 10))
    header = client.get(f"{WIRE}/p", headers={"x-lumetra-assignment-key": "user-7"}).json()["version"]
    assert header == given[7]
    arms = client.get(f"/api/v1/projects/{project.id}/prompt-ab-tests/{test['id']}").json()["test"]["arms"]
    assert sum(arm["fetches"] for arm in arms) == sum(arm["keyed_fetches"] for arm in arms) == 1_101
    assert fetch(client, version="1") == 1 and fetch(client, label="latest") == 2


def test_without_a_key_each_fetch_is_drawn(client: httpx2.Client, project: TestProject, prompt_id: str) -> None:
    start(client, project, prompt_id, weights=(1, 1))
    assert {fetch(client) for _ in range(60)} == {1, 2}


def test_promoting_moves_the_label_and_stopping_gives_the_control_to_all(
    client: httpx2.Client, project: TestProject, prompt_id: str
) -> None:
    base = f"/api/v1/projects/{project.id}"
    first = start(client, project, prompt_id, weights=(0, 1))
    assert fetch(client) == 2
    stopped = client.post(f"{base}/prompt-ab-tests/{first['id']}/stop").json()
    assert stopped["status"] == "stopped" and fetch(client) == 1
    second = start(client, project, prompt_id)
    promoted = client.post(f"{base}/prompt-ab-tests/{second['id']}/promote", json={"version": 2}).json()
    assert promoted["status"] == "promoted" and {fetch(client) for _ in range(10)} == {2}
    assert client.post(f"{base}/prompt-ab-tests/{second['id']}/promote", json={"version": 1}).status_code == 409
    assert client.post(f"{base}/prompts/{prompt_id}/labels/production/roll-back").json()["version"] == 1


def test_a_label_under_test_and_its_arms_are_held(client: httpx2.Client, project: TestProject, prompt_id: str) -> None:
    start(client, project, prompt_id)
    moved = client.patch(f"{WIRE}/p/versions/2", json={"newLabels": ["production"]})
    assert moved.status_code == 400 and "under an A/B test" in moved.json()["message"]
    assert client.delete(f"{WIRE}/p", params={"version": 2}).status_code == 400
    again = client.post(
        f"/api/v1/projects/{project.id}/prompts/{prompt_id}/ab-tests",
        json={"label": "production", "arms": [{"version": 1, "weight": 1}, {"version": 2, "weight": 1}]},
    )
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"arms": [{"version": 1, "weight": 1}]}, "2 to 10 different versions"),
        ({"arms": [{"version": 1, "weight": 0}, {"version": 2, "weight": 0}]}, "above 0"),
        ({"arms": [{"version": 1, "weight": 1}, {"version": 2, "weight": -1}]}, "from 0"),
        ({"goal": {"metric": "beauty", "better": "higher"}}, "Unknown metric"),
        ({"label": "latest"}, "moves by itself"),
        ({"alpha": 0}, "alpha"),
    ],
)
def test_bad_tests_are_refused(
    client: httpx2.Client, project: TestProject, prompt_id: str, body: dict[str, Any], words: str
) -> None:
    whole = {"label": "production", "arms": [{"version": 1, "weight": 1}, {"version": 2, "weight": 1}], **body}
    answer = client.post(f"/api/v1/projects/{project.id}/prompts/{prompt_id}/ab-tests", json=whole)
    assert answer.status_code == 400 and words in answer.json()["error"]["message"]


def test_a_guard_rail_stops_an_arm_that_is_certainly_too_bad(
    client: httpx2.Client, project: TestProject, prompt_id: str, running: RunningApp
) -> None:
    rails = [{"metric": "error_rate", "worse": "higher", "limit": 0.05, "compared_to": "control"}]
    goal = {"metric": "error_rate", "better": "lower"}
    test = start(client, project, prompt_id, guard_rails=rails, goal=goal)
    prompts, analytics = running.app.state.prompts, running.engines.analytics
    insert(analytics, "observations", [call(project, test, n, 1 + n % 2, failed=False) for n in range(100)])
    assert check_guard_rails(prompts, analytics) == 0
    insert(analytics, "observations", [call(project, test, 100 + n, 1 + n % 2, failed=n % 4 == 1) for n in range(400)])
    assert check_guard_rails(prompts, analytics) == 1
    assert check_guard_rails(prompts, analytics) == 0
    seen = client.get(f"/api/v1/projects/{project.id}/prompt-ab-tests/{test['id']}").json()
    assert seen["test"]["arms"][1]["share_percent"] == 0 and "above the limit" in seen["test"]["arms"][1]["stopped_because"]
    assert [result["verdict"] for result in seen["results"]] == ["control", "worse"]
    assert {fetch(client) for _ in range(20)} == {1}


def call(project: TestProject, test: dict[str, Any], n: int, version: int, *, failed: bool) -> dict[str, Any]:
    from datetime import datetime, timedelta

    start_time = datetime.fromisoformat(test["started_at"]) + timedelta(seconds=n)
    return observation(
        project.id, f"t{n}", f"o{n}", type="GENERATION", prompt_name="p", prompt_version=version, start_time=start_time,
        level="ERROR" if failed else "DEFAULT",
    )  # fmt: skip
