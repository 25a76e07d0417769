"""Scores looked at as a whole: what the routes answer equals what numpy and scipy say about the same numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import numpy as np
import pytest
from scipy import stats

from tests.builders.events import conversation_turn, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

NOW = datetime.now(UTC)
WINDOW = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=1)).isoformat()}
GENERATOR = np.random.default_rng(7)
JUDGE = [round(float(value), 3) for value in GENERATOR.uniform(0, 1, 40)]
PERSON = [round(min(1.0, max(0.0, value + float(GENERATOR.normal(0, 0.2)))), 3) for value in JUDGE]
TONES = [str(tone) for tone in GENERATOR.choice(["warm", "cold", "flat"], 40)]
OTHER_TONES = [tone if GENERATOR.random() < 0.7 else "flat" for tone in TONES]


def a_score(trace: str, name: str, value: float | str, data_type: str, **more: Any) -> dict[str, Any]:
    return event("score-create", {"traceId": trace, "name": name, "value": value, "dataType": data_type, **more})


@pytest.fixture
def at(client: httpx2.Client, project: TestProject) -> str:
    """A project with 40 traces judged by several scores; the base of its analytics."""
    events: list[dict[str, Any]] = []
    for number in range(40):
        trace = f"a-{number}"
        events += conversation_turn(
            trace, "hi", "there", userId=f"user {number % 2}", tags=["even"] if number % 2 == 0 else ["odd"]
        )
        events += [
            a_score(trace, "judge", JUDGE[number], "NUMERIC"),
            a_score(trace, "person", PERSON[number], "NUMERIC", source="API"),
            a_score(trace, "tone", TONES[number], "CATEGORICAL"),
            a_score(trace, "other tone", OTHER_TONES[number], "CATEGORICAL"),
            a_score(trace, "ok", int(JUDGE[number] > 0.5), "BOOLEAN"),
        ]
    events.append(a_score("a-0", "lonely", 1, "NUMERIC"))
    assert client.post("/api/public/ingestion", json={"batch": events}).json()["errors"] == []
    base = f"/api/v1/projects/{project.id}"
    eventually(lambda: len(client.get(f"{base}/scores", params={"limit": 500}).json()["data"]) == 201)
    return f"{base}/score-analytics"


def ask(client: httpx2.Client, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params={**WINDOW, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_one_number(client: httpx2.Client, at: str) -> None:
    names = {(row["name"], row["data_type"]): row["scores"] for row in ask(client, f"{at}/names")["data"]}
    assert names["judge", "NUMERIC"] == 40
    found = ask(client, f"{at}/one", name="judge", data_type="NUMERIC")
    low, high = stats.t.interval(0.95, 39, np.mean(JUDGE), stats.sem(JUDGE))
    assert found["count"] == 40
    assert found["mean"] == {
        "value": pytest.approx(np.mean(JUDGE)),
        "low": pytest.approx(low),
        "high": pytest.approx(high),
        "count": 40,
        "method": "t",
    }
    assert found["standard_deviation"] == pytest.approx(np.std(JUDGE, ddof=1))
    assert found["quantiles"] == pytest.approx(np.quantile(JUDGE, [0.05, 0.25, 0.5, 0.75, 0.95]))
    counts, edges = np.histogram(JUDGE, 20)
    bars = {bar["low"]: bar["count"] for bar in found["bars"]}
    assert sum(bars.values()) == 40
    assert [bars.get(min(bars, key=lambda low, edge=edge: abs(low - edge)), 0) for edge in edges[:-1] if edge in bars] == [
        int(count) for count, edge in zip(counts, edges, strict=False) if edge in bars
    ]
    assert sum(point["count"] for point in found["trend"]) == 40
    assert ask(client, f"{at}/one", name="nothing", data_type="NUMERIC")["mean"] is None


def test_yes_and_no_and_categories(client: httpx2.Client, at: str) -> None:
    yes = sum(value > 0.5 for value in JUDGE)
    found = ask(client, f"{at}/one", name="ok", data_type="BOOLEAN")
    interval = stats.binomtest(yes, 40).proportion_ci(method="wilson")
    assert (found["mean"]["value"], found["mean"]["low"], found["mean"]["high"]) == pytest.approx(
        (yes / 40, interval.low, interval.high)
    )
    tones = ask(client, f"{at}/one", name="tone", data_type="CATEGORICAL")
    assert {bar["label"]: bar["count"] for bar in tones["bars"]} == {tone: TONES.count(tone) for tone in set(TONES)}
    assert tones["trend"][0]["parts"].keys() <= set(TONES)


@pytest.mark.parametrize("dimension", ["source", "environment", "author", "evaluator", "config", "queue", "experiment", "level", "trace_name", "user", "session", "tag", "release", "version", "model", "prompt"])  # fmt: skip
def test_every_dimension_adds_up(client: httpx2.Client, at: str, dimension: str) -> None:
    groups = ask(client, f"{at}/by", name="judge", data_type="NUMERIC", dimension=dimension)["data"]
    assert sum(group["count"] for group in groups) == 40, groups


def test_a_dimension_of_the_trace(client: httpx2.Client, at: str) -> None:
    groups = {row["key"]: row for row in ask(client, f"{at}/by", name="judge", data_type="NUMERIC", dimension="user")["data"]}
    assert groups["user 0"]["mean"]["value"] == pytest.approx(np.mean(JUDGE[::2]))
    [model] = ask(client, f"{at}/by", name="judge", data_type="NUMERIC", dimension="model")["data"]
    assert (model["key"], model["count"]) == ("gpt-4o-mini", 40)
    tones = ask(client, f"{at}/by", name="tone", data_type="CATEGORICAL", dimension="tag")["data"]
    even = next(row for row in tones if row["key"] == "even")
    assert even["parts"] == {tone: TONES[::2].count(tone) for tone in set(TONES[::2])}


def test_two_numbers(client: httpx2.Client, at: str) -> None:
    found = ask(client, f"{at}/two", name="judge", data_type="NUMERIC", other_name="person", other_data_type="NUMERIC")
    assert (found["pairs"], found["only_first"], found["only_second"]) == (40, 0, 0)
    pearson = stats.pearsonr(JUDGE, PERSON)
    interval = pearson.confidence_interval()
    assert found["pearson"]["value"] == pytest.approx(pearson.statistic)
    assert (found["pearson"]["low"], found["pearson"]["high"]) == pytest.approx((interval.low, interval.high))
    assert found["spearman"]["value"] == pytest.approx(stats.spearmanr(JUDGE, PERSON).statistic)
    errors = np.abs(np.array(JUDGE) - np.array(PERSON))
    assert found["mean_absolute_error"]["value"] == pytest.approx(errors.mean())
    assert found["mean_absolute_error"]["high"] == pytest.approx(stats.t.interval(0.95, 39, errors.mean(), stats.sem(errors))[1])
    assert found["root_mean_square_error"] == pytest.approx(np.sqrt((errors**2).mean()))
    assert sum(map(sum, found["confusion"])) == 40
    assert len(found["first_labels"]) == len(found["second_labels"]) == 10
    lonely = ask(client, f"{at}/two", name="judge", data_type="NUMERIC", other_name="lonely", other_data_type="NUMERIC")
    assert (lonely["pairs"], lonely["only_first"], lonely["only_second"]) == (1, 39, 0)
    assert lonely["pearson"]["value"] is None


def test_two_categories(client: httpx2.Client, at: str) -> None:
    found = ask(client, f"{at}/two", name="tone", data_type="CATEGORICAL", other_name="other tone", other_data_type="CATEGORICAL")
    labels = found["first_labels"]
    assert found["confusion"] == [
        [sum(pair == (one, other) for pair in zip(TONES, OTHER_TONES, strict=True)) for other in labels] for one in labels
    ]
    agreed = sum(one == other for one, other in zip(TONES, OTHER_TONES, strict=True))
    assert found["agreement"]["value"] == pytest.approx(agreed / 40)
    assert found["kappa"]["low"] < found["kappa"]["value"] < found["kappa"]["high"]
    yes = ask(client, f"{at}/two", name="ok", data_type="BOOLEAN", other_name="ok", other_data_type="BOOLEAN")
    assert yes["kappa"]["value"] == 1
    refused = client.get(
        f"{at}/two",
        params={**WINDOW, "name": "tone", "data_type": "CATEGORICAL", "other_name": "judge", "other_data_type": "NUMERIC"},
    )
    assert refused.json()["error"]["code"] == "scores_do_not_compare"
    wrong = client.get(f"{at}/one", params={**WINDOW, "name": "tone", "data_type": "CATEGORICAL", "filter": "typo:x"})
    assert wrong.json()["error"]["code"] == "invalid_filter"
