"""Langfuse ingestion batches (wire contract 3.1–3.4): each event becomes a typed partial update, or an error of its own."""

from __future__ import annotations

import hashlib
from typing import Any, Final, Literal, TypeVar, cast

import msgspec
from msgspec import Raw

from lumetra.domain import json_text
from lumetra.domain.errors import Refusal
from lumetra.domain.observation import Provenance, Rejection, Score, TraceUpdate
from lumetra.domain.score_body import Issue, ScoreBody, read_score
from lumetra.ingest.decode.batch_bodies import EVENT_TYPES, OBSERVATION_EVENTS, Envelope, ObservationBody, TraceBody
from lumetra.ingest.decode.batch_records import BadBody, read_observation, read_time_us, read_trace
from lumetra.ingest.decode.observation_update import ObservationUpdate

MAXIMUM_ISSUES_TEXT: Final = 2_000

T = TypeVar("T")


class _Batch(msgspec.Struct):
    batch: list[Raw]


class EventProblem(msgspec.Struct, frozen=True):
    """Why one event was not taken, in the shape of the 207 answer's `errors`."""

    id: str
    status: int
    message: str
    error: str


class SdkLog(msgspec.Struct, frozen=True):
    """An `sdk-log` event: taken and forgotten; the answer does not mention it."""


class ParsedBatch:
    """The events of a request, each still JSON text."""

    def __init__(self, events: list[Raw]) -> None:
        self.events = events


class DecodedBatch(msgspec.Struct):
    """What the events of a batch say, in their order, and what to answer. Folding brings them into the order of their time."""

    observations: list[ObservationUpdate] = []
    traces: list[TraceUpdate] = []
    scores: list[Score] = []
    accepted: list[str] = []
    problems: list[EventProblem] = []

    @property
    def rejected(self) -> list[Rejection]:
        """The events that were not taken, for the receipt."""
        return [Rejection(where=problem.id, reason=f"{problem.message}: {problem.error}") for problem in self.problems]

    def answer(self) -> dict[str, Any]:
        """The body of the 207 answer."""
        return {
            "successes": [{"id": event_id, "status": 201} for event_id in self.accepted],
            "errors": [msgspec.to_builtins(problem) for problem in self.problems],
        }


_batch_decoder: Final = msgspec.json.Decoder(_Batch)
_envelope_decoder: Final = msgspec.json.Decoder(Envelope)
_trace_decoder: Final = msgspec.json.Decoder(TraceBody)
_observation_decoder: Final = msgspec.json.Decoder(ObservationBody)
_score_decoder: Final = msgspec.json.Decoder(ScoreBody)

Decoded = ObservationUpdate | TraceUpdate | Score | SdkLog


def parse_batch(body: bytes) -> ParsedBatch:
    """Split the (already decompressed) body of POST /ingestion into its events; refuses what is no batch. Takes NaN and lone surrogates."""
    try:
        return ParsedBatch(_batch_decoder.decode(body).batch)
    except msgspec.ValidationError as error:
        raise _malformed(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return ParsedBatch(_batch_decoder.decode(_repaired(body)).batch)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _malformed(str(error)) from None


def decode_batch(parsed: ParsedBatch, provenance: Provenance, *, scores_only: bool = False) -> DecodedBatch:
    """Every event decoded by itself; never raises on one. `scores_only` is for callers whose key may write nothing else.

    The same batch gives the same records, whenever it is decoded: missing ids are made from the event's id.
    """
    decoded = DecodedBatch()
    for event in parsed.events:
        result = decode_event(event, provenance, scores_only=scores_only)
        if isinstance(result, EventProblem):
            decoded.problems.append(result)
            continue
        event_id, record = result
        match record:
            case ObservationUpdate():
                decoded.observations.append(record)
            case TraceUpdate():
                decoded.traces.append(record)
            case Score():
                decoded.scores.append(record)
            case SdkLog():
                continue
        decoded.accepted.append(event_id)
    return decoded


def decode_event(event: Raw | bytes, provenance: Provenance, *, scores_only: bool = False) -> tuple[str, Decoded] | EventProblem:
    """One event: its id and what it says, or its problem."""
    try:
        return _check(event, provenance, scores_only)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return _check(_repaired(bytes(event)), provenance, scores_only)
    except (msgspec.DecodeError, RecursionError) as error:
        return _problem_of(event, [Issue("custom", [], str(error))])


def _check(event: Raw | bytes, provenance: Provenance, scores_only: bool) -> tuple[str, Decoded] | EventProblem:
    try:
        return _decode(event, provenance, scores_only)
    except msgspec.ValidationError as error:
        return _problem_of(event, [_issue_of(error)])
    except BadBody as error:
        return _problem_of(event, error.issues)


def _decode(event: Raw | bytes, provenance: Provenance, scores_only: bool) -> tuple[str, Decoded] | EventProblem:
    envelope = _envelope_decoder.decode(event)
    kind = envelope.type
    if kind not in EVENT_TYPES:
        return _problem(envelope.id, [Issue("invalid_union", ["type"], f"Invalid event type {kind[:100]!r}")])
    if scores_only and kind not in ("score-create", "sdk-log"):
        return EventProblem(envelope.id, 401, "Authentication error", "Access Scope Denied")
    said_at_us = read_time_us(envelope.timestamp, "timestamp")
    if kind in OBSERVATION_EVENTS:
        body = _body(_observation_decoder, envelope)
        return envelope.id, read_observation(envelope, said_at_us, body, _made_id(envelope, provenance))
    if kind == "trace-create":
        return envelope.id, read_trace(_body(_trace_decoder, envelope), said_at_us, _made_id(envelope, provenance))
    if kind == "score-create":
        body = _body(_score_decoder, envelope)
        score = read_score(body, new_id=_made_id(envelope, provenance), timestamp_us=said_at_us)
        if isinstance(score, Score):
            return envelope.id, score
        return _problem(envelope.id, [Issue(issue.code, ["body", *issue.path], issue.message) for issue in score])
    return envelope.id, SdkLog()


def _body(decoder: msgspec.json.Decoder[T], envelope: Envelope) -> T:
    try:
        return decoder.decode(envelope.body)
    except msgspec.ValidationError as error:
        issue = _issue_of(error)
        raise BadBody(Issue(issue.code, ["body", *issue.path], issue.message)) from None


def _made_id(envelope: Envelope, provenance: Provenance) -> str:
    """An id for what came without one. Clients re-send whole batches, so it depends on the event's id alone."""
    return hashlib.blake2b(f"{provenance.project_id}\n{envelope.id}".encode(), digest_size=16).hexdigest()


def _problem(event_id: str, issues: list[Issue], status: Literal[400] = 400) -> EventProblem:
    text = json_text.write([msgspec.to_builtins(issue) for issue in issues])
    return EventProblem(event_id, status, "Invalid request data", text[:MAXIMUM_ISSUES_TEXT])


def _problem_of(event: Raw | bytes, issues: list[Issue]) -> EventProblem:
    """The problem of an event whose envelope may be part of it; without an id it is called `unknown`."""
    value = json_text.parse(bytes(event))
    event_id = cast(dict[str, Any], value).get("id") if isinstance(value, dict) else None
    return _problem(event_id[:1000] if isinstance(event_id, str) and event_id else "unknown", issues)


def _issue_of(error: msgspec.ValidationError) -> Issue:
    """msgspec says "Expected `str`, got `int` - at `$.name`": the path as a list, the rest as words."""
    message, _, path = str(error).partition(" - at `$")
    return Issue("invalid_type", [part for part in path.rstrip("`").replace("[...]", "").split(".") if part], message)


def _repaired(body: bytes) -> bytes:
    """The same JSON without what strict parsers refuse: NaN, lone surrogates, bytes that are not UTF-8. Raises DecodeError when it is none."""
    value = json_text.parse(body.decode("utf-8", "replace"))
    if value is json_text.MISSING:
        raise msgspec.DecodeError("it is cut short, malformed, or nested too deeply")
    return json_text.write(value).encode()


def _malformed(reason: str) -> Refusal:
    return Refusal(
        "Invalid request data",
        code="invalid_batch",
        detail=[f'The body must be JSON of the form {{"batch": [event, …]}}: {reason}'],
    )
