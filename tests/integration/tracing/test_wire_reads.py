"""Traces and observations over the Langfuse-compatible API, read from rows put there."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score, trace_row
from tests.builders.running_app import RunningApp

TRACE_FIELDS = {
    "id", "externalId", "timestamp", "name", "userId", "metadata", "release", "version", "projectId", "environment", "public",
    "bookmarked", "tags", "input", "output", "sessionId", "createdAt", "updatedAt", "htmlPath", "latency", "totalCost",
    "observations", "scores",
}  # fmt: skip
OBSERVATION_FIELDS = {
    "id", "projectId", "traceId", "parentObservationId", "name", "type", "environment", "startTime", "endTime", "version",
    "createdAt", "updatedAt", "input", "output", "metadata", "level", "statusMessage", "model", "modelParameters",
    "completionStartTime", "promptId", "promptName", "promptVersion", "usageDetails", "costDetails", "usage", "unit",
    "promptTokens", "completionTokens", "totalTokens", "usagePricingTierName", "usagePricingTierId", "modelId", "inputPrice",
    "outputPrice", "totalPrice", "calculatedInputCost", "calculatedOutputCost", "calculatedTotalCost", "latency",
    "timeToFirstToken",
}  # fmt: skip


@pytest.fixture
def filled(running: RunningApp, project: TestProject) -> TestProject:
    """Three traces: t1 with a root, a generation and a score, t2 with a TRACE row of its own, t3 an hour older."""
    attributes = {"user_id": "ann", "session_id": "s1", "trace_name": "chat", "tags": ["a", "b"]}
    insert(
        running.engines.analytics,
        "observations",
        [
            observation(project.id, "t1", "o1", input='{"q": "退款"}', output="done", metadata={"k": '"v"', "n": '{"x": 1}'}, **attributes),
            observation(
                project.id, "t1", "o2", type="GENERATION", parent_id="o1", model="gpt-4o", level="ERROR", status_message="boom",
                start_time=NOW + timedelta(milliseconds=100), usage={"input": 10.0, "input_cached_tokens": 5.0, "output": 3.0, "total": 18.0},
                cost={"input": "0.01", "output": "0.02"}, total_cost=Decimal("0.03"), model_parameters='{"temperature": 0.5}', **attributes,
            ),
            trace_row(project.id, "t2", trace_name="own", input='"in"', output="out", public=True, metadata={"m": "1"},
                      start_time=NOW + timedelta(seconds=5)),
            observation(project.id, "t2", "o3", start_time=NOW + timedelta(seconds=5), trace_name="own", public=True),
            observation(project.id, "t3", "o4", start_time=NOW - timedelta(hours=1), environment="staging"),
        ],
    )  # fmt: skip
    insert(running.engines.analytics, "scores", [score(project.id, "sc1", "quality", 0.9, trace_id="t1")])
    return project


def test_a_page_of_traces_has_every_field(filled: TestProject, client: httpx2.Client) -> None:
    answer = client.get("/api/public/traces").json()
    assert answer["meta"] == {"page": 1, "limit": 50, "totalItems": 3, "totalPages": 1}
    assert [trace["id"] for trace in answer["data"]] == ["t2", "t1", "t3"]
    first = answer["data"][1]
    assert set(first) == TRACE_FIELDS
    assert first["input"] == {"q": "退款"}
    assert first["observations"] == ["o1", "o2"]
    assert first["scores"] == ["sc1"]
    assert first["totalCost"] == 0.03
    assert first["latency"] == 1.1
    assert first["metadata"] == {"k": "v", "n": {"x": 1}}
    assert first["htmlPath"] == f"/project/{filled.id}/traces/t1"
    assert answer["data"][0]["input"] == "in"
    assert answer["data"][0]["name"] == "own"


def test_pages_of_traces_follow_one_another(filled: TestProject, client: httpx2.Client) -> None:
    seen = [client.get("/api/public/traces", params={"page": n, "limit": 1}).json()["data"][0]["id"] for n in (1, 2, 3)]
    assert seen == ["t2", "t1", "t3"]
    beyond = client.get("/api/public/traces", params={"page": 4, "limit": 1}).json()
    assert beyond["data"] == []
    assert beyond["meta"]["totalPages"] == 3


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("timestamp.desc", ["t2", "t1", "t3"]),
        ("timestamp.asc", ["t3", "t1", "t2"]),
        ("name.asc", ["t1", "t3", "t2"]),
        ("name.desc", ["t2", "t3", "t1"]),
        ("userId.desc", ["t1", "t2", "t3"]),
        ("public.desc", ["t2", "t1", "t3"]),
        ("id.asc", ["t1", "t2", "t3"]),
    ],
)
def test_traces_are_ordered_over_all_pages(filled: TestProject, client: httpx2.Client, order: str, expected: list[str]) -> None:
    pages = [client.get("/api/public/traces", params={"orderBy": order, "limit": 1, "page": n}).json() for n in (1, 2, 3, 4)]
    assert [[trace["id"] for trace in page["data"]] for page in pages] == [*([own_id] for own_id in expected), []]
    assert pages[0]["meta"]["totalItems"] == 3
    narrowed = client.get("/api/public/traces", params={"orderBy": order, "environment": "default"}).json()
    assert [trace["id"] for trace in narrowed["data"]] == [own_id for own_id in expected if own_id != "t3"]


def test_an_order_that_does_not_exist_is_refused(client: httpx2.Client) -> None:
    for order in ("nonsense.asc", "name", "name.sideways"):
        assert client.get("/api/public/traces", params={"orderBy": order}).status_code == 400


def test_deep_numbered_pages_pass_over_what_is_before_them(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    ages = [*range(30), *range(100, 130), *range(2_000, 2_030)]
    rows = [observation(project.id, f"t{age}", f"o{age}", start_time=NOW - timedelta(hours=age)) for age in ages]
    insert(running.engines.analytics, "observations", rows)
    client.delete("/api/public/traces/t5")
    ages.remove(5)
    for path, prefix in (("/api/public/traces", "t"), ("/api/public/observations", "o")):
        seen = [row["id"] for page in range(1, 11) for row in client.get(path, params={"page": page, "limit": 9}).json()["data"]]
        assert seen == [f"{prefix}{age}" for age in ages]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"userId": "ann"}, ["t1"]),
        ({"tags": "a"}, ["t1"]),
        ({"tags": ["a", "x"]}, []),
        ({"name": "own"}, ["t2"]),
        ({"environment": "staging"}, ["t3"]),
        ({"fromTimestamp": "2026-11-20T11:30:00Z"}, ["t2", "t1"]),
        ({"toTimestamp": "2026-11-20T12:00:00.000Z"}, ["t3"]),
        ({"filter": '[{"type":"stringOptions","column":"level","operator":"any of","value":["ERROR"]}]'}, ["t1"]),
        ({"filter": '[{"type":"number","column":"errorCount","operator":">","value":0}]'}, ["t1"]),
        ({"filter": '[{"type":"numberObject","column":"scores_avg","key":"quality","operator":">=","value":0.5}]'}, ["t1"]),
        ({"filter": '[{"type":"stringObject","column":"metadata","key":"k","operator":"=","value":"v"}]'}, ["t1"]),
        ({"filter": '[{"type":"arrayOptions","column":"tags","operator":"none of","value":["a"]}]'}, ["t2", "t3"]),
        ({"userId": "bob", "filter": '[{"type":"string","column":"userId","operator":"=","value":"ann"}]'}, ["t1"]),
    ],
)
def test_traces_are_filtered(
    filled: TestProject, client: httpx2.Client, parameters: dict[str, object], expected: list[str]
) -> None:
    answer = client.get("/api/public/traces", params=parameters).json()
    assert [trace["id"] for trace in answer["data"]] == expected
    assert answer["meta"]["totalItems"] == len(expected)


def test_field_groups_that_were_not_asked_for_have_placeholders(filled: TestProject, client: httpx2.Client) -> None:
    trace = client.get("/api/public/traces", params={"fields": "core,nonsense"}).json()["data"][1]
    assert set(trace) == TRACE_FIELDS
    assert (trace["input"], trace["metadata"], trace["latency"], trace["totalCost"]) == (None, {}, -1, -1)
    assert (trace["observations"], trace["scores"]) == ([], [])


def test_one_trace_carries_whole_observations_and_scores(filled: TestProject, client: httpx2.Client) -> None:
    trace = client.get("/api/public/traces/t1").json()
    assert [o["id"] for o in trace["observations"]] == ["o1", "o2"]
    generation = trace["observations"][1]
    assert set(generation) == OBSERVATION_FIELDS
    assert generation["usage"] == {"unit": "TOKENS", "input": 15, "output": 3, "total": 18}
    assert generation["modelParameters"] == {"temperature": 0.5}
    assert generation["calculatedTotalCost"] == 0.03
    assert generation["startTime"] == "2026-11-20T12:00:00.100Z"
    assert trace["scores"][0]["value"] == 0.9
    missing = client.get("/api/public/traces/nope")
    assert missing.status_code == 404
    assert missing.json() == {"message": "Trace nope not found within authorized project", "error": "LangfuseNotFoundError"}


def test_a_foreign_project_sees_nothing(running: RunningApp, filled: TestProject) -> None:
    with create_project(running).client() as other:
        assert other.get("/api/public/traces").json()["data"] == []
        assert other.get("/api/public/traces/t1").status_code == 404
        assert other.get("/api/public/observations/o1").status_code == 404
        assert other.get("/api/public/v2/observations").json()["data"] == []


def test_observations_v1_filter_and_page(filled: TestProject, client: httpx2.Client) -> None:
    answer = client.get("/api/public/observations", params={"limit": 2, "page": 2}).json()
    assert [o["id"] for o in answer["data"]] == ["o1", "o4"]
    assert answer["meta"] == {"page": 2, "limit": 2, "totalItems": 4, "totalPages": 2}
    assert [o["id"] for o in client.get("/api/public/observations", params={"type": "GENERATION"}).json()["data"]] == ["o2"]
    one = client.get("/api/public/observations/o2").json()
    assert set(one) == OBSERVATION_FIELDS
    assert client.get("/api/public/observations/none").json()["message"] == "Observation not found within authorized project"


def test_observations_v2_page_by_cursor_in_groups(filled: TestProject, client: httpx2.Client) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        parameters = {"limit": "1", "fields": "io,usage", **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/public/v2/observations", params=parameters).json()
        seen.extend(o["id"] for o in answer["data"])
        cursor = answer["meta"].get("cursor")
        if cursor is None:
            break
    assert seen == ["o3", "o2", "o1", "o4"]
    first = client.get("/api/public/v2/observations", params={"traceId": "t1", "parentObservationId": ""}).json()["data"]
    assert [o["id"] for o in first] == ["o1"]
    assert first[0]["isRootObservation"] is True
    assert "input" not in first[0]
    assert {"latency", "timeToFirstToken", "modelId", "inputPrice", "outputPrice", "totalPrice"} <= set(first[0])
    whole = client.get("/api/public/v2/observations", params={"traceId": "t1", "fields": "io,metadata"}).json()["data"][1]
    assert whole["input"] == '{"q": "退款"}'
    assert whole["metadata"] == {"k": "v", "n.x": 1}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/public/v2/observations?parseIoAsJson=true", "parseIoAsJson=true is not supported"),
        ("/api/public/v2/observations?cursor=zzz", "Invalid cursor format"),
        ("/api/public/v2/observations?limit=1001", "Invalid request data"),
        ("/api/public/traces?limit=0", "Invalid request data"),
        ("/api/public/traces?fromTimestamp=2026-01-01", "Invalid request data"),
        ("/api/public/traces?filter=[", "Invalid JSON in filter parameter"),
        (
            "/api/public/traces?filter=" + json.dumps([{"type": "string", "column": "nope", "operator": "=", "value": "x"}]),
            "Column nope does not match a UI / CH table mapping.",
        ),
        (
            "/api/public/v2/observations?filter="
            + json.dumps([{"type": "string", "column": "input", "operator": "contains", "value": "x"}]),
            "Filters on input or output need",
        ),
    ],
)
def test_bad_parameters_are_refused(client: httpx2.Client, path: str, message: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert message in answer.json()["message"]


def test_a_deleted_trace_is_gone_from_every_read_at_once(filled: TestProject, client: httpx2.Client) -> None:
    assert client.delete("/api/public/traces/t1").json() == {"message": "Trace deleted successfully"}
    assert client.get("/api/public/traces/t1").status_code == 404
    assert [t["id"] for t in client.get("/api/public/traces").json()["data"]] == ["t2", "t3"]
    assert client.get("/api/public/traces").json()["meta"]["totalItems"] == 2
    assert client.get("/api/public/observations/o1").status_code == 404
    answer = client.request("DELETE", "/api/public/traces", json={"traceIds": ["t2", "t3"]})
    assert answer.json() == {"message": "Traces deleted successfully"}
    assert client.get("/api/public/traces").json()["data"] == []
    assert client.request("DELETE", "/api/public/traces", json={"traceIds": []}).status_code == 400
