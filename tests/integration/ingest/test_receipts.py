"""Receipts answer where a trace is and why some of a request was not taken."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.projects import TestProject

TRACES = "/api/public/otel/v1/traces"


def receipts(client: httpx2.Client, project: TestProject, **query: Any) -> dict[str, Any]:
    """A page of the project's receipts."""
    response = client.get(f"/api/v1/projects/{project.id}/receipts", params=query)
    response.raise_for_status()
    page: dict[str, Any] = response.json()
    return page


def test_a_receipt_is_found_by_trace_and_says_what_was_rejected(project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    request = OtlpRequest()
    request.span("good", trace_id=trace_id)
    request.span("bad", trace_id="")
    headers = {**PROTOBUF, "x-langfuse-sdk-name": "python", "x-langfuse-sdk-version": "5.0.4"}
    receipt_id = client.post(TRACES, content=request.body(), headers=headers).headers["x-lumetra-receipt"]

    found = eventually(lambda: receipts(client, project, trace_id=trace_id)["data"])[0]

    assert found["id"] == receipt_id
    assert (found["state"], found["accepted"], found["rejected"]) == ("stored", 1, 1)
    assert "traceId is missing" in found["reasons"][0]
    assert (found["sdk_name"], found["sdk_version"]) == ("python", "5.0.4")
    assert found["trace_ids"] == [trace_id]
    assert found["body_bytes"] == len(request.body())


@pytest.mark.parametrize(
    ("path", "body", "headers", "reason"),
    [
        (TRACES, b"garbage", PROTOBUF, "protobuf"),
        (TRACES, b"{}", {"Content-Type": "text/plain"}, "Invalid content type"),
        (TRACES, b"no gzip", {**PROTOBUF, "Content-Encoding": "gzip"}, "gzip"),
        ("/api/public/ingestion", b"[]", {"Content-Type": "application/json"}, "The body must be JSON"),
    ],
)
def test_a_refused_request_leaves_a_receipt_with_the_reason(
    project: TestProject, client: httpx2.Client, path: str, body: bytes, headers: dict[str, str], reason: str
) -> None:
    response = client.post(path, content=body, headers={**headers, "x-langfuse-sdk-name": "odd", "x-langfuse-sdk-version": "1"})
    assert response.status_code == 400

    found = eventually(lambda: receipts(client, project, state="failed")["data"])[0]

    assert found["id"] == response.headers["x-lumetra-receipt"]
    assert found["kind"] == ("otlp" if path == TRACES else "batch")
    assert (found["body_bytes"], found["accepted"], found["rejected"]) == (len(body), 0, 1)
    assert (found["sdk_name"], found["sdk_version"]) == ("odd", "1")
    assert reason in found["reasons"][0]


def test_a_batch_without_a_good_event_leaves_a_receipt_with_the_reasons(project: TestProject, client: httpx2.Client) -> None:
    events = [{"id": f"e{n}", "type": "nonsense", "timestamp": "2026-11-20T12:00:00Z", "body": {}} for n in range(3)]
    response = client.post("/api/public/ingestion", json={"batch": events})
    assert [problem["id"] for problem in response.json()["errors"]] == ["e0", "e1", "e2"]

    def stored() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = receipts(client, project, state="failed")["data"]
        return found

    (found,) = eventually(stored)
    assert found["id"] == response.headers["x-lumetra-receipt"]
    assert (found["accepted"], found["rejected"], len(found["reasons"])) == (0, 3, 3)
    assert "Invalid event type 'nonsense'" in found["reasons"][0]


def test_an_exporter_without_langfuse_headers_is_known_by_its_agent(project: TestProject, client: httpx2.Client) -> None:
    request = OtlpRequest()
    request.span("span", trace_id=new_trace_id())
    client.post(TRACES, content=request.body(), headers={**PROTOBUF, "User-Agent": "OTel-OTLP-Exporter-Python/1.45.2 x"})
    found = eventually(lambda: receipts(client, project, state="stored")["data"])[0]
    assert (found["sdk_name"], found["sdk_version"]) == ("OTel-OTLP-Exporter-Python", "1.45.2")


def test_receipts_are_paged_newest_first(project: TestProject, client: httpx2.Client) -> None:
    sent = []
    for number in range(5):
        request = OtlpRequest()
        request.span(f"span {number}", trace_id=new_trace_id())
        sent.append(client.post(TRACES, content=request.body(), headers=PROTOBUF).headers["x-lumetra-receipt"])
    eventually(lambda: len(receipts(client, project, state="stored")["data"]) == 5)
    first = receipts(client, project, limit=3)
    second = receipts(client, project, limit=3, cursor=first["next_cursor"])
    assert [row["id"] for row in first["data"] + second["data"]] == sent[::-1]
    assert second["next_cursor"] is None


def test_the_state_of_ingestion_is_visible(project: TestProject, client: httpx2.Client) -> None:
    state = client.get(f"/api/v1/projects/{project.id}/ingestion").json()
    assert 0 <= state["level"] < 1
    assert state["paused"] == []
