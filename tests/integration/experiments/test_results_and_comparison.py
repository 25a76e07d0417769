"""Results of runs and what may be said when two stand beside each other."""

from __future__ import annotations

import httpx2
import numpy as np
import pytest

from tests.builders.projects import TestProject
from tests.builders.rows import insert, score
from tests.builders.running_app import RunningApp
from tests.builders.runs import insert_run

ITEMS = [f"item-{number:02}" for number in range(40)]


@pytest.fixture
def api(project: TestProject) -> str:
    return f"/api/v1/projects/{project.id}"


def two_runs(running: RunningApp, project: TestProject) -> tuple[str, str]:
    """The second run is right on ten more items and wrong on one more, has the same noise in `grade`, and costs twice as much."""
    noise = np.random.default_rng(4).normal(0, 0.3, len(ITEMS))
    first = {item: [float(number >= 15)] for number, item in enumerate(ITEMS)}
    second = {item: [float(number >= 5 and number != 39)] for number, item in enumerate(ITEMS)}
    grades = {item: [0.5 + number / 100] for number, item in enumerate(ITEMS)}
    shaken = {item: [values[0] + float(wobble)] for (item, values), wobble in zip(grades.items(), noise, strict=True)}
    analytics, kinds = running.engines.analytics, {"right": "BOOLEAN"}
    return (
        insert_run(
            analytics, project.id, "before", {"right": first, "grade": grades}, kinds=kinds, cost_usd=dict.fromkeys(ITEMS, 0.001)
        ),
        insert_run(
            analytics, project.id, "after", {"right": second, "grade": shaken}, kinds=kinds, cost_usd=dict.fromkeys(ITEMS, 0.002)
        ),
    )


def test_results_have_intervals_and_items_come_worst_first(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    before, _ = two_runs(running, project)
    results = client.get(f"{api}/experiments/{before}").raise_for_status().json()
    metrics = {metric["name"]: metric for metric in results["summary"]["metrics"]}
    assert (results["summary"]["items"], results["summary"]["repetitions"]) == (40, 1)
    assert metrics["right"]["mean"] == {
        "value": 0.625, "low": pytest.approx(0.4703, abs=1e-4), "high": pytest.approx(0.7578, abs=1e-4), "count": 40, "method": "wilson",
    }  # fmt: skip
    assert metrics["grade"]["mean"]["method"] == "t"
    assert metrics["latency_ms"]["mean"]["value"] == 100
    assert metrics["cost_usd"]["mean"]["value"] == pytest.approx(0.001)
    items = client.get(f"{api}/experiments/{before}/items", params={"limit": 3}).raise_for_status().json()
    assert (items["total"], [row["item_id"] for row in items["data"]]) == (40, ["item-00", "item-01", "item-02"])
    worst = items["data"][0]
    assert (worst["expected_output"], worst["means"]["right"]) == ("expected of item-00", 0.0)
    assert worst["executions"][0]["output"] == "before says item-00"
    assert worst["executions"][0]["scores"] == {"grade": 0.5, "right": 0.0}
    after = client.get(f"{api}/experiments/{before}/items", params={"limit": 3, "cursor": items["next_cursor"]}).json()
    assert after["data"][0]["item_id"] == "item-03"
    best = client.get(f"{api}/experiments/{before}/items", params={"order": "-grade", "filter": "score.right:<=0.5"}).json()
    assert (best["total"], best["data"][0]["item_id"]) == (15, "item-14")


def test_a_comparison_says_what_the_numbers_allow(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    before, after = two_runs(running, project)
    found = client.get(f"{api}/experiment-comparison", params={"baseline": before, "candidate": after}).raise_for_status().json()
    (candidate,) = found["candidates"]
    assert candidate["common_items"] == 40
    by_name = {one["name"]: one for one in candidate["comparisons"]}
    right, grade, cost, latency = (by_name[name] for name in ("right", "grade", "cost_usd", "latency_ms"))
    assert (right["test"], right["wins"], right["losses"], right["ties"]) == ("mcnemar-exact", 10, 1, 29)
    assert right["p_value"] == pytest.approx(0.01171875)  # 2 · (1 + 11) / 2^11
    assert right["adjusted_p"] == pytest.approx(2 * 0.01171875, abs=0.02)
    assert right["verdict"]["outcome"] == "better"
    assert right["verdict"]["sentence"].startswith("better by 0.")
    assert (grade["test"], grade["verdict"]["outcome"]) == ("paired-permutation", "cannot_tell")
    assert grade["verdict"]["more_items"] > 40
    assert grade["smallest_detectable"] > 0.05
    assert (cost["higher_is_better"], cost["verdict"]["outcome"]) == (False, "worse")
    assert latency["verdict"]["outcome"] == "equal"


def test_items_that_got_worse_are_listed_with_both_outputs(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    before, after = two_runs(running, project)
    query = {"baseline": before, "candidate": after, "metric": "right", "outcome": "regressed"}
    found = client.get(f"{api}/experiment-comparison/items", params=query).raise_for_status().json()
    assert (found["total"], found["regressed"], found["improved"]) == (1, 1, 10)
    (pair,) = found["data"]
    assert (pair["gain"], pair["baseline"]["item_id"]) == (-1.0, "item-39")
    assert pair["candidate"]["executions"][0]["output"] == "after says item-39"


def test_repetitions_are_resampled_inside_their_items(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    first = {item: [0.0, 1.0, 0.0] for item in ITEMS}
    second = {item: [1.0, 1.0, 0.0] for item in ITEMS}
    ids = [insert_run(running.engines.analytics, project.id, n, {"ok": s}) for n, s in (("a", first), ("b", second))]
    results = client.get(f"{api}/experiments/{ids[0]}").json()["summary"]
    assert (results["items"], results["executions"], results["repetitions"]) == (40, 120, 3)
    found = client.get(f"{api}/experiment-comparison", params={"baseline": ids[0], "candidate": ids[1]}).json()
    ok = found["candidates"][0]["comparisons"][0]
    assert (ok["name"], ok["difference"]["count"], ok["difference"]["value"]) == ("ok", 40, pytest.approx(1 / 3))
    assert ok["difference"]["low"] < 1 / 3 < ok["difference"]["high"]
    rows = client.get(f"{api}/experiments/{ids[0]}/items", params={"limit": 1}).json()["data"]
    assert [execution["scores"]["ok"] for execution in rows[0]["executions"]] == [0.0, 1.0, 0.0]


def test_a_gate_stops_a_regression_and_what_cannot_be_measured(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    two_runs(running, project)

    def gate(run: str, baseline: str | None, *rules: str) -> httpx2.Response:
        return client.post(f"{api}/experiment-gate", json={"run": run, "baseline": baseline, "rules": rules})

    good = gate(
        "after", "before", "right: not-worse", "right: better", "right: at-least 0.8", "cost_usd: no-worse-than 150%"
    ).json()
    assert (good["passed"], [rule["passed"] for rule in good["rules"]]) == (True, [True] * 4)
    bad = gate("before", "after", "right: not-worse").json()
    assert (bad["passed"], bad["rules"][0]["reason"].split(" by ")[0]) == (False, "worse")
    assert gate("after", "before", "grade: no-worse-than 0.01").json()["passed"] is False
    assert gate("after", "before", "unknown: not-worse").json()["passed"] is False
    assert gate("after", None, "latency_ms: at-most 150").json()["passed"] is True
    assert gate("after", None, "right: better").status_code == 400
    assert gate("after", "before", "right is fine").json()["error"]["code"] == "invalid_rule"
    assert gate("nobody", "before", "right: better").status_code == 404


def test_lists_are_sorted_by_what_they_show(client: httpx2.Client, running: RunningApp, project: TestProject, api: str) -> None:
    two_runs(running, project)

    def names(order: str, **more: object) -> list[str]:
        page = client.get(f"{api}/experiments", params={"order": order, **more}).raise_for_status().json()
        found = [one["name"] for one in page["data"]]
        return found + (names(order, **more | {"cursor": page["next_cursor"]}) if page["next_cursor"] else [])

    assert names("name") == ["after", "before"]
    assert names("-name", limit=1) == ["before", "after"]
    assert names("-score.right") == ["after", "before"]
    assert names("cost_usd") == ["before", "after"]
    assert client.get(f"{api}/experiments", params={"order": "beauty"}).json()["error"]["code"] == "invalid_order"
    assert {one["errors"] for one in client.get(f"{api}/experiments").json()["data"]} == {0}


def test_lists_show_means_and_find_by_words(client: httpx2.Client, running: RunningApp, project: TestProject, api: str) -> None:
    before, after = two_runs(running, project)
    listed = client.get(f"{api}/experiments").raise_for_status().json()["data"]
    assert {one["id"] for one in listed} == {before, after}
    assert {one["name"]: one["score_means"]["right"] for one in listed} == {"before": 0.625, "after": 0.85}
    assert [one["name"] for one in client.get(f"{api}/experiments", params={"search": "FTE"}).json()["data"]] == ["after"]
    assert client.delete(f"{api}/experiments/{before}").status_code == 204
    assert [one["name"] for one in client.get(f"{api}/experiments").json()["data"]] == ["after"]
    assert client.get(f"{api}/experiments/{before}").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "better by 0."), ("zh", "提升 0.")])
def test_a_report_is_markdown_in_the_readers_language(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str, language: str, words: str
) -> None:
    before, after = two_runs(running, project)
    query = {"baseline": before, "candidate": after, "language": language}
    report = client.get(f"{api}/experiment-comparison/report", params=query).raise_for_status()
    assert report.headers["content-type"].startswith("text/markdown")
    assert words in report.text
    assert "| right | 0.625 | 0.85 |" in report.text
    assert "`item-39`" in report.text


def test_categories_are_compared_by_their_mix_in_the_api_and_in_the_report(
    client: httpx2.Client, running: RunningApp, project: TestProject, api: str
) -> None:
    topics = {item: "billing" if number < 20 else "login" for number, item in enumerate(ITEMS)}
    moved = topics | dict.fromkeys(ITEMS[20:34], "other")
    ids = {}
    for name, labels in (("before", topics), ("after", moved)):
        values = {item: [1.0] for item in ITEMS}
        ids[name] = insert_run(running.engines.analytics, project.id, name, {"right": values})
        rows = [
            score(project.id, f"{trace}-topic", "topic", 0.0, trace_id=trace, data_type="CATEGORICAL", string_value=labels[item])
            for item in ITEMS
            for trace in [f"{ids[name]}-{item}-0"]
        ]
        insert(running.engines.analytics, "scores", rows)
    asked = {"baseline": ids["before"], "candidate": ids["after"]}
    (candidate,) = client.get(f"{api}/experiment-comparison", params=asked).raise_for_status().json()["candidates"]
    (topic,) = candidate["categories"]
    assert (topic["name"], topic["outcome"], topic["items"], topic["moved"]) == ("topic", "changed", 40, 14)
    assert topic["adjusted_p"] < 0.01
    shares = {one["label"]: (one["baseline_share"], one["candidate_share"], one["certain"]) for one in topic["categories"]}
    assert shares == {
        "billing": (0.5, 0.5, False),
        "login": (0.5, pytest.approx(0.15), True),
        "other": (0.0, pytest.approx(0.35), True),
    }
    report = client.get(f"{api}/experiment-comparison/report", params=asked).text
    assert "the mix of categories changed (14 of 40 items)" in report
    assert "| other ★ | 0 | 0.35 |" in report
