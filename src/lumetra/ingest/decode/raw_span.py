"""A span as either encoding of OTLP gives it, before any dialect: the one shape that protobuf and JSON meet in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from lumetra.dialects.span import Event


class Origin(msgspec.Struct, frozen=True):
    """What the spans of one scope share."""

    resource: dict[str, Any]
    scope_name: str
    scope_version: str
    scope_attributes: dict[str, Any]
    schema_url: str
    resource_schema_url: str


class RawSpan(msgspec.Struct):
    """Ids are lower-case hex, empty when absent; times are nanoseconds since 1970, 0 when absent."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    start_ns: int
    end_ns: int
    attributes: dict[str, Any]
    events: list[Event]
    links: list[dict[str, Any]]
    kind: int
    status_code: int
    status_message: str
    trace_state: str
    dropped: dict[str, int]


class BadSpan(msgspec.Struct, frozen=True):
    """A span that cannot be read at all."""

    where: str
    reason: str


class ParsedOtlp(Protocol):
    """A request that is known to be well-formed. `span_count` counts spans of any quality; `origins` may be walked once or often."""

    @property
    def span_count(self) -> int: ...

    def origins(self) -> Iterator[tuple[Origin, Iterator[RawSpan | BadSpan]]]: ...
