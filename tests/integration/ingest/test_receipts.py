"""Receipts answer where a trace is and why some of a request was not taken."""

from __future__ import annotations

from typing import Any

import httpx2

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
