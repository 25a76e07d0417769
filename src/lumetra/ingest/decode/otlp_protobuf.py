"""OTLP in protobuf: parse with the protocol's own classes, repair text that is not UTF-8, walk the spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from lumetra.dialects.span import Event
from lumetra.domain.errors import Refusal
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
    try:
        return ProtobufOtlp(ExportTraceServiceRequest.FromString(body))
    except DecodeError:
        pass
    try:
        return ProtobufOtlp(ExportTraceServiceRequest.FromString(_with_valid_text(body)))
    except DecodeError:
        raise Refusal(
            "The body is not an OTLP ExportTraceServiceRequest in protobuf: it is cut short, of another format, or nested "
            "more than 100 levels deep.",
            code="invalid_otlp",
        ) from None


def read_attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    """Attributes as Python values. A key that comes twice keeps its last value, as OTLP says nothing else."""
    found: dict[str, Any] = {}
    for pair in pairs:
        value = pair.value
        text = value.string_value
        found[pair.key] = text if text else _read_value(value)
    return found


def _read_value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind in _KINDS_OF_VALUE:
        return getattr(value, kind)
    if kind == "double_value":
        return finite(value.double_value)
    if kind == "array_value":
        return [_read_value(item) for item in value.array_value.values]
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
    dropped = {
        "attributes": span.dropped_attributes_count,
        "events": span.dropped_events_count,
        "links": span.dropped_links_count,
    }
    return RawSpan(
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.name,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        read_attributes(span.attributes),
        [Event(event.name, event.time_unix_nano // 1000, read_attributes(event.attributes)) for event in span.events],
        [
            {"traceId": link.trace_id.hex(), "spanId": link.span_id.hex(), "attributes": read_attributes(link.attributes)}
            for link in span.links
        ],
        span.kind,
        status.code,
        status.message,
        span.trace_state,
        dropped,
    )


@cache
def _byte_class() -> type[Message]:
    """The request's class with every `string` field declared as `bytes`: the same wire format, without the check for UTF-8."""
    pool = descriptor_pool.DescriptorPool()
    for file in _files(trace_service_pb2.DESCRIPTOR):
        proto = descriptor_pb2.FileDescriptorProto()
        file.CopyToProto(proto)
        pending = list(proto.message_type)
        while pending:
            message = pending.pop()
            pending.extend(message.nested_type)
            for field in message.field:
                if field.type == descriptor_pb2.FieldDescriptorProto.TYPE_STRING:
                    field.type = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES
        pool.Add(proto)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(ExportTraceServiceRequest.DESCRIPTOR.full_name))


def _files(file: Any) -> list[Any]:
    found: list[Any] = []
    for dependency in file.dependencies:
        found.extend(item for item in _files(dependency) if item not in found)
    return [*found, file]


def _with_valid_text(body: bytes) -> bytes:
    request = _byte_class().FromString(body)
    _repair(request)
    return request.SerializeToString()


def _repair(message: Any) -> None:
    binary = ("trace_id", "span_id", "parent_span_id", "bytes_value")
    for field, value in message.ListFields():
        if field.message_type is not None:
            for item in value if field.is_repeated else (value,):
                _repair(item)
        elif field.type == field.TYPE_BYTES and field.name not in binary:
            if field.is_repeated:
                value[:] = [_valid(item) for item in value]
            else:
                setattr(message, field.name, _valid(value))


def _valid(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode()
