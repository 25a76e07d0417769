"""OTLP log requests as an exporter sends them, built record by record."""

from __future__ import annotations

import time
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList


def any_value(value: Any) -> AnyValue:
    """A value; the Python type decides its kind."""
    if isinstance(value, dict):
        pairs = [KeyValue(key=key, value=any_value(item)) for key, item in value.items()]
        return AnyValue(kvlist_value=KeyValueList(values=pairs))
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=[any_value(item) for item in value]))
    kinds: dict[type, str] = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}
    return AnyValue(**{kinds[type(value)]: value})


class OtlpLogs:
    """A request under construction; `body` serialises it."""

    def __init__(self, **resource: Any) -> None:
        self.message = ExportLogsServiceRequest()
        resource_logs = self.message.resource_logs.add()
        resource_logs.resource.attributes.extend(
            KeyValue(key=key.replace("__", "."), value=any_value(value)) for key, value in resource.items()
        )
        self._scope_logs = resource_logs.scope_logs.add()
        self._scope_logs.scope.name = "opentelemetry.instrumentation.openai_v2"

    def event(
        self,
        name: str,
        *,
        trace_id: str = "",
        span_id: str = "",
        time_s: float | None = None,
        body: Any = None,
        **attributes: Any,
    ) -> OtlpLogs:
        """Add a record. Attribute names are given with `__` for a dot."""
        record = self._scope_logs.log_records.add()
        record.trace_id, record.span_id = bytes.fromhex(trace_id), bytes.fromhex(span_id)
        record.event_name = name
        record.time_unix_nano = int((time.time() if time_s is None else time_s) * 1e9)
        if body is not None:
            record.body.CopyFrom(any_value(body))
        record.attributes.extend(
            KeyValue(key=key.replace("__", "."), value=any_value(value)) for key, value in attributes.items()
        )
        return self

    def body(self) -> bytes:
        """The request in protobuf."""
        return self.message.SerializeToString()
