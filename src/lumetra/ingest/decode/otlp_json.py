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


class _Unreadable(Exception):
    """A part of a span has the wrong shape."""


class JsonOtlp(ParsedOtlp):
    """A parsed JSON request: `resourceSpans` is known to be a list, nothing below it is."""

    def __init__(self, resource_spans: list[Any]) -> None:
        self._resource_spans = resource_spans

    @property
    def span_count(self) -> int:
        """How many spans the request holds, of any quality."""
        return sum(len(_rows(scope, "spans")) for _, scope in self._scopes())

    def origins(self) -> Iterator[tuple[Origin, Iterator[RawSpan | BadSpan]]]:
        """The spans, by scope. Whatever stands where a span should be is answered as a BadSpan."""
        for resource_spans, scope_spans in self._scopes():
            yield _origin(resource_spans, scope_spans), map(_read_span, _rows(scope_spans, "spans"))

    def _scopes(self) -> Iterator[tuple[Any, Any]]:
        for resource_spans in self._resource_spans:
            for scope_spans in _rows(resource_spans, "scopeSpans", "scope_spans"):
                yield resource_spans, scope_spans


def parse(body: bytes) -> JsonOtlp:
    """Parse a request. Takes NaN, Infinity and lone surrogates (they become text and U+FFFD); refuses what is not a JSON object."""
    if not body.strip():
        return JsonOtlp([])
    value = json_text.parse(body)
    if value is json_text.MISSING:
        value = json_text.parse(body.decode("utf-8", "replace"))
    if value is json_text.MISSING:
        raise Refusal(
            "The body is not JSON: it is cut short, malformed, or nested more than 1000 levels deep.", code="invalid_otlp"
        )
    if not isinstance(value, dict):
        raise Refusal('The body must be a JSON object with "resourceSpans".', code="invalid_otlp")
    resource_spans = _get(value, "resourceSpans", "resource_spans")
    if resource_spans is not None and not isinstance(resource_spans, list):
        raise Refusal('"resourceSpans" must be a list.', code="invalid_otlp")
    return JsonOtlp(cast(list[Any], resource_spans or []))


def _get(node: Any, camel: str, snake: str = "") -> Any:
    """A member by its camelCase name, else by its snake_case name; None when `node` is no object."""
    if not isinstance(node, dict):
        return None
    members = cast(dict[str, Any], node)
    value = members.get(camel)
    return members.get(snake) if value is None and snake else value


def _rows(node: Any, camel: str, snake: str = "") -> list[Any]:
    value = _get(node, camel, snake)
    return cast(list[Any], value) if isinstance(value, list) else []


def _origin(resource_spans: Any, scope_spans: Any) -> Origin:
    """Resource and scope; a part of them that cannot be read is left out, because their spans may be good."""
    scope = _get(scope_spans, "scope")
    return Origin(
        _attributes_or_none(_get(_get(resource_spans, "resource"), "attributes")),
        _text(_get(scope, "name")),
        _text(_get(scope, "version")),
        _attributes_or_none(_get(scope, "attributes")),
        _text(_get(scope_spans, "schemaUrl", "schema_url")),
        _text(_get(resource_spans, "schemaUrl", "schema_url")),
    )


def _attributes_or_none(value: Any) -> dict[str, Any]:
    try:
        return _attributes(value)
    except _Unreadable:
        return {}


def _read_span(span: Any) -> RawSpan | BadSpan:
    span_id = _text(_get(span, "spanId", "span_id"))
    try:
        if not isinstance(span, dict):
            raise _Unreadable(f"a span must be an object, not {type(span).__name__}")
        status = _get(span, "status")
        return RawSpan(
            _text(_get(span, "traceId", "trace_id")),
            span_id,
            _text(_get(span, "parentSpanId", "parent_span_id")),
            _text(_get(span, "name")),
            _unsigned(_get(span, "startTimeUnixNano", "start_time_unix_nano"), "startTimeUnixNano"),
            _unsigned(_get(span, "endTimeUnixNano", "end_time_unix_nano"), "endTimeUnixNano"),
            _attributes(_get(span, "attributes")),
            [_event(event) for event in _list(_get(span, "events"), "events")],
            [_link(link) for link in _list(_get(span, "links"), "links")],
            _enum(_get(span, "kind")),
            _enum(_get(status, "code")),
            _text(_get(status, "message")),
            _text(_get(span, "traceState", "trace_state")),
            {
                "attributes": _unsigned(
                    _get(span, "droppedAttributesCount", "dropped_attributes_count"), "droppedAttributesCount"
                ),
                "events": _unsigned(_get(span, "droppedEventsCount", "dropped_events_count"), "droppedEventsCount"),
                "links": _unsigned(_get(span, "droppedLinksCount", "dropped_links_count"), "droppedLinksCount"),
            },
        )
    except _Unreadable as error:
        return BadSpan(span_id[:64] or "a span without spanId", str(error))
    except RecursionError:
        return BadSpan(span_id[:64] or "a span without spanId", "its attributes are nested too deeply")


def _event(event: Any) -> Event:
    if not isinstance(event, dict):
        raise _Unreadable("an event must be an object")
    time_ns = _unsigned(_get(event, "timeUnixNano", "time_unix_nano"), "timeUnixNano")
    return Event(_text(_get(event, "name")), time_ns // 1000, _attributes(_get(event, "attributes")))


def _link(link: Any) -> dict[str, Any]:
    return {
        "traceId": _text(_get(link, "traceId", "trace_id")),
        "spanId": _text(_get(link, "spanId", "span_id")),
        "attributes": _attributes(_get(link, "attributes")),
    }


def _attributes(pairs: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in _list(pairs, "attributes"):
        if not isinstance(pair, dict):
            raise _Unreadable("an attribute must be an object with key and value")
        found[_text(cast(dict[str, Any], pair).get("key"))] = _value(cast(dict[str, Any], pair).get("value"))
    return found


def _value(value: Any) -> Any:
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
                return [_value(item) for item in _rows(content, "values")]
            case "kvlistValue" | "kvlist_value":
                return _attributes(_get(content, "values"))
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
    text = _text(content)
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return text


def _list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Unreadable(f"{name} must be a list")
    return cast(list[Any], value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json_text.write(value)


def _unsigned(value: Any, name: str) -> int:
    if value is None or value == "":
        return 0
    try:
        number = int(value)
    except (ValueError, TypeError, OverflowError):
        raise _Unreadable(f"{name} must be a whole number, as text or number") from None
    return min(max(number, 0), _UNSIGNED_64)


def _enum(value: Any) -> int:
    if isinstance(value, str):
        return _ENUMS.get(value, int(value) if value.isdecimal() and len(value) < 4 else 0)
    return value if isinstance(value, int) else 0
