"""Builds OTLP trace requests: in protobuf, and the same request in OTLP's JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from lumetra.domain.observation import Provenance

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
START_NS = 1_760_000_000_000_000_000
SECOND_NS = 1_000_000_000


def a_span(
    attributes: Mapping[str, Any] | None = None,
    *,
    name: str = "a span",
    trace_id: str = TRACE_ID,
    span_id: str = "00f067aa0ba902b7",
    parent_id: str = "",
    start_ns: int = START_NS,
    end_ns: int = START_NS + SECOND_NS,
    events: Sequence[tuple[str, Mapping[str, Any]]] = (),
    status: tuple[int, str] = (0, ""),
) -> Span:
    """A span in protobuf."""
    span = Span(
        trace_id=bytes.fromhex(trace_id),
        span_id=bytes.fromhex(span_id),
        parent_span_id=bytes.fromhex(parent_id),
        name=name,
        start_time_unix_nano=start_ns,
        end_time_unix_nano=end_ns,
        attributes=to_pairs(attributes or {}),
    )
    span.status.code, span.status.message = status
    for event_name, event_attributes in events:
        span.events.add(name=event_name, time_unix_nano=start_ns, attributes=to_pairs(event_attributes))
    return span


def a_request(
    *spans: Span, resource: Mapping[str, Any] | None = None, scope: tuple[str, str] = ("a scope", "1.0")
) -> ExportTraceServiceRequest:
    """A request of one resource and one scope."""
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.extend(to_pairs(resource or {"service.name": "tests"}))
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name, scope_spans.scope.version = scope
    scope_spans.spans.extend(spans)
    return request


def a_provenance(**changes: Any) -> Provenance:
    """Where the records of a test come from."""
    given: dict[str, Any] = {
        "project_id": "project-1",
        "receipt_id": "receipt-1",
        "received_at_us": START_NS // 1000,
        "source": "otel",
    }
    return Provenance(**{**given, **changes})


def to_pairs(attributes: Mapping[str, Any]) -> list[KeyValue]:
    """Attributes as OTLP's pairs."""
    return [KeyValue(key=key, value=to_value(value)) for key, value in attributes.items()]


def to_value(value: Any) -> AnyValue:
    """A Python value as OTLP's AnyValue."""
    found = AnyValue()
    match value:
        case bool():
            found.bool_value = value
        case int():
            found.int_value = value
        case float():
            found.double_value = value
        case str():
            found.string_value = value
        case bytes():
            found.bytes_value = value
        case list():
            found.array_value.values.extend(to_value(item) for item in value)
            found.array_value.SetInParent()
        case dict():
            found.kvlist_value.values.extend(to_pairs(value))
            found.kvlist_value.SetInParent()
        case _:
            pass
    return found


def as_otlp_json(request: ExportTraceServiceRequest) -> bytes:
    """The request in OTLP's JSON, as the JavaScript exporters write it."""
    return json.dumps(
        {
            "resourceSpans": [
                {
                    "resource": {"attributes": _json_pairs(resource.resource.attributes)},
                    "schemaUrl": resource.schema_url,
                    "scopeSpans": [
                        {
                            "scope": {
                                "name": scope.scope.name,
                                "version": scope.scope.version,
                                "attributes": _json_pairs(scope.scope.attributes),
                            },
                            "schemaUrl": scope.schema_url,
                            "spans": [_json_span(span) for span in scope.spans],
                        }
                        for scope in resource.scope_spans
                    ],
                }
                for resource in request.resource_spans
            ]
        }
    ).encode()


def _json_span(span: Span) -> dict[str, Any]:
    return {
        "traceId": span.trace_id.hex(),
        "spanId": span.span_id.hex(),
        "parentSpanId": span.parent_span_id.hex(),
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": str(span.start_time_unix_nano),
        "endTimeUnixNano": str(span.end_time_unix_nano),
        "attributes": _json_pairs(span.attributes),
        "events": [
            {"name": event.name, "timeUnixNano": str(event.time_unix_nano), "attributes": _json_pairs(event.attributes)}
            for event in span.events
        ],
        "status": {"code": span.status.code, "message": span.status.message},
        "aFieldOfTheFuture": {"any": ["thing"]},
    }


def _json_pairs(pairs: Any) -> list[dict[str, Any]]:
    return [{"key": pair.key, "value": _json_value(pair.value)} for pair in pairs]


def _json_value(value: AnyValue) -> dict[str, Any]:
    match value.WhichOneof("value"):
        case "string_value":
            return {"stringValue": value.string_value}
        case "int_value":
            number = value.int_value
            return {"intValue": str(number) if number % 2 else number}
        case "bool_value":
            return {"boolValue": value.bool_value}
        case "double_value":
            number = value.double_value
            special = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
            return {"doubleValue": special.get(str(number), number)}
        case "array_value":
            return {"arrayValue": {"values": [_json_value(item) for item in value.array_value.values]}}
        case "kvlist_value":
            return {"kvlistValue": {"values": _json_pairs(value.kvlist_value.values)}}
        case "bytes_value":
            return {"bytesValue": base64.b64encode(value.bytes_value).decode()}
        case _:
            return {}
