"""Langfuse batches, serialised once, with new ids and times for every send: each observation is created and later updated."""

from __future__ import annotations

import json
import os
import random
import time
from typing import Any

from bench.ingest_load.traces import LoadTrace, build_trace

_KINDS = {"generation": "generation", "tool": "span", "chain": "span", "retriever": "span", "embedding": "generation"}
_STAMP = "2026-01-01T00:00:00.000Z"


class BatchBody:
    """A batch of events. Every id holds a marker of 12 hex digits, every time one text; both are replaced on each send."""

    def __init__(self, traces: list[LoadTrace]) -> None:
        events: list[dict[str, Any]] = []
        for trace in traces:
            _add_trace(events, trace)
        self.span_count = len(events)
        created = [
            event["body"]["id"] for event in events if event["type"] != "trace-create" and event["type"].endswith("-create")
        ]
        self._rests = [own.removeprefix("@@") for own in created]
        text = json.dumps({"batch": events, "metadata": {"sdk_name": "python"}}, ensure_ascii=False)
        self._parts = text.replace(_STAMP, "\0T").replace("@@", "\0I").split("\0")

    def ids(self, token: str) -> list[str]:
        """The ids of the observations of the sending that `renew` gave this token."""
        return [token + rest for rest in self._rests]

    def renew(self) -> tuple[bytes, str]:
        """The bytes to send now, and a token for their ids, which repeat within the batch as they did before and never between sends."""
        fresh = os.urandom(6).hex()
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"
        pieces = [self._parts[0]]
        for part in self._parts[1:]:
            pieces.append(now if part[0] == "T" else fresh)
            pieces.append(part[1:])
        return "".join(pieces).encode(), fresh


def _add_trace(events: list[dict[str, Any]], trace: LoadTrace) -> None:
    trace_id = f"@@{os.urandom(10).hex()}"
    body: dict[str, Any] = {
        "id": trace_id, "timestamp": _STAMP, "name": "answer-question", "userId": trace.user_id, "sessionId": trace.session_id,
        "tags": trace.tags, "metadata": {"region": "eu"}, "input": trace.spans[0].input,
    }  # fmt: skip
    _add(events, "trace-create", body)
    ids = [f"@@{os.urandom(8).hex()}" for _ in trace.spans]
    for index, span in enumerate(trace.spans):
        kind = _KINDS[span.type]
        created: dict[str, Any] = {
            "id": ids[index], "traceId": trace_id, "name": span.name, "startTime": _STAMP, "input": span.input,
            "metadata": span.metadata,
        }  # fmt: skip
        if span.parent >= 0:
            created["parentObservationId"] = ids[span.parent]
        if kind == "generation":
            created["model"] = span.model
            created["modelParameters"] = {"temperature": 0.2, "max_tokens": 1024}
        _add(events, f"{kind}-create", created)
        updated: dict[str, Any] = {"id": ids[index], "traceId": trace_id, "endTime": _STAMP, "output": span.output}
        if kind == "generation":
            updated["usage"] = {"unit": "TOKENS", **span.usage}
        _add(events, f"{kind}-update", updated)


def _add(events: list[dict[str, Any]], kind: str, body: dict[str, Any]) -> None:
    events.append({"id": f"@@{os.urandom(12).hex()}", "type": kind, "timestamp": _STAMP, "body": body})


def build_batch_bodies(count: int, *, events_each: int = 50, seed: int = 11) -> list[BatchBody]:
    """`count` different batches of about `events_each` events."""
    random_ = random.Random(seed)
    bodies: list[BatchBody] = []
    number = 0
    for _ in range(count):
        traces: list[LoadTrace] = []
        while sum(2 * len(trace.spans) + 1 for trace in traces) < events_each - 10:
            traces.append(build_trace(random_, number))
            number += 1
        bodies.append(BatchBody(traces))
    return bodies
