"""OTLP over HTTP: what exporters send is answered once it is safe, and is stored a moment later."""

from __future__ import annotations

import gzip
from typing import Any

import httpx2

from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

TRACES = "/api/public/otel/v1/traces"


def stored(running: RunningApp, project: TestProject, trace_id: str) -> list[dict[str, Any]]:
    """The observations of a trace as they lie in the analytics engine, by start."""
    return running.engines.analytics.select(
        "SELECT * FROM observations FINAL WHERE project_id = {p:String} AND trace_id = {t:String} AND type != 'TRACE'"
        " ORDER BY start_time, id",
        {"p": project.id, "t": trace_id},
    )


def test_spans_are_acknowledged_and_can_be_read_within_a_second(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    request = OtlpRequest()
    root = request.span("answer", trace_id=trace_id, langfuse__user__id="ada", langfuse__session__id="s-1")
    request.span(
        "llm", trace_id=trace_id, parent_id=root, langfuse__observation__type="generation", langfuse__observation__input="你好"
    )

    response = client.post(TRACES, content=request.body(), headers=PROTOBUF)

    assert response.status_code == 200
    assert response.json() == {}
    assert response.headers["x-lumetra-receipt"]
    rows = eventually(lambda: stored(running, project, trace_id), seconds=3)
    assert [row["name"] for row in rows] == ["answer", "llm"]
    assert {row["user_id"] for row in rows} == {"ada"}
    assert {row["session_id"] for row in rows} == {"s-1"}
    assert {row["trace_name"] for row in rows} == {"answer"}
    assert rows[1]["type"] == "GENERATION"
    assert rows[1]["input"] == "你好"
    assert rows[1]["receipt_id"] == response.headers["x-lumetra-receipt"]


def test_attributes_that_arrive_with_a_later_root_reach_rows_stored_before(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id, root_id = new_trace_id(), "00000000000000aa"
    child = OtlpRequest()
    child.span("child", trace_id=trace_id, parent_id=root_id)
    client.post(TRACES, content=child.body(), headers=PROTOBUF).raise_for_status()
    eventually(lambda: stored(running, project, trace_id))
    root = OtlpRequest()
    root.span("root", trace_id=trace_id, span_id=root_id, langfuse__user__id="grace")
    client.post(TRACES, content=root.body(), headers=PROTOBUF).raise_for_status()

    def both_filled() -> bool:
        rows = stored(running, project, trace_id)
        return len(rows) == 2 and {(row["user_id"], row["trace_name"]) for row in rows} == {("grace", "root")}

    eventually(both_filled)


def test_a_gzip_body_is_read(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    request = OtlpRequest()
    request.span("zipped", trace_id=trace_id)
    headers = {**PROTOBUF, "Content-Encoding": "gzip"}
    client.post("/v1/traces", content=gzip.compress(request.body()), headers=headers).raise_for_status()
    assert eventually(lambda: stored(running, project, trace_id))[0]["name"] == "zipped"


def test_good_spans_of_a_batch_are_kept_and_bad_ones_counted(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    request = OtlpRequest()
    request.span("good", trace_id=trace_id)
    request.span("bad", trace_id="")
    response = client.post(TRACES, content=request.body(), headers=PROTOBUF)
    assert response.status_code == 200
    assert response.json()["partialSuccess"]["rejectedSpans"] == "1"
    assert [row["name"] for row in eventually(lambda: stored(running, project, trace_id))] == ["good"]


def test_a_span_sent_twice_is_one_row(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    request = OtlpRequest()
    request.span("again", trace_id=trace_id)
    for _ in range(2):
        receipt = client.post(TRACES, content=request.body(), headers=PROTOBUF).headers["x-lumetra-receipt"]
    eventually(lambda: running.app.state.ingest.wait_until_stored(receipt, timeout_seconds=120))
    assert len(stored(running, project, trace_id)) == 1
