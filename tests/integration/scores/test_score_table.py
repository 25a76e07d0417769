"""The table of scores: what belongs to the traces they judge, facets of it, and all of it as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import httpx2
import pyarrow.parquet as pq
import pytest

from tests.builders.projects import TestProject
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=1)).isoformat()}


@pytest.fixture
def judged(running: RunningApp, project: TestProject) -> TestProject:
    """Two traces with three scores and a session with one; a judge's run and an experiment left theirs."""
    own: dict[str, Any] = {"user_id": "ann", "tags": ["vip", "eu"], "trace_name": "chat"}
    rows = [
        observation(project.id, "t1", "o1", **own),
        observation(project.id, "t2", "o2", user_id="bob", tags=["eu"], trace_name="search"),
        observation(project.id, "t3", "o3", user_id="eve", tags=["unjudged"], trace_name="other"),
    ]
    insert(running.engines.analytics, "observations", rows)
    judge = {"execution_trace_id": "run-1", "evaluator_id": "judge", "rule_id": "rule-1", "metadata": {"why": '"tone"'}}
    scores = [
        score(project.id, "s1", "mood", 0.5, trace_id="t1", timestamp=NOW, source="EVAL", **judge),
        score(project.id, "s2", "mood", 1.0, trace_id="t1", observation_id="o1", timestamp=NOW + timedelta(seconds=1)),
        score(project.id, "s3", "=cmd()", 0.0, trace_id="t2", timestamp=NOW + timedelta(seconds=2), author_user_id="mia"),
        score(project.id, "s4", "mood", 0.1, session_id="s", timestamp=NOW + timedelta(seconds=3)),
        score(project.id, "s5", "mood", 0.2, experiment_id="e", timestamp=NOW + timedelta(seconds=4)),
    ]
    insert(running.engines.analytics, "scores", scores)
    return project


def facets(client: httpx2.Client, project: TestProject, *fields: str, **parameters: str) -> dict[str, dict[str, int]]:
    asked = {"fields": list(fields), **WINDOW, **parameters}
    answer = client.get(f"/api/v1/projects/{project.id}/facets/scores", params=asked)
    assert answer.status_code == 200, answer.text
    return {one["field"]: {value["value"]: value["count"] for value in one["values"]} for one in answer.json()["data"]}


def test_facets_count_scores_by_what_their_traces_are_like(judged: TestProject, client: httpx2.Client) -> None:
    found = facets(client, judged, "user_id", "trace_tags", "trace_name", "level")
    assert found == {
        "user_id": {"ann": 2, "bob": 1},
        "trace_tags": {"eu": 3, "vip": 2},
        "trace_name": {"chat": 2, "search": 1},
        "level": {"TRACE": 2, "OBSERVATION": 1, "SESSION": 1, "EXPERIMENT": 1},
    }
    assert facets(client, judged, "user_id", filter="author:mia") == {"user_id": {"bob": 1}}
    assert facets(client, judged, "trace_tags", containing="VI") == {"trace_tags": {"vip": 2}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("execution_trace:run-1", ["s1"]),
        ("evaluator:judge rule:rule-1", ["s1"]),
        ("author:mia", ["s3"]),
        ("level:EXPERIMENT", ["s5"]),
        ("trace_tags:vip", ["s2", "s1"]),
        ("metadata.why:tone", ["s1"]),
    ],
)
def test_scores_are_found_by_where_they_come_from(
    judged: TestProject, client: httpx2.Client, text: str, expected: list[str]
) -> None:
    rows = client.get(f"/api/v1/projects/{judged.id}/scores", params={"filter": text}).json()["data"]
    assert [row["id"] for row in rows] == expected


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_all_scores_that_a_filter_finds_are_exported(judged: TestProject, client: httpx2.Client, kind: str) -> None:
    path = f"/api/v1/projects/{judged.id}/scores/export"
    answer = client.get(path, params={"format": kind, "filter": "level:TRACE", **WINDOW})
    assert answer.headers["content-disposition"] == f'attachment; filename="scores.{kind}"'
    if kind == "csv":
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert rows[0]["name"] == "'=cmd()"  # a spreadsheet would run it
        rows = [{**row, "trace_tags": json.loads(row["trace_tags"]), "value": float(row["value"])} for row in rows]
    elif kind == "jsonl":
        rows = [json.loads(line) for line in answer.text.splitlines()]
    else:
        rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
        rows = [{**row, "trace_tags": json.loads(row["trace_tags"])} for row in rows]
    assert [(row["id"], row["value"], row["user_id"], row["trace_tags"]) for row in rows] == [
        ("s3", 0.0, "bob", ["eu"]),
        ("s1", 0.5, "ann", ["eu", "vip"]),
    ]


def test_a_wrong_filter_of_an_export_is_refused_before_anything_is_sent(judged: TestProject, client: httpx2.Client) -> None:
    path = f"/api/v1/projects/{judged.id}/scores/export"
    assert client.get(path, params={"format": "csv", "filter": "colour:red"}).status_code == 400
