"""One span to its records: the observation, and what it says about its trace and its scores."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec
from msgspec import UNSET

from lumetra.dialects.span import Fields, Span, SpanScore
from lumetra.dialects.translate import translate
from lumetra.domain import json_text
from lumetra.domain.environment import normalise_environment
from lumetra.domain.observation import Experiment, Observation, Provenance, Rejection, Score, TraceUpdate
from lumetra.domain.usage import UsageForm, UsageReading, read_usage
from lumetra.ingest.decode import limits
from lumetra.ingest.decode.raw_span import Origin, RawSpan

_KINDS: Final = {2: "SERVER", 3: "CLIENT", 4: "PRODUCER", 5: "CONSUMER"}
_MAXIMUM: Final = (
    *(
        (name, limits.MAXIMUM_NAME)
        for name in ("name", "trace_name", "user_id", "session_id", "version", "release", "model", "prompt_name")
    ),
    ("status_message", limits.MAXIMUM_STATUS),
    ("model_parameters", limits.MAXIMUM_CONTENT),
    ("input", limits.MAXIMUM_CONTENT),
    ("output", limits.MAXIMUM_CONTENT),
)
"""Text field → how many characters it may have."""

_NO_USAGE: Final = UsageReading()


class SharedMetadata(msgspec.Struct, frozen=True):
    """JSON text of what the spans of one scope share."""

    resource: str
    scope: str


class SpanRecords(msgspec.Struct):
    """What one span becomes."""

    observation: Observation
    trace: TraceUpdate | None
    scores: list[Score]


def read_span(raw: RawSpan, origin: Origin, shared: SharedMetadata, provenance: Provenance) -> SpanRecords | Rejection:
    """The records of a span; a rejection when it has no usable ids."""
    problem = problem_of_ids(raw)
    if problem:
        return Rejection(where=(raw.span_id or raw.trace_id or "a span without ids")[:64], reason=problem)
    start_us, end_us = _times(raw, provenance)
    span = Span(
        raw.name,
        start_us,
        end_us,
        raw.attributes,
        raw.events,
        origin.resource,
        origin.scope_name,
        origin.scope_version,
        raw.status_code,
        raw.status_message,
        bool(raw.parent_span_id.strip("0")),
    )
    fields, dialect = translate(span)
    observation = _observation(raw, span, fields, provenance)
    observation.dialect = dialect
    trace = _trace_update(observation, fields)
    scores = [score_of(score, str(index), observation) for index, score in enumerate(fields.scores)]
    observation.metadata = _metadata(raw, span, fields, shared)
    return SpanRecords(observation, trace, scores)


def problem_of_ids(raw: RawSpan) -> str:
    for name, value in (("traceId", raw.trace_id), ("spanId", raw.span_id)):
        if not value:
            return f"{name} is missing"
        if len(value) > limits.MAXIMUM_ID:
            return f"{name} has {len(value)} characters; at most {limits.MAXIMUM_ID} are taken"
    if len(raw.parent_span_id) > limits.MAXIMUM_ID:
        return f"parentSpanId has {len(raw.parent_span_id)} characters; at most {limits.MAXIMUM_ID} are taken"
    return ""


def _times(raw: RawSpan, provenance: Provenance) -> tuple[int, int]:
    """Start and end in microseconds; a missing one is inferred from the other, both from the arrival (wire contract 4.1)."""
    start_us, end_us = raw.start_ns // 1000, raw.end_ns // 1000
    if not start_us:
        start_us = end_us or provenance.received_at_us
    return start_us, end_us or start_us


def _observation(raw: RawSpan, span: Span, fields: Fields, provenance: Provenance) -> Observation:
    notes = fields.notes
    start_us, end_us = span.start_us, span.end_us
    if not (0 < start_us <= end_us < limits.LATEST_US):
        start_us, end_us = _bounded_times(start_us, end_us, notes)
    usage = _usage(fields)
    observation = Observation(
        trace_id=raw.trace_id,
        id=raw.span_id,
        start_time_us=start_us,
        parent_id=raw.parent_span_id if span.has_parent else "",
        type=fields.type or "SPAN",
        name=fields.name or span.name,
        end_time_us=end_us,
        level=fields.level or "DEFAULT",
        status_message=fields.status_message or "",
        environment=_environment(fields, provenance),
        version=fields.version or "",
        release=fields.release or "",
        is_app_root=fields.is_app_root,
        trace_name=fields.trace_name or "",
        user_id=fields.user_id or "",
        session_id=fields.session_id or "",
        input=fields.input or "",
        output=fields.output or "",
        model=fields.model or "",
        model_parameters=_parameters(fields.model_parameters) if fields.model_parameters else "",
        usage=usage.quantities,
        usage_units=usage.units,
        usage_problems=usage.problems,
        provided_usage=json_text.write(fields.usage) if fields.usage else "",
        prompt_name=fields.prompt_name or "",
        prompt_version=fields.prompt_version,
        tool_definitions=fields.tool_definitions,
        tool_calls=fields.tool_calls,
        tool_call_names=fields.tool_call_names,
    )
    if fields.completion_start_us is not None:
        observation.completion_start_time_us = limits.clamp(fields.completion_start_us, "completion_start_time", notes)
    if fields.cost:
        observation.provided_cost = fields.cost
    if fields.experiment and fields.experiment.get("id"):
        observation.experiment = Experiment(**fields.experiment)
    if fields.tags:
        observation.tags = [limits.cut(tag, limits.MAXIMUM_NAME, "tags", notes) for tag in fields.tags[: limits.MAXIMUM_TAGS]]
    _cut_texts(observation, notes)
    return observation


def _cut_texts(o: Observation, notes: dict[str, str]) -> None:
    names = (o.name, o.trace_name, o.user_id, o.session_id, o.version, o.release, o.model, o.prompt_name)
    if (
        max(map(len, names)) <= limits.MAXIMUM_NAME
        and len(o.status_message) <= limits.MAXIMUM_STATUS
        and max(len(o.input), len(o.output), len(o.model_parameters)) <= limits.MAXIMUM_CONTENT
    ):
        return
    for name, maximum in _MAXIMUM:
        value = getattr(o, name)
        if len(value) > maximum:
            setattr(o, name, limits.cut(value, maximum, name, notes))


def _bounded_times(start_us: int, end_us: int, notes: dict[str, str]) -> tuple[int, int]:
    start_us, end_us = limits.clamp(start_us, "start_time", notes), limits.clamp(end_us, "end_time", notes)
    if end_us < start_us:
        notes["end_time"] = f"{end_us} µs since 1970 lies before the start and was moved to it"
    return start_us, max(start_us, end_us)


def _environment(fields: Fields, provenance: Provenance) -> str:
    given = fields.environment or "default"
    environment = normalise_environment(given, internal=provenance.source == "internal")
    if environment != given:
        fields.notes["environment"] = f"{given[: limits.MAXIMUM_NAME]!r} became {environment!r}"
    return environment


def _usage(fields: Fields) -> UsageReading:
    if not fields.usage:
        return _NO_USAGE
    return read_usage(fields.usage_form or UsageForm.GEN_AI, fields.usage)


def _parameters(value: dict[str, Any] | str) -> str:
    """Model parameters as JSON text of an object whose values are text, numbers and truth values (wire contract 4.5)."""
    if isinstance(value, str):
        return value
    return json_text.write(
        {name: item if isinstance(item, str | int | float) else json_text.write(item) for name, item in value.items()}
    )


def _metadata(raw: RawSpan, span: Span, fields: Fields, shared: SharedMetadata) -> dict[str, str]:
    """The emitter's metadata, with what it says about the whole trace behind its own, and under fixed keys what became no field:
    attributes, resource, scope, events, links, notes.
    """
    metadata = {**fields.trace_metadata, **fields.metadata} if fields.trace_metadata else fields.metadata
    if len(metadata) > limits.MAXIMUM_METADATA_KEYS:
        kept = dict(list(metadata.items())[: limits.MAXIMUM_METADATA_KEYS])
        fields.notes["metadata"] = f"cut to {len(kept)} of {len(metadata)} keys"
        metadata = kept
    if fields.experiment and not fields.experiment.get("id"):
        metadata["experiment"] = json_text.write(fields.experiment)
    if span.attributes:
        metadata["attributes"] = json_text.write(span.attributes)
    metadata["resourceAttributes"] = shared.resource
    metadata["scope"] = shared.scope
    events = [event for event in span.events if not event.taken]
    if events:
        metadata["events"] = json_text.write([{"name": e.name, "timeUs": e.time_us, "attributes": e.attributes} for e in events])
    if raw.links:
        metadata["links"] = json_text.write(raw.links)
    if raw.kind in _KINDS:
        metadata["spanKind"] = f'"{_KINDS[raw.kind]}"'
    if raw.trace_state:
        metadata["traceState"] = json_text.write(raw.trace_state)
    if raw.dropped and any(raw.dropped.values()):
        metadata["droppedBySender"] = json_text.write({name: count for name, count in raw.dropped.items() if count})
    for key, value in metadata.items():
        if len(value) > limits.MAXIMUM_METADATA_VALUE:
            metadata[key] = json_text.write(
                limits.cut(value, limits.MAXIMUM_METADATA_VALUE, f"metadata.{key[:100]}", fields.notes)
            )
    if fields.notes:
        metadata[limits.NOTES] = json_text.write(fields.notes)
    return metadata


def _trace_update(observation: Observation, fields: Fields) -> TraceUpdate | None:
    """What belongs to the trace and not to the observation. Name, user, session and tags travel on every observation as well."""
    said = fields.trace_input, fields.trace_output, fields.trace_public
    if said == (None, None, None) and not fields.trace_metadata:
        return None
    notes = fields.notes
    update = TraceUpdate(
        trace_id=observation.trace_id, timestamp_us=observation.start_time_us, environment=observation.environment
    )
    for name, value in (
        ("name", observation.trace_name),
        ("user_id", observation.user_id),
        ("session_id", observation.session_id),
        ("release", observation.release),
        ("version", observation.version),
        ("tags", observation.tags),
        ("metadata", fields.trace_metadata),
    ):
        if value:
            setattr(update, name, value)
    update.public = UNSET if fields.trace_public is None else fields.trace_public
    if fields.trace_input is not None:
        update.input = limits.cut(fields.trace_input, limits.MAXIMUM_CONTENT, "trace_input", notes)
    if fields.trace_output is not None:
        update.output = limits.cut(fields.trace_output, limits.MAXIMUM_CONTENT, "trace_output", notes)
    return update


def score_of(found: SpanScore, index: str, observation: Observation) -> Score:
    """A score of the observation with an id made from its place, so that what is sent twice gives one score."""
    place = f"{observation.trace_id}\n{observation.id}\n{found.target}\n{found.name}\n{index}"
    score = Score(
        id=hashlib.blake2b(place.encode(), digest_size=16).hexdigest(),
        name=found.name[: limits.MAXIMUM_NAME],
        timestamp_us=observation.end_time_us or observation.start_time_us,
        data_type=found.data_type,
        value=found.value,
        string_value=found.string_value,
        source=found.source,
        comment=found.comment[: limits.MAXIMUM_STATUS],
        metadata=found.metadata,
        environment=observation.environment,
    )
    if found.time_us:
        score.timestamp_us = limits.clamp(found.time_us, "score", {})
    if found.target == "session" and observation.session_id:
        score.session_id = observation.session_id
        return score
    score.trace_id = observation.trace_id
    if found.target == "observation":
        score.observation_id = observation.id
    return score
