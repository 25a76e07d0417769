"""OTLP over gRPC: a real exporter's spans take the same way as over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Generator
from typing import Any

import grpc
import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from tests.builders.eventually import eventually
from tests.builders.otlp_request import OtlpRequest, new_trace_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


@pytest.fixture(scope="module")
def port(running: RunningApp) -> Generator[int]:
    """The port of the application's gRPC intake, which is off by default."""
    ingest, accounts = running.app.state.ingest, running.app.state.accounts
    yield ingest.serve_grpc(accounts.keys.authenticate, host="127.0.0.1", port=0, max_body_bytes=4 * 2**20)


def authorization(project: TestProject) -> str:
    """The header of the project's keys."""
    return "Basic " + base64.b64encode(f"{project.public_key}:{project.secret_key}".encode()).decode()


def export(port: int, body: bytes, header: str) -> ExportTraceServiceResponse:
    """One raw call."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        call: Any = channel.unary_unary(METHOD, response_deserializer=ExportTraceServiceResponse.FromString)
        response: ExportTraceServiceResponse = call(body, metadata=(("authorization", header),), timeout=90)
    return response


def names(running: RunningApp, project: TestProject) -> list[str]:
    """Names of the project's stored observations."""
    sql = "SELECT name FROM observations FINAL WHERE project_id = {p:String} AND type != 'TRACE'"
    return [row["name"] for row in running.engines.analytics.select(sql, {"p": project.id})]


def test_spans_of_a_real_exporter_are_stored(running: RunningApp, project: TestProject, port: int) -> None:
    exporter = OTLPSpanExporter(f"127.0.0.1:{port}", insecure=True, headers=(("authorization", authorization(project)),))
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("test").start_as_current_span("over grpc"):
        pass
    provider.shutdown()
    assert eventually(lambda: names(running, project)) == ["over grpc"]


def test_bad_spans_are_counted(running: RunningApp, project: TestProject, port: int) -> None:
    request = OtlpRequest()
    request.span("good", trace_id=new_trace_id())
    request.span("bad", trace_id="")
    response = export(port, request.body(), authorization(project))
    assert response.partial_success.rejected_spans == 1
    assert eventually(lambda: names(running, project)) == ["good"]


def test_callers_without_a_known_key_and_garbage_get_clear_codes(project: TestProject, port: int) -> None:
    for body, header, code in (
        (b"", "", grpc.StatusCode.UNAUTHENTICATED),
        (b"", "Basic bm86bm8=", grpc.StatusCode.UNAUTHENTICATED),
        (b"\xff\xff\xff", authorization(project), grpc.StatusCode.INVALID_ARGUMENT),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            export(port, body, header)
        assert refused.value.code() is code
