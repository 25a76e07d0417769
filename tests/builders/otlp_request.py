"""OTLP requests as an exporter sends them, built span by span."""

from __future__ import annotations

import os
import time
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue


def attribute(key: str, value: Any) -> KeyValue:
    """One attribute; the Python type decides the kind of value."""
    kinds: dict[type, str] = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}
    return KeyValue(key=key, value=AnyValue(**{kinds[type(value)]: value}))


class OtlpRequest:
    """A request under construction; `body` serialises it."""

    def __init__(self, scope: str = "langfuse-sdk", **resource: Any) -> None:
        self.message = ExportTraceServiceRequest()
        resource_spans = self.message.resource_spans.add()
        resource_spans.resource.attributes.extend(attribute(key, value) for key, value in resource.items())
        self._scope_spans = resource_spans.scope_spans.add()
        self._scope_spans.scope.name = scope

    def span(
        self,
        name: str,
        *,
        trace_id: str,
        span_id: str | None = None,
        parent_id: str = "",
        start_s: float | None = None,
        seconds: float = 0.1,
        **attributes: Any,
    ) -> str:
        """Add a span and return its id (hex). Attribute names are given with `__` for a dot."""
        span = self._scope_spans.spans.add()
        span.trace_id = bytes.fromhex(trace_id)
        span.span_id = bytes.fromhex(span_id) if span_id is not None else os.urandom(8)
        span.parent_span_id = bytes.fromhex(parent_id)
        span.name = name
        start = time.time() if start_s is None else start_s
        span.start_time_unix_nano = int(start * 1e9)
        span.end_time_unix_nano = int((start + seconds) * 1e9)
        span.attributes.extend(attribute(key.replace("__", "."), value) for key, value in attributes.items())
        return span.span_id.hex()

    def body(self) -> bytes:
        """The request in protobuf."""
        return self.message.SerializeToString()


PROTOBUF = {"Content-Type": "application/x-protobuf"}


def new_trace_id() -> str:
    """A random 32-digit trace id."""
    return os.urandom(16).hex()
