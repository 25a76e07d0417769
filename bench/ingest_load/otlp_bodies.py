"""OTLP requests that are serialised once and then only get new ids and times: the generator costs microseconds a request."""

from __future__ import annotations

import os
import random
import struct
import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from bench.ingest_load.traces import LoadTrace, build_trace

_TIME = struct.Struct("<Q")


class OtlpBody:
    """A request of some traces; `renew` gives its bytes with ids never used before and the present time."""

    def __init__(self, traces: list[LoadTrace]) -> None:
        message = ExportTraceServiceRequest()
        resource = message.resource_spans.add()
        resource.resource.attributes.append(KeyValue(key="service.name", value=AnyValue(string_value="bench")))
        scope = resource.scope_spans.add()
        scope.scope.name, scope.scope.version = "langfuse-sdk", "5.0.4"
        ids: list[bytes] = []
        times: list[tuple[int, int]] = []
        for trace in traces:
            _add_trace(scope, trace, ids, times)
        self.span_count = sum(len(trace.spans) for trace in traces)
        self._body = bytearray(message.SerializeToString())
        self._id_places = [_all_places(self._body, marker) for marker in ids]
        sizes = [len(trace.spans) for trace in traces]
        self._is_span = [place > 0 for size in sizes for place in range(size + 1)]
        self._time_places = [(place, ms) for marker, ms in times for place in _all_places(self._body, _TIME.pack(marker))]

    def ids(self, token: str) -> list[str]:
        """The ids of the spans of the sending that `renew` gave this token."""
        return [token[place * 16 : place * 16 + 16] for place, is_span in enumerate(self._is_span) if is_span]

    def renew(self) -> tuple[bytes, str]:
        """The bytes to send now, and a token for their ids."""
        fresh = os.urandom(8 * len(self._id_places))
        body = self._body
        for index, places in enumerate(self._id_places):
            piece = fresh[index * 8 : index * 8 + 8]
            for place in places:
                body[place : place + 8] = piece
        now = time.time_ns() - 4_100_000_000
        for place, ms in self._time_places:
            _TIME.pack_into(body, place, now + ms * 1_000_000)
        return bytes(body), fresh.hex()


def _all_places(body: bytearray, marker: bytes) -> list[int]:
    places: list[int] = []
    place = body.find(marker)
    while place >= 0:
        places.append(place)
        place = body.find(marker, place + 1)
    return places


def _add_trace(scope: object, trace: LoadTrace, ids: list[bytes], times: list[tuple[int, int]]) -> None:
    trace_half = os.urandom(8)
    ids.append(trace_half)
    span_ids = [os.urandom(8) for _ in trace.spans]
    ids.extend(span_ids)
    for index, load in enumerate(trace.spans):
        span = scope.spans.add()
        span.trace_id = b"lumetra!" + trace_half
        span.span_id = span_ids[index]
        if load.parent >= 0:
            span.parent_span_id = span_ids[load.parent]
        span.name = load.name
        for name, ms in (("start_time_unix_nano", load.start_ms), ("end_time_unix_nano", load.end_ms)):
            marker = int.from_bytes(os.urandom(8), "little")
            times.append((marker, ms))
            setattr(span, name, marker)
        attributes = {
            "langfuse.observation.type": load.type,
            "user.id": trace.user_id,
            "session.id": trace.session_id,
            "langfuse.environment": "production",
            "langfuse.release": "2026.11.1",
            "langfuse.observation.input": load.input,
            "langfuse.observation.output": load.output,
            "langfuse.observation.model.name": load.model,
            "langfuse.observation.usage_details": _json(load.usage),
            "langfuse.observation.model.parameters": '{"temperature": 0.2, "max_tokens": 1024}' if load.model else "",
            "langfuse.trace.name": "answer-question",
            **{f"langfuse.observation.metadata.{key}": value for key, value in load.metadata.items()},
        }
        span.attributes.extend(KeyValue(key=k, value=AnyValue(string_value=v)) for k, v in attributes.items() if v)
        tags = AnyValue()
        tags.array_value.values.extend(AnyValue(string_value=tag) for tag in trace.tags)
        span.attributes.append(KeyValue(key="langfuse.trace.tags", value=tags))


def _json(usage: dict[str, int]) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in usage.items()) + "}" if usage else ""


def build_otlp_bodies(count: int, *, spans_each: int = 50, seed: int = 7) -> list[OtlpBody]:
    """`count` different requests of about `spans_each` spans."""
    random_ = random.Random(seed)
    bodies: list[OtlpBody] = []
    number = 0
    for _ in range(count):
        traces: list[LoadTrace] = []
        while sum(len(trace.spans) for trace in traces) < spans_each - 5:
            traces.append(build_trace(random_, number))
            number += 1
        bodies.append(OtlpBody(traces))
    return bodies
