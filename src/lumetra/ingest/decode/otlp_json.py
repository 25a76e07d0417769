"""OTLP in JSON (OTLP specification 1.x, "JSON Protobuf Encoding"): hex ids, 64-bit numbers as text or number, camelCase or snake_case."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any, Final, cast

from lumetra.dialects.span import Event
from lumetra.domain import json_text
from lumetra.domain.errors import Refusal
from lumetra.ingest.decode.otlp_protobuf import finite
from lumetra.ingest.decode.raw_span import BadSpan, Origin, ParsedOtlp, RawSpan

_UNSIGNED_64: Final = (1 << 64) - 1
_ENUMS: Final = {
    "STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2,
    "SPAN_KIND_UNSPECIFIED": 0, "SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3,
    "SPAN_KIND_PRODUCER": 4, "SPAN_KIND_CONSUMER": 5,
}  # fmt: skip


class Unreadable(Exception):
    """A part of a span or log record has the wrong shape."""


class JsonOtlp(ParsedOtlp):
    """A parsed JSON request: `resourceSpans` is known to be a list, nothing below it is."""

    def __init__(self, resource_spans: list[Any]) -> None:
        self._resource_spans = resource_spans

    @property
    def span_count(self) -> int:
        """How many spans the request holds, of any quality."""
        return sum(len(rows_of(scope, "spans")) for _, scope in self._scopes())

    def origins(self) -> Iterator[tuple[Origin, Iterator[RawSpan | BadSpan]]]:
        """The spans, by scope. Whatever stands where a span should be is answered as a BadSpan."""
        for resource_spans, scope_spans in self._scopes():
            yield read_origin(resource_spans, scope_spans), map(_read_span, rows_of(scope_spans, "spans"))

    def _scopes(self) -> Iterator[tuple[Any, Any]]:
        for resource_spans in self._resource_spans:
            for scope_spans in rows_of(resource_spans, "scopeSpans", "scope_spans"):
                yield resource_spans, scope_spans


def parse(body: bytes) -> JsonOtlp:
    """Parse a request. Takes NaN, Infinity and lone surrogates (they become text and U+FFFD); refuses what is not a JSON object."""
    return JsonOtlp(read_request(body, "resourceSpans", "resource_spans"))


def read_request(body: bytes, camel: str, snake: str) -> list[Any]:
    """The one list that a request consists of, by its name; empty when it is missing. Raises a Refusal."""
    if not body.strip():
        return []
    value = json_text.parse(body)
    if value is json_text.MISSING:
        value = json_text.parse(body.decode("utf-8", "replace"))
    if value is json_text.MISSING:
        raise Refusal(
            "The body is not JSON: it is cut short, malformed, or nested more than 1000 levels deep.", code="invalid_otlp"
        )
    if not isinstance(value, dict):
        raise Refusal(f'The body must be a JSON object with "{camel}".', code="invalid_otlp")
    found = member(value, camel, snake)
    if found is not None and not isinstance(found, list):
        raise Refusal(f'"{camel}" must be a list.', code="invalid_otlp")
    return cast(list[Any], found or [])


def member(node: Any, camel: str, snake: str = "") -> Any:
    """A member by its camelCase name, else by its snake_case name; None when `node` is no object."""
    if not isinstance(node, dict):
        return None
    members = cast(dict[str, Any], node)
    value = members.get(camel)
    return members.get(snake) if value is None and snake else value


def rows_of(node: Any, camel: str, snake: str = "") -> list[Any]:
    """A member that is a list; empty when it is none."""
    value = member(node, camel, snake)
    return cast(list[Any], value) if isinstance(value, list) else []


def read_origin(resource_spans: Any, scope_spans: Any) -> Origin:
    """Resource and scope; a part of them that cannot be read is left out, because their spans may be good."""
    scope = member(scope_spans, "scope")
    return Origin(
        _attributes_or_none(member(member(resource_spans, "resource"), "attributes")),
        as_text(member(scope, "name")),
        as_text(member(scope, "version")),
        _attributes_or_none(member(scope, "attributes")),
        as_text(member(scope_spans, "schemaUrl", "schema_url")),
        as_text(member(resource_spans, "schemaUrl", "schema_url")),
    )


def _attributes_or_none(value: Any) -> dict[str, Any]:
    try:
        return read_attributes(value)
    except Unreadable:
        return {}


def _read_span(span: Any) -> RawSpan | BadSpan:
    span_id = as_text(member(span, "spanId", "span_id"))
    try:
        if not isinstance(span, dict):
            raise Unreadable(f"a span must be an object, not {type(span).__name__}")
        status = member(span, "status")
        return RawSpan(
            as_text(member(span, "traceId", "trace_id")),
            span_id,
            as_text(member(span, "parentSpanId", "parent_span_id")),
            as_text(member(span, "name")),
            unsigned(member(span, "startTimeUnixNano", "start_time_unix_nano"), "startTimeUnixNano"),
            unsigned(member(span, "endTimeUnixNano", "end_time_unix_nano"), "endTimeUnixNano"),
            read_attributes(member(span, "attributes")),
            [_event(event) for event in _list(member(span, "events"), "events")],
            [_link(link) for link in _list(member(span, "links"), "links")],
            as_enum(member(span, "kind")),
            as_enum(member(status, "code")),
            as_text(member(status, "message")),
            as_text(member(span, "traceState", "trace_state")),
            {
                "attributes": unsigned(
                    member(span, "droppedAttributesCount", "dropped_attributes_count"), "droppedAttributesCount"
                ),
                "events": unsigned(member(span, "droppedEventsCount", "dropped_events_count"), "droppedEventsCount"),
                "links": unsigned(member(span, "droppedLinksCount", "dropped_links_count"), "droppedLinksCount"),
            },
        )
    except Unreadable as error:
        return BadSpan(span_id[:64] or "a span without spanId", str(error))
    except RecursionError:
        return BadSpan(span_id[:64] or "a span without spanId", "its attributes are nested too deeply")


def _event(event: Any) -> Event:
    if not isinstance(event, dict):
        raise Unreadable("an event must be an object")
    time_ns = unsigned(member(event, "timeUnixNano", "time_unix_nano"), "timeUnixNano")
    return Event(as_text(member(event, "name")), time_ns // 1000, read_attributes(member(event, "attributes")))


def _link(link: Any) -> dict[str, Any]:
    return {
        "traceId": as_text(member(link, "traceId", "trace_id")),
        "spanId": as_text(member(link, "spanId", "span_id")),
        "attributes": read_attributes(member(link, "attributes")),
    }


def read_attributes(pairs: Any) -> dict[str, Any]:
    """Attributes as Python values. Raises Unreadable."""
    found: dict[str, Any] = {}
    for pair in _list(pairs, "attributes"):
        if not isinstance(pair, dict):
            raise Unreadable("an attribute must be an object with key and value")
        found[as_text(cast(dict[str, Any], pair).get("key"))] = read_value(cast(dict[str, Any], pair).get("value"))
    return found


def read_value(value: Any) -> Any:
    """One OTLP value as a Python value; None when it has none. Raises Unreadable."""
    if not isinstance(value, dict):
        return None
    for kind, content in cast(dict[str, Any], value).items():
        match kind:
            case "stringValue" | "string_value":
                return content if isinstance(content, str) else json_text.write(content)
            case "intValue" | "int_value":
                return _integer(content)
            case "boolValue" | "bool_value":
                return content if isinstance(content, bool) else content in ("true", "True", 1)
            case "doubleValue" | "double_value":
                return _double(content)
            case "arrayValue" | "array_value":
                return [read_value(item) for item in rows_of(content, "values")]
            case "kvlistValue" | "kvlist_value":
                return read_attributes(member(content, "values"))
            case "bytesValue" | "bytes_value":
                return _bytes(content)
            case _:
                continue
    return None


def _integer(content: Any) -> Any:
    try:
        return int(content)
    except (ValueError, TypeError, OverflowError):
        return json_text.as_text(content)


def _double(content: Any) -> Any:
    try:
        return finite(float(content))
    except (ValueError, TypeError, OverflowError):
        return json_text.as_text(content)


def _bytes(content: Any) -> str:
    text = as_text(content)
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return text


def _list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{name} must be a list")
    return cast(list[Any], value)


def as_text(value: Any) -> str:
    """Text as it is, nothing as empty text, anything else as JSON."""
    return value if isinstance(value, str) else "" if value is None else json_text.write(value)


def unsigned(value: Any, name: str) -> int:
    """A whole number of at least 0, given as number or text; 0 when absent. Raises Unreadable."""
    if value is None or value == "":
        return 0
    try:
        number = int(value)
    except (ValueError, TypeError, OverflowError):
        raise Unreadable(f"{name} must be a whole number, as text or number") from None
    return min(max(number, 0), _UNSIGNED_64)


def as_enum(value: Any) -> int:
    if isinstance(value, str):
        return _ENUMS.get(value, int(value) if value.isdecimal() and len(value) < 4 else 0)
    return value if isinstance(value, int) else 0
