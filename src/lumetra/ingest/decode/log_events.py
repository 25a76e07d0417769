"""Log records to what they say about spans: GenAI instrumentations send messages and evaluation results as events of the log."""

from __future__ import annotations

import hashlib
from typing import Any, Final, cast

import msgspec

from lumetra.dialects import gen_ai_events, otel
from lumetra.dialects.span import Event
from lumetra.domain import json_text
from lumetra.domain.environment import normalise_environment
from lumetra.domain.observation import Observation, Provenance, Rejection, Score
from lumetra.ingest.decode import limits
from lumetra.ingest.decode.otlp_logs import BadLog, LogOrigin, ParsedLogs, RawLog
from lumetra.ingest.decode.span_records import score_of

NOT_AN_EVENT: Final = "a log line without an event name says nothing about a span in a form that can be kept"
NO_SPAN: Final = "it names no trace and span, so there is nothing to add it to"
_WHERE: Final = "log record"


class LogEvent(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """What one record says about one span. `event_id` is the same when the record is sent again.

    `attributes` holds the record's attributes and, over them, the members of its body; a body that is no object is under `body`.
    """

    trace_id: str
    span_id: str
    event_id: str
    time_us: int
    name: str
    attributes: dict[str, Any]
    origin: LogOrigin


class DecodedLogs(msgspec.Struct):
    """The records of a request, in its order."""

    events: list[LogEvent] = []
    scores: list[Score] = []
    rejected: list[Rejection] = []


def decode_logs(parsed: ParsedLogs, provenance: Provenance) -> DecodedLogs:
    """Every event that is about a span, evaluation results as scores, and why the other records are not kept. Never raises on a record."""
    decoded = DecodedLogs()
    for origin, records in parsed.origins():
        for raw in records:
            try:
                found = _read(raw, origin, provenance)
            except Exception as error:  # one bad record never harms its neighbours, whatever is wrong with it
                found = Rejection(where=_WHERE, reason=f"could not be read: {type(error).__name__}: {str(error)[:200]}")
            if isinstance(found, Rejection):
                decoded.rejected.append(found)
            elif isinstance(found, Score):
                decoded.scores.append(found)
            else:
                decoded.events.append(found)
    return decoded


def _read(raw: RawLog | BadLog, origin: LogOrigin, provenance: Provenance) -> LogEvent | Score | Rejection:
    if isinstance(raw, BadLog):
        return Rejection(where=_WHERE, reason=raw.reason)
    attributes = dict(raw.attributes)
    name = raw.name or attributes.pop("event.name", None)
    if not isinstance(name, str) or not name:
        return Rejection(where=_WHERE, reason=NOT_AN_EVENT)
    name = name[: limits.MAXIMUM_NAME]
    if max(len(raw.trace_id), len(raw.span_id)) > limits.MAXIMUM_ID:
        return Rejection(where=name, reason=f"its ids have more than {limits.MAXIMUM_ID} characters")
    is_score = name == gen_ai_events.EVALUATION
    if not raw.trace_id or not (raw.span_id or is_score):
        return Rejection(where=name, reason=NO_SPAN)
    if isinstance(raw.body, dict):
        attributes.update(cast(dict[str, Any], raw.body))
    elif raw.body not in (None, ""):
        attributes["body"] = raw.body
    event = LogEvent(
        trace_id=raw.trace_id,
        span_id=raw.span_id,
        event_id=_id_of(raw, name, attributes),
        time_us=limits.clamp(raw.time_ns // 1000 or provenance.received_at_us, "time", {}),
        name=name,
        attributes=attributes,
        origin=origin,
    )
    return _score(event) if is_score else event


def _id_of(raw: RawLog, name: str, attributes: dict[str, Any]) -> str:
    said = json_text.write([raw.trace_id, raw.span_id, raw.time_ns, name, attributes])
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def _score(event: LogEvent) -> Score | Rejection:
    found = gen_ai_events.read_score(Event(event.name, event.time_us, event.attributes))
    if found is None:
        return Rejection(where=event.name, reason="it has no name, or neither a value nor a label")
    if not event.span_id:
        found.target = "trace"
    about = Observation(
        trace_id=event.trace_id, id=event.span_id, start_time_us=event.time_us, environment=environment_of(event.origin)
    )
    return score_of(found, event.event_id, about)


def environment_of(origin: LogOrigin) -> str:
    """The environment that the resource names."""
    named = (origin.resource.get(key) for key in otel.ENVIRONMENT)
    return normalise_environment(next((name for name in named if isinstance(name, str) and name), None))
