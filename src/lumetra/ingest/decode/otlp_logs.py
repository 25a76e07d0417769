"""OTLP log export requests, protobuf and JSON, walked record by record. What a record means is the business of log_events."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import msgspec
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord as LogMessage

from lumetra.domain.errors import Refusal
from lumetra.ingest.decode import otlp_json, otlp_protobuf
from lumetra.ingest.decode.protobuf_message import parse_message


class LogOrigin(msgspec.Struct, frozen=True):
    """What the records of one scope share."""

    resource: dict[str, Any]
    scope_name: str
    scope_version: str


class RawLog(msgspec.Struct, gc=False):
    """One record. Ids are lower-case hex, empty when absent; the time is in nanoseconds since 1970, 0 when absent."""

    trace_id: str
    span_id: str
    time_ns: int
    name: str
    body: Any
    attributes: dict[str, Any]


class BadLog(msgspec.Struct, frozen=True):
    """A record that cannot be read at all."""

    reason: str


class ParsedLogs(ABC):
    """A request that is known to be well-formed. Decoding does not change it: it may be walked more than once."""

    @abstractmethod
    def origins(self) -> Iterator[tuple[LogOrigin, Iterator[RawLog | BadLog]]]:
        """The records, by scope, in the order of the request."""


def parse_logs(body: bytes, content_type: str) -> ParsedLogs:
    """Parse the (already decompressed) body of a log export request. Content types and errors are those of parse_otlp."""
    kind = content_type.lower()
    if "application/json" in kind:
        return _JsonLogs(otlp_json.read_request(body, "resourceLogs", "resource_logs"))
    if "application/x-protobuf" in kind or "application/protobuf" in kind:
        return _ProtobufLogs(parse_message(ExportLogsServiceRequest, body))
    raise Refusal(
        "Invalid content type", code="invalid_content_type", detail={"expected": ["application/json", "application/x-protobuf"]}
    )


class _ProtobufLogs(ParsedLogs):
    def __init__(self, message: ExportLogsServiceRequest) -> None:
        self._message = message

    def origins(self) -> Iterator[tuple[LogOrigin, Iterator[RawLog | BadLog]]]:
        for resource_logs in self._message.resource_logs:
            resource = otlp_protobuf.read_attributes(resource_logs.resource.attributes)
            for scope_logs in resource_logs.scope_logs:
                yield LogOrigin(resource, scope_logs.scope.name, scope_logs.scope.version), map(_read, scope_logs.log_records)


def _read(record: LogMessage) -> RawLog:
    return RawLog(
        record.trace_id.hex(),
        record.span_id.hex(),
        record.time_unix_nano or record.observed_time_unix_nano,
        record.event_name,
        otlp_protobuf.read_value(record.body),
        otlp_protobuf.read_attributes(record.attributes),
    )


class _JsonLogs(ParsedLogs):
    """`resourceLogs` is known to be a list, nothing below it is."""

    def __init__(self, resource_logs: list[Any]) -> None:
        self._resource_logs = resource_logs

    def origins(self) -> Iterator[tuple[LogOrigin, Iterator[RawLog | BadLog]]]:
        for resource_logs in self._resource_logs:
            for scope_logs in otlp_json.rows_of(resource_logs, "scopeLogs", "scope_logs"):
                origin = otlp_json.read_origin(resource_logs, scope_logs)
                records = otlp_json.rows_of(scope_logs, "logRecords", "log_records")
                yield LogOrigin(origin.resource, origin.scope_name, origin.scope_version), map(_read_json, records)


def _read_json(record: Any) -> RawLog | BadLog:
    member, text, unsigned = otlp_json.member, otlp_json.as_text, otlp_json.unsigned
    if not isinstance(record, dict):
        return BadLog(f"a log record must be an object, not {type(record).__name__}")
    try:
        time_ns = unsigned(member(record, "timeUnixNano", "time_unix_nano"), "timeUnixNano")
        return RawLog(
            text(member(record, "traceId", "trace_id")),
            text(member(record, "spanId", "span_id")),
            time_ns or unsigned(member(record, "observedTimeUnixNano", "observed_time_unix_nano"), "observedTimeUnixNano"),
            text(member(record, "eventName", "event_name")),
            otlp_json.read_value(member(record, "body")),
            otlp_json.read_attributes(member(record, "attributes")),
        )
    except otlp_json.Unreadable as error:
        return BadLog(str(error))
    except RecursionError:
        return BadLog("its body or attributes are nested too deeply")
