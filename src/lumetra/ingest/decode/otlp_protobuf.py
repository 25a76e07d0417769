"""OTLP in protobuf: walk the spans of the protocol's own classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from lumetra.dialects.span import Event
from lumetra.ingest.decode.protobuf_message import parse_message
from lumetra.ingest.decode.raw_span import BadSpan, Origin, ParsedOtlp, RawSpan

_KINDS_OF_VALUE: Final = frozenset({"bool_value", "int_value", "string_value"})


class ProtobufOtlp(ParsedOtlp):
    """A parsed protobuf request."""

    def __init__(self, message: ExportTraceServiceRequest) -> None:
        self.message = message

    @property
    def span_count(self) -> int:
        """How many spans the request holds."""
        return sum(len(scope.spans) for resource in self.message.resource_spans for scope in resource.scope_spans)

    def origins(self) -> Iterator[tuple[Origin, Iterator[RawSpan | BadSpan]]]:
        """The spans, by scope."""
        for resource_spans in self.message.resource_spans:
            resource = read_attributes(resource_spans.resource.attributes)
            for scope_spans in resource_spans.scope_spans:
                scope = scope_spans.scope
                origin = Origin(
                    resource,
                    scope.name,
                    scope.version,
                    read_attributes(scope.attributes),
                    scope_spans.schema_url,
                    resource_spans.schema_url,
                )
                yield origin, map(_read_span, scope_spans.spans)


def parse(body: bytes) -> ProtobufOtlp:
    """Parse a request. Text that is not UTF-8 is repaired with U+FFFD; anything else that is wrong is refused."""
    return ProtobufOtlp(parse_message(ExportTraceServiceRequest, body))


def read_attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    """Attributes as Python values. A key that comes twice keeps its last value, as OTLP says nothing else."""
    found: dict[str, Any] = {}
    for pair in pairs:
        value = pair.value
        text = value.string_value
        found[pair.key] = text if text else read_value(value)
    return found


def read_value(value: AnyValue) -> Any:
    """An attribute's or a body's value as a Python value; None when it has none."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind in _KINDS_OF_VALUE:
        return getattr(value, kind)
    if kind == "double_value":
        return finite(value.double_value)
    if kind == "array_value":
        return [read_value(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return read_attributes(value.kvlist_value.values)
    return value.bytes_value.hex() if kind == "bytes_value" else None


def finite(number: float) -> float | str:
    """The number; NaN and infinities become their names, as in OTLP's JSON (wire contract 4.1)."""
    if number - number == 0:
        return number
    return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"


def _read_span(span: SpanMessage) -> RawSpan:
    status = span.status
    return RawSpan(
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.name,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        read_attributes(span.attributes),
        _read_events(span),
        _read_links(span),
        span.kind,
        status.code,
        status.message,
        span.trace_state,
        _read_dropped(span),
    )


def _read_events(span: SpanMessage) -> list[Event]:
    if not span.events:
        return []
    return [Event(event.name, event.time_unix_nano // 1000, read_attributes(event.attributes)) for event in span.events]


def _read_links(span: SpanMessage) -> list[dict[str, Any]]:
    if not span.links:
        return []
    return [
        {"traceId": link.trace_id.hex(), "spanId": link.span_id.hex(), "attributes": read_attributes(link.attributes)}
        for link in span.links
    ]


def _read_dropped(span: SpanMessage) -> dict[str, int]:
    attributes, events, links = span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count
    return {"attributes": attributes, "events": events, "links": links} if attributes or events or links else {}
