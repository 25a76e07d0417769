"""`GET /experiments` and `/experiment-items`: filters, pages, and runs that clients reported in both ways (wire contract 1.7, 8.4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from lumetra.engines.analytics import Analytics
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp
from tests.builders.runs import insert_run

START = "2020-01-01T00:00:00Z"
Query = Callable[..., list[dict[str, Any]]]
Insert = Callable[..., str]


@pytest.fixture
def insert(running: RunningApp, project: TestProject) -> Insert:
    """Writes a run of the project as spans report it: items → number of repetitions; returns its id."""
    analytics: Analytics = running.app.state.engines.analytics

    def write(name: str, items: dict[str, int], dataset_id: str = "d") -> str:
        values = {item: [1.0] * repetitions for item, repetitions in items.items()}
        return insert_run(analytics, project.id, name, {"correct": values}, dataset_id=dataset_id)

    return write


@pytest.fixture
def pages(client: httpx2.Client) -> Query:
    """All rows of a list, read in pages of two."""

    def read(path: str, **parameters: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            asked = {"fromStartTime": START, "limit": "2", **parameters} | ({"cursor": cursor} if cursor else {})
            answer = client.get(f"/api/public/{path}", params=asked)
            assert answer.status_code == 200, answer.text
            found += answer.json()["data"]
            cursor = answer.json()["meta"].get("cursor")
            if cursor is None:
                return found

    return read


def where(kind: str, column: str, operator: str, value: Any) -> str:
    return json.dumps([{"type": kind, "column": column, "operator": operator, "value": value}])


def make(client: httpx2.Client, path: str, **body: Any) -> dict[str, Any]:
    return client.post(f"/api/public/{path}", json=body).raise_for_status().json()


def link(client: httpx2.Client, run: str, item: str, trace: str) -> dict[str, Any]:
    return make(client, "dataset-run-items", runName=run, datasetItemId=item, traceId=trace)


def dataset_of(client: httpx2.Client, *items: str) -> str:
    dataset_id: str = make(client, "v2/datasets", name="qa")["id"]
    for item in items:
        make(client, "dataset-items", datasetName="qa", id=item, input=item)
    return dataset_id


def test_experiments_are_filtered_by_every_column_however_they_were_reported(
    client: httpx2.Client, pages: Query, insert: Insert
) -> None:
    dataset_id = dataset_of(client, "a")
    linked = link(client, "by hand", "a", "t1")["datasetRunId"]
    spans = insert("by spans", {"a": 1}, dataset_id)
    other = insert("elsewhere", {"a": 1})

    def ids(kind: str, column: str, operator: str, value: Any) -> set[str]:
        return {row["id"] for row in pages("experiments", filter=where(kind, column, operator, value))}

    assert ids("string", "name", "starts with", "BY ") == {linked, spans}
    assert ids("string", "name", "does not contain", "by") == {other}
    assert ids("stringOptions", "name", "any of", ["by hand", "elsewhere"]) == {linked, other}
    assert ids("stringOptions", "datasetId", "none of", [dataset_id]) == {other}
    assert ids("string", "id", "=", linked) == {linked}
    assert ids("null", "datasetId", "is null", "") == set()


def test_a_simple_parameter_steps_back_only_for_the_column_that_the_filter_names(
    client: httpx2.Client, pages: Query, insert: Insert
) -> None:
    one, _ = insert("one", {"a": 1}, "d1"), insert("two", {"a": 1}, "d2")
    by_name = where("string", "name", "=", "one")
    assert [row["id"] for row in pages("experiments", name="two", filter=by_name)] == [one]
    assert pages("experiments", datasetId="d2", filter=by_name) == []


def test_experiment_items_are_filtered_by_every_column_however_they_were_reported(
    client: httpx2.Client, pages: Query, insert: Insert
) -> None:
    dataset_id = dataset_of(client, "a", "b")
    linked = link(client, "by hand", "a", "t1")["datasetRunId"]
    spans = insert("by spans", {"a": 1, "b": 2}, dataset_id)

    def found(kind: str, column: str, operator: str, value: Any) -> list[tuple[str, str]]:
        rows = pages("experiment-items", filter=where(kind, column, operator, value))
        return sorted((row["experimentId"], row["experimentItemId"]) for row in rows)

    assert found("string", "experimentItemId", "=", "b") == [(spans, "b"), (spans, "b")]
    assert found("stringOptions", "experimentId", "none of", [spans]) == [(linked, "a")]
    assert found("string", "experimentName", "ends with", "hand") == [(linked, "a")]
    assert len(found("stringOptions", "datasetId", "any of", [dataset_id])) == 4


@pytest.mark.parametrize(("path", "column"), [("experiments", "environment"), ("experiment-items", "name")])
def test_unknown_columns_and_broken_filters_are_refused_in_the_words_of_the_contract(
    client: httpx2.Client, path: str, column: str
) -> None:
    def refusal(text: str) -> str:
        response = client.get(f"/api/public/{path}", params={"fromStartTime": START, "filter": text})
        assert response.status_code == 400
        return response.json()["message"]

    assert refusal(where("string", column, "=", "x")) == f"Column {column} does not match a UI / CH table mapping."
    assert refusal("{") == "Invalid JSON in filter parameter"


def test_a_run_that_was_linked_and_reported_stands_on_one_page_only(client: httpx2.Client, pages: Query, insert: Insert) -> None:
    dataset_id = dataset_of(client, "a", "b", "c")
    names = [f"run {number}" for number in range(5)]
    for name in names:
        own_id = insert(name, {"a": 1, "b": 2, "c": 1}, dataset_id)
        for item, repetition in (("a", 0), ("b", 0), ("b", 1), ("c", 0)):
            linked = link(client, name, item, f"{own_id}-{item}-{repetition}")
            assert linked["datasetRunId"] == own_id
    insert("by spans only", {"a": 1}, dataset_id)
    shown = pages("experiments")
    assert [row["name"] for row in shown] == [*reversed(names), "by spans only"]
    assert [row["itemCount"] for row in shown] == [4] * 5 + [1]
    rows = pages("experiment-items")
    assert len(rows) == len({(row["traceId"], row["experimentItemId"]) for row in rows}) == 21
    run = client.get("/api/public/datasets/qa/runs/run%203").json()
    assert sorted(item["datasetItemId"] for item in run["datasetRunItems"]) == ["a", "b", "b", "c"]


def test_deleted_runs_leave_no_holes_in_the_pages(client: httpx2.Client, pages: Query, insert: Insert) -> None:
    dataset_id = dataset_of(client, "a", "b", "c")
    kept = insert("kept", {"a": 1, "b": 1, "c": 1}, dataset_id)
    insert("gone", {"a": 3, "b": 3, "c": 3}, dataset_id)
    client.delete("/api/public/datasets/qa/runs/gone").raise_for_status()
    assert [row["experimentId"] for row in pages("experiment-items")] == [kept] * 3
    assert [row["id"] for row in pages("experiments")] == [kept]
