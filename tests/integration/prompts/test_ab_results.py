"""What an A/B test says: skewed latencies counted in a range, the arms' differences, and guard-rails on more than two arms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx2
import numpy as np
import pytest

from lumetra.domain.statistics.empirical_bernstein import Course, course_mean
from lumetra.features.prompts.jobs import check_guard_rails
from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation, score
from tests.builders.running_app import RunningApp

WIRE = "/api/public/v2/prompts"


@pytest.fixture
def tests_url(client: httpx2.Client, project: TestProject) -> str:
    for text in ("one", "two", "three"):
        client.post(WIRE, json={"name": "p", "prompt": text, "labels": ["production"] if text == "one" else []})
    prompt_id = client.get(f"/api/v1/projects/{project.id}/prompts/find", params={"name": "p"}).json()["id"]
    return f"/api/v1/projects/{project.id}/prompts/{prompt_id}/ab-tests"


def start(client: httpx2.Client, url: str, **more: Any) -> dict[str, Any]:
    arms = [{"version": version, "weight": 1} for version in (1, 2, 3)]
    answer = client.post(url, json={"label": "production", "arms": arms, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def calls(project: TestProject, since: str, version: int, latencies: np.ndarray) -> list[dict[str, Any]]:
    first = datetime.fromisoformat(since)
    rows: list[dict[str, Any]] = []
    for n, latency in enumerate(latencies):
        begin = first + timedelta(milliseconds=10 * n + version)
        rows.append(
            observation(
                project.id, f"t{version}-{n}", f"o{version}-{n:05}", type="GENERATION", prompt_name="p", prompt_version=version,
                start_time=begin, end_time=begin + timedelta(milliseconds=float(latency)),
            )
        )  # fmt: skip
    return rows


def test_skewed_latencies_are_counted_in_the_range_of_earlier_calls(
    client: httpx2.Client, project: TestProject, tests_url: str, running: RunningApp
) -> None:
    generator = np.random.default_rng(1)
    before = (datetime.now().astimezone() - timedelta(days=1)).isoformat()
    insert(running.engines.analytics, "observations", calls(project, before, 1, generator.lognormal(7, 1, 300)))
    test = start(client, tests_url, goal={"metric": "latency_ms", "better": "lower"})
    cap = test["ranges"]["latency_ms"]["high"]
    assert test["ranges"]["latency_ms"]["low"] == 0 and 10_000 < cap < 100_000
    assert test["ranges"]["cost_usd"] == {"low": 0, "high": 0.25}

    slow, fast = generator.lognormal(7, 1, 2_000), generator.lognormal(6, 1, 2_000)
    slow[-1] = 10 * cap
    rows = calls(project, test["started_at"], 1, slow) + calls(project, test["started_at"], 2, fast)
    insert(running.engines.analytics, "observations", rows)
    seen = client.get(f"/api/v1/projects/{project.id}/prompt-ab-tests/{test['id']}").json()
    assert [arm["verdict"] for arm in seen["results"]] == ["control", "better", "undecided"]
    latency = next(m for m in seen["results"][0]["metrics"] if m["metric"] == "latency_ms")
    clipped = np.clip(np.round(slow, 3), 0, cap)
    steps = np.square(clipped[1:] - clipped.cumsum()[:-1] / np.arange(1, 2_000)).sum()
    expected = course_mean(Course(1_999, float(clipped[1:].mean()), float(steps), 0, cap), 0.05)
    assert latency["method"] == "empirical_bernstein" and latency["range"] == {"low": 0, "high": cap}
    assert latency["clipped"] == (slow > cap).sum() >= 1
    assert latency["mean"] == pytest.approx(clipped[1:].mean(), rel=1e-5)
    assert latency["interval"] == pytest.approx({"low": expected.low, "high": expected.high}, rel=1e-4)
    assert latency["interval"]["low"] < 1_000 * 2.718**0.5 * 1.1


def test_a_guard_rail_stops_one_of_three_arms_and_the_others_go_on(
    client: httpx2.Client, project: TestProject, tests_url: str, running: RunningApp
) -> None:
    rails = [{"metric": "latency_ms", "worse": "higher", "limit": 2_000, "compared_to": "fixed"}]
    test = start(client, tests_url, guard_rails=rails, ranges={"latency_ms": {"low": 0, "high": 10_000}})
    generator = np.random.default_rng(2)
    for version, scale in ((1, 800), (2, 4_000), (3, 900)):
        latencies = generator.lognormal(0, 0.5, 400) * scale
        insert(running.engines.analytics, "observations", calls(project, test["started_at"], version, latencies))
    assert check_guard_rails(running.app.state.prompts, running.engines.analytics) == 1
    arms = client.get(tests_url).json()["data"][0]["arms"]
    assert [arm["share_percent"] for arm in arms] == [50, 0, 50]
    assert "above the limit of 2000" in arms[1]["stopped_because"]
    assert {client.get(f"{WIRE}/p", params={"userId": str(n)}).json()["version"] for n in range(60)} == {1, 3}


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({"latency_ms": {"low": 5, "high": 10}}, "begin at 0"),
        ({"latency_ms": {"low": 0, "high": 0}}, "the smaller first"),
        ({"error_rate": {"low": 0, "high": 1}}, "no range to choose"),
        ({"latency_ms": {"low": 0, "high": 1_000}}, "lies outside"),
    ],
)
def test_ranges_that_make_no_sense_are_refused(
    client: httpx2.Client, tests_url: str, ranges: dict[str, dict[str, float]], words: str
) -> None:
    rails = [{"metric": "latency_ms", "worse": "higher", "limit": 2_000, "compared_to": "fixed"}]
    body = {"label": "production", "arms": [{"version": v, "weight": 1} for v in (1, 2)], "guard_rails": rails, "ranges": ranges}
    answer = client.post(tests_url, json=body)
    assert answer.status_code == 400 and words in answer.json()["error"]["message"]


def test_scores_keep_the_scale_they_had_before_the_test(
    client: httpx2.Client, project: TestProject, tests_url: str, running: RunningApp
) -> None:
    before = (datetime.now().astimezone() - timedelta(hours=1)).isoformat()
    insert(running.engines.analytics, "observations", calls(project, before, 1, np.full(20, 100.0)))
    stars = [score(project.id, f"s{n}", "stars", 1 + n % 5, trace_id=f"t1-{n}", observation_id=f"o1-{n:05}") for n in range(20)]
    insert(running.engines.analytics, "scores", stars)
    assert start(client, tests_url)["ranges"]["score:stars"] == {"low": 0, "high": 5}
