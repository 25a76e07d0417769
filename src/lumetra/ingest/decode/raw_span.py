"""A span as either encoding of OTLP gives it, before any dialect: the one shape that protobuf and JSON meet in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

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


class RawSpan(msgspec.Struct, gc=False):
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
    """How many attributes, events and links the sender left out; may be empty when none were."""


class BadSpan(msgspec.Struct, frozen=True):
    """A span that cannot be read at all."""

    where: str
    reason: str


class ParsedOtlp(ABC):
    """A request that is known to be well-formed. Decoding does not change it: it may be walked more than once."""

    @property
    @abstractmethod
    def span_count(self) -> int:
        """How many spans the request holds, of any quality."""

    @abstractmethod
    def origins(self) -> Iterator[tuple[Origin, Iterator[RawSpan | BadSpan]]]:
        """The spans, by scope, in the order of the request. Whatever stands where a span should be is answered as a BadSpan."""
