"""OTLP logs: events of the log become content and scores of the spans they are about, whichever comes first."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.otlp_logs import OtlpLogs
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp
from tests.integration.ingest.test_otlp_intake import TRACES, stored

LOGS = "/api/public/otel/v1/logs"
SPAN = "00000000000000c1"


def chat_span(trace_id: str, **attributes: str) -> bytes:
    """A generation without content, as an instrumentation writes it that sends content as events."""
    request = OtlpRequest(scope="opentelemetry.instrumentation.openai_v2")
    said: dict[str, Any] = {
        "gen_ai__operation__name": "chat",
        "gen_ai__request__model": "gpt-4o",
        "gen_ai__usage__output_tokens": 7,
    }
    request.span("chat gpt-4o", trace_id=trace_id, span_id=SPAN, **said, **attributes)
    return request.body()


def question(trace_id: str) -> OtlpLogs:
    """The messages of the request."""
    at = {"trace_id": trace_id, "span_id": SPAN, "gen_ai__system": "openai"}
    logs = OtlpLogs(deployment__environment="staging")
    logs.event("gen_ai.system.message", body={"content": "Be brief."}, time_s=time.time() - 2, **at)
    return logs.event("gen_ai.user.message", body={"content": "你好?"}, time_s=time.time() - 1, **at)


def answer(trace_id: str) -> OtlpLogs:
    """The message of the response."""
    call = {"id": "c1", "type": "function", "function": {"name": "search", "arguments": '{"q": "shoes"}'}}
    message = {"role": "assistant", "content": "再见", "tool_calls": [call]}
    body = {"index": 0, "finish_reason": "stop", "message": message}
    return OtlpLogs().event("gen_ai.choice", body=body, trace_id=trace_id, span_id=SPAN, gen_ai__system="openai")


def post(client: httpx2.Client, path: str, body: bytes) -> httpx2.Response:
    return client.post(path, content=body, headers=PROTOBUF).raise_for_status()


def settled(running: RunningApp, project: TestProject, trace_id: str) -> dict[str, Any]:
    """The one observation of the trace, once it has a question, an answer and its model."""

    def found() -> dict[str, Any]:
        rows = stored(running, project, trace_id)
        whole = len(rows) == 1 and rows[0]["input"] and rows[0]["output"] and rows[0]["model"]
        return rows[0] if whole else {}

    return eventually(found)


@pytest.mark.parametrize("order", ["sla", "lsa", "las", "als"])
@pytest.mark.parametrize("pause", [False, True])
def test_messages_become_content_in_whatever_order_span_and_events_arrive(
    running: RunningApp, project: TestProject, client: httpx2.Client, order: str, pause: bool
) -> None:
    trace_id = new_trace_id()
    bodies = {
        "s": (TRACES, chat_span(trace_id)),
        "l": (LOGS, question(trace_id).body()),
        "a": (LOGS, answer(trace_id).body()),
    }
    for step in order:
        receipt = post(client, *bodies[step]).headers["x-lumetra-receipt"]
        if pause:
            running.app.state.ingest.wait_until_stored(receipt, timeout_seconds=30)
    row = settled(running, project, trace_id)
    assert (row["id"], row["name"], row["type"], row["model"]) == (SPAN, "chat gpt-4o", "GENERATION", "gpt-4o")
    assert [(message["role"], message["content"]) for message in json.loads(row["input"])] == [
        ("system", "Be brief."),
        ("user", "你好?"),
    ]
    assert json.loads(row["output"])["message"]["content"] == "再见"
    assert row["tool_call_names"] == ["search"]
    assert row["usage"]["output"] == 7.0


def test_events_that_are_sent_again_add_nothing_twice(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    logs = question(trace_id).body()
    post(client, TRACES, chat_span(trace_id))
    post(client, LOGS, answer(trace_id).body())
    post(client, LOGS, logs)
    settled(running, project, trace_id)
    again = post(client, LOGS, logs)
    span_again = post(client, TRACES, chat_span(trace_id))
    for response in (again, span_again):
        running.app.state.ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=30)
    row = settled(running, project, trace_id)
    assert len(json.loads(row["input"])) == 2


def test_what_the_span_says_itself_is_not_changed(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    post(client, TRACES, chat_span(trace_id, gen_ai__input__messages='[{"role": "user", "content": "own"}]'))
    post(client, LOGS, question(trace_id).body())
    post(client, LOGS, answer(trace_id).body())
    row = settled(running, project, trace_id)
    assert json.loads(row["input"])[0]["content"] == "own"
    assert "你好?" in row["metadata"]["events"]


def test_the_details_of_an_operation_are_an_observation_until_its_span_comes(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    messages = {
        "gen_ai__input__messages": [{"role": "user", "parts": [{"type": "text", "content": "你好?"}]}],
        "gen_ai__output__messages": [{"role": "assistant", "parts": [{"type": "text", "content": "再见"}]}],
    }
    said = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "gpt-4o", "gen_ai__usage__input_tokens": 3}
    details = "gen_ai.client.inference.operation.details"
    logs = OtlpLogs(deployment__environment="staging").event(details, trace_id=trace_id, span_id=SPAN, **messages, **said)
    post(client, "/v1/logs", logs.body())
    row = settled(running, project, trace_id)
    assert (row["name"], row["type"], row["environment"]) == ("chat gpt-4o", "GENERATION", "staging")
    assert json.loads(row["input"])[0]["parts"][0]["content"] == "你好?"
    assert row["usage"]["input"] == 3.0


def test_evaluation_results_become_scores(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    logs = OtlpLogs()
    result = "gen_ai.evaluation.result"
    value = {"gen_ai__evaluation__name": "relevance", "gen_ai__evaluation__score__value": 0.25}
    logs.event(result, trace_id=trace_id, span_id=SPAN, **value, gen_ai__evaluation__explanation="nothing found")
    logs.event(result, trace_id=trace_id, gen_ai__evaluation__name="tone", gen_ai__evaluation__score__label="rude")
    post(client, LOGS, logs.body())

    def both() -> dict[str, Any]:
        params = {"traceId": trace_id, "fields": "details,subject"}
        found = client.get("/api/public/v3/scores", params=params).json()["data"]
        return {score["name"]: score for score in found} if len(found) == 2 else {}

    scores = eventually(both)
    assert (scores["relevance"]["value"], scores["relevance"]["comment"]) == (0.25, "nothing found")
    assert scores["relevance"]["subject"]["id"] == SPAN
    assert (scores["tone"]["value"], scores["tone"]["subject"]["id"]) == ("rude", trace_id)


def test_what_is_no_event_of_a_span_is_counted_with_its_reason(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    logs = question(trace_id)
    logs.event("", trace_id=trace_id, span_id=SPAN, body="a plain line of a log")
    logs.event("gen_ai.user.message", body={"content": "whose?"})
    response = post(client, LOGS, logs.body())
    assert response.json() == {}
    receipt_id = response.headers["x-lumetra-receipt"]
    running.app.state.ingest.wait_until_stored(receipt_id, timeout_seconds=30)
    path = f"/api/v1/projects/{project.id}/receipts"
    receipt = eventually(lambda: client.get(path, params={"trace_id": trace_id}).json()["data"])[0]
    assert (receipt["id"], receipt["kind"], receipt["state"]) == (receipt_id, "otlp_logs", "stored")
    assert (receipt["accepted"], receipt["rejected"]) == (2, 2)
    assert "log line without an event name" in receipt["reasons"][0]


def test_events_nobody_knows_stay_in_the_metadata(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    post(client, TRACES, chat_span(trace_id))
    logs = question(trace_id).event("shop.cart.emptied", trace_id=trace_id, span_id=SPAN, items=3, body="why not")
    post(client, LOGS, logs.body())
    post(client, LOGS, answer(trace_id).body())
    events = json.loads(settled(running, project, trace_id)["metadata"]["events"])
    assert [(event["name"], event["attributes"]) for event in events] == [("shop.cart.emptied", {"items": 3, "body": "why not"})]


@pytest.mark.parametrize("path", [LOGS, "/v1/logs"])
def test_garbage_is_refused_and_leaves_a_receipt(client: httpx2.Client, path: str) -> None:
    broken = [
        (b"\xff\xff\xff", PROTOBUF),
        (b"{", {"Content-Type": "application/json"}),
        (b'{"resourceLogs": 1}', {"Content-Type": "application/json"}),
        (b"x", {"Content-Type": "text/plain"}),
        (gzip.compress(b"x")[:-9], PROTOBUF | {"Content-Encoding": "gzip"}),
    ]
    for body, headers in broken:
        response = client.post(path, content=body, headers=headers)
        assert response.status_code == 400, response.text
        assert response.headers["x-lumetra-receipt"]


def test_json_says_the_same_as_protobuf(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    post(client, TRACES, chat_span(trace_id))
    record = {
        "traceId": trace_id,
        "spanId": SPAN,
        "timeUnixNano": str(time.time_ns()),
        "attributes": [{"key": "event.name", "value": {"stringValue": "gen_ai.choice"}}],
        "body": {"kvlistValue": {"values": [{"key": "message", "value": {"stringValue": "再见"}}]}},
    }
    body = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record, 7, {"attributes": 1}]}]}]}
    client.post(LOGS, json=body).raise_for_status()
    post(client, LOGS, question(trace_id).body())
    assert json.loads(settled(running, project, trace_id)["output"]) == {"message": "再见"}
