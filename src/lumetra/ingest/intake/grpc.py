"""OTLP over gRPC on a port of its own: the same way into the log as over HTTP. Off unless a port is set."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import msgspec
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTracePartialSuccess, ExportTraceServiceResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import AccessDenied, Refusal, TooManyRequests, Transient, Unauthenticated
from lumetra.domain.observation import Rejection
from lumetra.http.access import WIRE_DENIED
from lumetra.ingest.decode.otlp import parse_otlp
from lumetra.ingest.decode.otlp_logs import parse_logs
from lumetra.ingest.intake.accept import Acceptor
from lumetra.ingest.intake.bad_spans import bad_spans
from lumetra.ingest.log.record import RecordKind
from lumetra.ingest.refused import RefusedRequest

log = logging.getLogger(__name__)

AuthenticateHeader = Callable[[str, str], Access]
"""(the `authorization` metadata, the caller's address) → who calls. Raises Unauthenticated or TooManyRequests."""

_TRACES = "opentelemetry.proto.collector.trace.v1.TraceService"
_LOGS = "opentelemetry.proto.collector.logs.v1.LogsService"
_CONTENT_TYPE = "application/x-protobuf"


class GrpcIntake:
    """The two services' methods. Calls run on threads, since the body is only parsed and appended."""

    def __init__(self, acceptor: Acceptor, authenticate: AuthenticateHeader) -> None:
        self._acceptor = acceptor
        self._authenticate = authenticate

    def export_traces(self, body: bytes, context: grpc.ServicerContext) -> ExportTraceServiceResponse:
        """`TraceService/Export`. `body` is the request as received."""
        rejected = self._export("otlp", body, context)
        if not rejected:
            return ExportTraceServiceResponse()
        reasons = "; ".join(f"{r.where}: {r.reason}" for r in rejected[:5])
        return ExportTraceServiceResponse(
            partial_success=ExportTracePartialSuccess(rejected_spans=len(rejected), error_message=reasons)
        )

    def export_logs(self, body: bytes, context: grpc.ServicerContext) -> ExportLogsServiceResponse:
        """`LogsService/Export`: events about spans; see OtlpIntake.logs."""
        self._export("otlp_logs", body, context)
        return ExportLogsServiceResponse()

    def _export(self, kind: RecordKind, body: bytes, context: grpc.ServicerContext) -> list[Rejection]:
        try:
            return self._take(kind, body, context)
        except Unauthenticated as error:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, error.message)
        except AccessDenied as error:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, error.message)
        except (TooManyRequests, Transient) as error:
            context.abort(grpc.StatusCode.UNAVAILABLE, str(error))  # exporters try UNAVAILABLE again
        except Refusal as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, error.message)
        raise AssertionError("abort always raises")

    def _take(self, kind: RecordKind, body: bytes, context: grpc.ServicerContext) -> list[Rejection]:
        metadata = {str(key).lower(): str(value) for key, value in context.invocation_metadata()}
        access = self._authenticate(metadata.get("authorization", ""), context.peer())
        if not access.project_id or not access.may(Permission.INGEST):
            raise AccessDenied(WIRE_DENIED)
        self._acceptor.pressure.check_intake()
        sdk = metadata.get("x-langfuse-sdk-name", "otlp-grpc")[:100], metadata.get("x-langfuse-sdk-version", "")[:100]
        rejected: list[Rejection] = []
        try:
            if kind == "otlp":
                parsed: object = (spans := parse_otlp(body, _CONTENT_TYPE))
                rejected = bad_spans(spans)
            else:
                parsed = parse_logs(body, _CONTENT_TYPE)
        except Refusal as refusal:
            refused = RefusedRequest(kind=kind, body_bytes=len(body), reason=refusal.message)
            self._acceptor.refuse_blocking(access, refused, sdk=sdk)
            raise
        record = msgspec.structs.replace(self._acceptor.record(access, kind, body, sdk=sdk), content_type=_CONTENT_TYPE)
        receipt_id = self._acceptor.accept_blocking(record, parsed, rejected)
        context.set_trailing_metadata((("x-lumetra-receipt", receipt_id),))
        return rejected


class GrpcServer:
    """The listening server; made by `start_grpc`."""

    def __init__(self, server: Any, port: int) -> None:
        self._server = server
        self.port = port

    def stop(self) -> None:
        """Take no new calls, let running ones end within two seconds."""
        self._server.stop(grace=2.0).wait()


def start_grpc(intake: GrpcIntake, *, host: str, port: int, max_body_bytes: int, threads: int = 8) -> GrpcServer:
    """Listen and serve. `port` 0 picks a free one. Raises OSError when the port cannot be had."""
    server: Any = grpc.server(
        ThreadPoolExecutor(threads, thread_name_prefix="otlp-grpc"),
        options=[("grpc.max_receive_message_length", max_body_bytes), ("grpc.so_reuseport", 0)],
        compression=grpc.Compression.Gzip,
    )
    traces = grpc.unary_unary_rpc_method_handler(
        intake.export_traces, request_deserializer=None, response_serializer=ExportTraceServiceResponse.SerializeToString
    )
    logs = grpc.unary_unary_rpc_method_handler(
        intake.export_logs, request_deserializer=None, response_serializer=ExportLogsServiceResponse.SerializeToString
    )
    services = {_TRACES: traces, _LOGS: logs}
    server.add_generic_rpc_handlers(
        tuple(grpc.method_handlers_generic_handler(name, {"Export": method}) for name, method in services.items())
    )
    try:
        bound = int(server.add_insecure_port(f"{host}:{port}"))
    except RuntimeError as error:
        raise OSError(f"cannot listen for OTLP/gRPC on {host}:{port}: {error}") from error
    server.start()
    log.info("OTLP/gRPC listens on %s:%d", host, bound)
    return GrpcServer(server, bound)
