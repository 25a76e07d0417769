"""Bodies of batch events to partial updates. What null, absence and emptiness mean here follows wire contract 3.6."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from lumetra.dialects.values import LARGEST_INT, as_time_us
from lumetra.domain import json_text
from lumetra.domain.environment import normalise_environment
from lumetra.domain.observation import TraceUpdate
from lumetra.domain.score_body import Issue
from lumetra.domain.usage import UsageForm, UsageReading, read_costs, read_usage
from lumetra.ingest.decode import limits
from lumetra.ingest.decode.batch_bodies import ID_OPTIONAL, OBSERVATION_EVENTS, Envelope, ObservationBody, TraceBody
from lumetra.ingest.decode.observation_update import ObservationUpdate

_LEGACY_USAGE: Final = frozenset(
    {
        "input",
        "output",
        "total",
        "unit",
        "inputCost",
        "outputCost",
        "totalCost",
        "promptTokens",
        "completionTokens",
        "totalTokens",
    }
)
_members: Final = msgspec.json.Decoder(dict[str, Raw])
_FALSY: Final = frozenset({b"null", b"false", b"0", b'""', b"0.0", b"-0"})


class BadBody(Exception):
    """The body breaks a rule that its types cannot say."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__(issues)
        self.issues = list(issues)


def read_time_us(text: str, field: str) -> int:
    """An ISO-8601 time in microseconds, within what can be stored. Raises BadBody."""
    time_us = as_time_us(text)
    if time_us is None:
        raise BadBody(Issue("invalid_format", [field], "Invalid ISO datetime"))
    return min(max(time_us, limits.EARLIEST_US), limits.LATEST_US)


def read_trace(body: TraceBody, said_at_us: int, made_id: str) -> TraceUpdate:
    """`trace-create`. Without `public` the trace is not public (wire contract 3.6)."""
    update = TraceUpdate(
        trace_id=body.id or made_id,
        timestamp_us=said_at_us if body.timestamp is None else read_time_us(body.timestamp, "timestamp"),
        said_at_us=said_at_us,
        name=body.name,
        user_id=_cut(body.user_id),
        session_id=body.session_id,
        release=_cut(body.release),
        version=_cut(body.version),
        public=bool(body.public),
        input=_content(body.input),
        output=_content(body.output),
    )
    if body.environment is not None:
        update.environment = normalise_environment(body.environment)
    if body.tags:
        update.tags = sorted({tag[: limits.MAXIMUM_NAME] for tag in body.tags[: limits.MAXIMUM_TAGS]})
    metadata = _metadata(body.metadata)
    if metadata:
        update.metadata = metadata
    return update


def read_observation(envelope: Envelope, said_at_us: int, body: ObservationBody, made_id: str) -> ObservationUpdate:
    """Any event about an observation. Raises BadBody."""
    kind, is_create = OBSERVATION_EVENTS[envelope.type]
    if kind is None:
        kind = body.type
    _check(envelope, body, kind)
    update = ObservationUpdate(
        id=body.id or made_id,
        event_id=envelope.id,
        said_at_us=said_at_us,
        is_create=is_create,
        type=kind or "SPAN",
        trace_id=body.trace_id or UNSET,
        start_time_us=UNSET if body.start_time is None else read_time_us(body.start_time, "startTime"),
        end_time_us=_time(body.end_time, "endTime"),
        completion_start_time_us=_time(body.completion_start_time, "completionStartTime"),
        parent_id=body.parent_observation_id or UNSET,
        name=body.name,
        level=UNSET if body.level is None else body.level,
        status_message=_status(body.status_message),
        version=_cut(body.version) or UNSET,
        input=_content(body.input),
        output=_content(body.output),
        model=_cut(body.model),
        prompt_name=_cut(body.prompt_name),
        prompt_version=body.prompt_version,
    )
    if body.environment is not None:
        update.environment = normalise_environment(body.environment)
    metadata = _metadata(body.metadata)
    if metadata:
        update.metadata = metadata
    if body.model_parameters is None:
        update.model_parameters = None
    elif body.model_parameters:
        update.model_parameters = json_text.write(body.model_parameters)
    _read_metering(body, update)
    return update


def _check(envelope: Envelope, body: ObservationBody, kind: str | None) -> None:
    if kind is None:
        raise BadBody(Issue("invalid_type", ["body", "type"], 'Invalid option: expected one of "GENERATION"|"SPAN"|"EVENT"'))
    if not body.id and envelope.type not in ID_OPTIONAL:
        raise BadBody(Issue("invalid_type", ["body", "id"], "Invalid input: expected string, received undefined"))
    if (body.prompt_name in (None, UNSET)) != (body.prompt_version in (None, UNSET)):
        raise BadBody(Issue("custom", ["body"], "Either both promptName and promptVersion must be set or neither"))
    if isinstance(body.prompt_version, int) and body.prompt_version < 0:
        raise BadBody(Issue("too_small", ["body", "promptVersion"], "Invalid input: expected a version of at least 0"))
    if isinstance(body.prompt_version, int) and body.prompt_version > LARGEST_INT:
        raise BadBody(Issue("too_big", ["body", "promptVersion"], f"Invalid input: expected a version of at most {LARGEST_INT}"))


def _read_metering(body: ObservationBody, update: ObservationUpdate) -> None:
    """Usage in every accepted form (wire contract 3.4). `usageDetails` counts before `usage`, `costDetails` before costs in `usage`."""
    reading: UsageReading | None = None
    sent: dict[str, Any] | None = None
    if body.usage_details:
        sent = body.usage_details
        reading = read_usage(UsageForm.LANGFUSE_DETAILS, sent)
    elif body.usage:
        sent = body.usage
        form = UsageForm.LANGFUSE_LEGACY if sent.keys() <= _LEGACY_USAGE else UsageForm.LANGFUSE_DETAILS
        reading = read_usage(form, sent)
    if sent is not None and reading is not None and (reading.quantities or reading.problems):
        update.usage = reading
        update.provided_usage = json_text.write(sent)
    costs = read_costs(body.cost_details).costs if body.cost_details else {}
    if not costs and body.usage and not body.usage.keys().isdisjoint(("inputCost", "outputCost", "totalCost")):
        costs = read_costs(body.usage).costs
    if costs:
        update.provided_cost = costs


def _content(raw: Raw | UnsetType) -> str | UnsetType:
    """Input or output: a string as it was sent, anything else as its JSON text. What is falsy never overwrites."""
    if raw is UNSET:
        return UNSET
    data = bytes(raw)
    if data in _FALSY:
        return UNSET
    text = msgspec.json.decode(data, type=str) if data[:1] == b'"' else data.decode()
    if json_text.may_be_escaped(text):
        text = json_text.unescape(text)
    return limits.cut(text, limits.MAXIMUM_CONTENT, "content", {})


def _metadata(raw: Raw | UnsetType) -> dict[str, str]:
    """Top-level key → JSON text as it was sent; what is no object stands under `metadata`; null and `{}` never overwrite."""
    if raw is UNSET:
        return {}
    data = bytes(raw)
    if data[:1] != b"{":
        return {} if data == b"null" else {"metadata": _json(data)}
    return {key or "metadata": _json(bytes(value)) for key, value in _members.decode(data).items()}


def _json(data: bytes) -> str:
    text = data.decode()
    if len(text) > limits.MAXIMUM_METADATA_VALUE:
        return json_text.write(limits.cut(text, limits.MAXIMUM_METADATA_VALUE, "metadata", {}))
    return json_text.unescape(text) if json_text.may_be_escaped(text) else text


def _cut(text: str | UnsetType | None) -> str | UnsetType | None:
    return limits.cut(text, limits.MAXIMUM_NAME, "text", {}) if isinstance(text, str) else text


def _status(text: str | UnsetType | None) -> str | UnsetType:
    return limits.cut(text, limits.MAXIMUM_STATUS, "status_message", {}) if isinstance(text, str) else UNSET


def _time(text: str | UnsetType | None, field: str) -> int | UnsetType | None:
    return read_time_us(text, field) if isinstance(text, str) else text
