"""Whatever is sent: a clear 4xx or an accepted event, never a 5xx, never a stuck pipeline, never a neighbour's event lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import uuid
from typing import Any

import httpx2
import pytest

from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

pytestmark = pytest.mark.faults

TRACES, BATCH = "/api/public/otel/v1/traces", "/api/public/ingestion"
JSON = {"Content-Type": "application/json"}
GZIP = {"Content-Encoding": "gzip"}


def a_request() -> bytes:
    """A good request of one span."""
    request = OtlpRequest()
    request.span("good", trace_id=new_trace_id())
    return request.body()


def bomb(size: int) -> bytes:
    """Very little gzip that becomes very much."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as file:
        for _ in range(size // 2**20):
            file.write(b"\0" * 2**20)
    return out.getvalue()


def nested(depth: int) -> str:
    """A list in a list in a list …"""
    return "[" * depth + "]" * depth


REFUSED: list[tuple[str, str, bytes, dict[str, str]]] = [
    ("garbage as protobuf", TRACES, os.urandom(4096), PROTOBUF),
    ("truncated protobuf", TRACES, a_request()[:-7], PROTOBUF),
    ("wrong content type", TRACES, a_request(), {"Content-Type": "text/plain"}),
    ("no content type", TRACES, a_request(), {}),
    ("garbage as JSON", TRACES, b"{\xff\xfe", JSON),
    ("JSON that is no object", TRACES, b"[1, 2]", JSON),
    ("deep JSON", TRACES, nested(100_000).encode(), JSON),
    ("broken gzip", TRACES, b"\x1f\x8b" + os.urandom(200), {**PROTOBUF, **GZIP}),
    ("truncated gzip", TRACES, gzip.compress(a_request())[:-9], {**PROTOBUF, **GZIP}),
    ("gzip bomb", TRACES, bomb(256 * 2**20), {**PROTOBUF, **GZIP}),
    ("unknown encoding", TRACES, a_request(), {**PROTOBUF, "Content-Encoding": "br"}),
    ("unsupported version", TRACES, a_request(), {**PROTOBUF, "x-langfuse-ingestion-version": "99"}),
    ("100 MB", TRACES, b"\0" * 100_000_000, PROTOBUF),
    ("batch: garbage", BATCH, os.urandom(4096), JSON),
    ("batch: no batch", BATCH, b'{"events": []}', JSON),
    ("batch: deep JSON", BATCH, nested(100_000).encode(), JSON),
    ("batch: gzip bomb", BATCH, bomb(256 * 2**20), {**JSON, **GZIP}),
    ("batch: 100 MB", BATCH, b" " * 100_000_000, JSON),
]


@pytest.mark.parametrize(("path", "body", "headers"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_reason(
    client: httpx2.Client, path: str, body: bytes, headers: dict[str, str]
) -> None:
    response = client.post(path, content=body, headers=headers, timeout=180)
    assert 400 <= response.status_code < 500, response.text
    assert response.json()["message"]


def otlp_json(**span: Any) -> bytes:
    """An OTLP JSON request of one span."""
    base = {
        "traceId": new_trace_id(),
        "spanId": os.urandom(8).hex(),
        "name": "odd",
        "startTimeUnixNano": "1790000000000000000",
        "endTimeUnixNano": "1790000001000000000",
    }
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [base | span]}]}]}).encode()


def attribute(value: Any) -> list[dict[str, Any]]:
    """One attribute that becomes the input."""
    return [{"key": "langfuse.observation.input", "value": value}]


ODD: list[tuple[str, bytes]] = [
    ("started in 1970", otlp_json(startTimeUnixNano="1", endTimeUnixNano="2")),
    ("started in 2200", otlp_json(startTimeUnixNano="7258118400000000000", endTimeUnixNano="7258118400000000001")),
    ("time beyond 64 bits", otlp_json(endTimeUnixNano="99999999999999999999999")),
    ("ids of one byte", otlp_json(traceId="a", spanId="b")),
    ("NaN", otlp_json(attributes=attribute({"doubleValue": "NaN"}))),
    ("a literal NaN", otlp_json(attributes=attribute({"doubleValue": 1})).replace(b'"doubleValue": 1', b'"doubleValue": NaN')),
    ("a lone surrogate", otlp_json(attributes=attribute({"stringValue": "x"})).replace(b'"x"', b'"\\ud800 x"')),
    ("an input of 5 MB", otlp_json(attributes=attribute({"stringValue": "word " * 1_000_000}))),
    ("a NUL character", otlp_json(name="a\0b")),
]


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in ODD])
def test_odd_spans_are_accepted_and_stored(running: RunningApp, project: TestProject, client: httpx2.Client, body: bytes) -> None:
    response = client.post(TRACES, content=body, headers=JSON)
    assert response.status_code == 200, response.text
    assert response.json() == {}
    assert running.app.state.ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=120)
    assert count(running, project) == 1


def count(running: RunningApp, project: TestProject) -> int:
    """How many observations of the project reads see."""
    (row,) = running.engines.analytics.select(
        "SELECT count() AS n FROM observations FINAL WHERE project_id = {p:String} AND type != 'TRACE'", {"p": project.id}
    )
    return int(row["n"])


def test_an_id_of_10_kB_is_counted_as_rejected_and_its_neighbour_kept(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    good = json.loads(otlp_json())
    bad = json.loads(otlp_json(spanId="f" * 10_000))
    body = {"resourceSpans": [*good["resourceSpans"], *bad["resourceSpans"]]}
    response = client.post(TRACES, content=json.dumps(body).encode(), headers=JSON)
    assert response.json()["partialSuccess"]["rejectedSpans"] == "1"
    eventually(lambda: count(running, project) == 1)


def test_odd_batch_events_never_harm_their_neighbours(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = str(uuid.uuid4())
    good = event("span-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "name": "good", "startTime": at()})
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    odd = [
        event("span-create", {"id": 5}),
        event("generation-create", {"id": str(uuid.uuid4()), "startTime": "yesterday"}),
        event("span-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "metadata": deep, "startTime": at()}),
        event("span-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "startTime": "0001-01-01T00:00:00Z"}),
        event("score-create", {"name": "s", "value": float("1e308"), "traceId": trace_id}),
        {"id": "no-type", "timestamp": at(), "body": {}},
        {},
        5,
        None,
    ]
    body = json.dumps({"batch": [good, *odd]}).encode()
    response = client.post(BATCH, content=body, headers=JSON)
    assert response.status_code == 207, response.text
    answer = response.json()
    assert good["id"] in {success["id"] for success in answer["successes"]}
    assert len(answer["successes"]) + len(answer["errors"]) == len(odd) + 1
    assert running.app.state.ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=120)
    names = running.engines.analytics.select(
        "SELECT name FROM observations FINAL WHERE project_id = {p:String} AND name = 'good'", {"p": project.id}
    )
    assert len(names) == 1


def test_a_trace_of_50_000_spans_is_stored_whole(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    trace_id = new_trace_id()
    for _ in range(10):
        request = OtlpRequest()
        for _ in range(5_000):
            request.span("s", trace_id=trace_id)
        response = client.post(TRACES, content=request.body(), headers=PROTOBUF)
        assert response.status_code == 200
    assert running.app.state.ingest.wait_until_stored(response.headers["x-lumetra-receipt"], timeout_seconds=240)
    assert count(running, project) == 50_000


def test_a_client_that_goes_away_in_the_middle_of_its_body_harms_nobody(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    import socket

    address = ("127.0.0.1", int(running.url.rsplit(":", 1)[1]))
    for _ in range(20):
        with socket.create_connection(address) as connection:
            connection.sendall(b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
    assert client.post(TRACES, content=a_request(), headers=PROTOBUF).status_code == 200
    eventually(lambda: count(running, project) == 1)
