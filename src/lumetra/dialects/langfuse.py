"""Langfuse SDKs (Python 3–5, JavaScript 4–5) and the `langfuse.*` attributes that anyone may set. Wire contract 4.3–4.7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_bool, as_costs, as_int, as_level, as_mapping, as_tags, as_time_us
from lumetra.domain import json_text
from lumetra.domain.observation import OBSERVATION_TYPES, ObservationType
from lumetra.domain.usage import UsageForm

TYPES: Final[dict[str, ObservationType]] = {name.lower(): name for name in OBSERVATION_TYPES}

TEXTS: Final = {
    "langfuse.trace.name": "trace_name",
    "langfuse.user.id": "user_id",
    "langfuse.session.id": "session_id",
    "langfuse.release": "release",
    "langfuse.version": "version",
    "langfuse.environment": "environment",
    "langfuse.observation.status_message": "status_message",
    "langfuse.observation.model.name": "model",
    "langfuse.observation.prompt.name": "prompt_name",
}
"""Attribute → text field."""

CONTENT: Final = {
    "langfuse.observation.input": "input",
    "langfuse.observation.output": "output",
    "langfuse.trace.input": "trace_input",
    "langfuse.trace.output": "trace_output",
    "langfuse.observation.model.parameters": "model_parameters",
}
"""Attribute → field that holds a string as it was sent, anything structured as JSON."""

EXPERIMENT: Final = {
    "langfuse.experiment.id": "id",
    "langfuse.experiment.name": "name",
    "langfuse.experiment.description": "description",
    "langfuse.experiment.metadata": "metadata",
    "langfuse.experiment.dataset.id": "dataset_id",
    "langfuse.experiment.item.id": "item_id",
    "langfuse.experiment.item.version": "item_version",
    "langfuse.experiment.item.metadata": "item_metadata",
    "langfuse.experiment.item.root_observation_id": "item_root_observation_id",
    "langfuse.experiment.item.expected_output": "item_expected_output",
}
"""Attribute → field of Experiment."""

SECOND_NAMES: Final = {
    "langfuse.public": "langfuse.trace.public",
    "langfuse.tags": "langfuse.trace.tags",
    "langfuse.prompt.name": "langfuse.observation.prompt.name",
    "langfuse.prompt.version": "langfuse.observation.prompt.version",
}
"""Attribute → the attribute whose place it takes when that one is absent."""

_OBSERVATION_METADATA: Final = "langfuse.observation.metadata"
_TRACE_METADATA: Final = "langfuse.trace.metadata"
_PLAIN_METADATA: Final = "langfuse.metadata"
_METADATA: Final = (_OBSERVATION_METADATA, _TRACE_METADATA, _PLAIN_METADATA)


def _read_type(fields: Fields, value: object) -> bool:
    fields.type = TYPES.get(value.lower()) if isinstance(value, str) else None
    return fields.type is not None


def _read_level(fields: Fields, value: object) -> bool:
    fields.level = as_level(value)
    return fields.level is not None


def _read_completion_start(fields: Fields, value: object) -> bool:
    fields.completion_start_us = as_time_us(value)
    return fields.completion_start_us is not None


def _read_usage(fields: Fields, value: object) -> bool:
    usage = as_mapping(value)
    fields.usage, fields.usage_form = usage or {}, UsageForm.LANGFUSE_DETAILS
    if usage is None:
        fields.notes["usage_details"] = "langfuse.observation.usage_details is not a JSON object; it was not counted"
    return usage is not None


def _read_cost(fields: Fields, value: object) -> bool:
    fields.cost = as_costs(value)
    return bool(fields.cost)  # costs of which none is a number stay readable in metadata


def _read_prompt_version(fields: Fields, value: object) -> bool:
    fields.prompt_version = as_int(value)
    return fields.prompt_version is not None


def _read_tags(fields: Fields, value: object) -> bool:
    fields.tags = as_tags(value)
    return fields.tags is not None


def _read_public(fields: Fields, value: object) -> bool:
    fields.trace_public = as_bool(value)
    return fields.trace_public is not None


def _read_root(fields: Fields, value: object) -> bool:
    if as_bool(value):
        fields.is_app_root = True
    return as_bool(value) is not None


SPECIAL: Final[dict[str, Callable[[Fields, object], bool]]] = {
    "langfuse.observation.type": _read_type,
    "langfuse.observation.level": _read_level,
    "langfuse.observation.completion_start_time": _read_completion_start,
    "langfuse.observation.usage_details": _read_usage,
    "langfuse.observation.cost_details": _read_cost,
    "langfuse.observation.prompt.version": _read_prompt_version,
    "langfuse.trace.tags": _read_tags,
    "langfuse.trace.public": _read_public,
    "langfuse.internal.as_root": _read_root,
    "langfuse.internal.is_app_root": _read_root,
}
"""Attribute → reader; it answers whether it took the value."""


_CONTENT, _TEXT, _SPECIAL, _EXPERIMENT, _METADATA_KEY = range(5)
_PLACES: Final = {
    **{key: (_CONTENT, field) for key, field in CONTENT.items()},
    **{key: (_TEXT, field) for key, field in TEXTS.items()},
    **dict.fromkeys(SPECIAL, (_SPECIAL, "")),
    **{key: (_EXPERIMENT, field) for key, field in EXPERIMENT.items()},
}
"""Attribute → how it is read, and into which field: the tables above in one look-up."""


def read_fields(span: Span, fields: Fields) -> None:
    """Everything that is said in `langfuse.*`. Runs before every other dialect."""
    attributes = span.attributes
    for key, value in list(attributes.items()):
        place = _PLACES.get(key)
        if place is None:
            if key.startswith("langfuse."):
                _read_rare(key, value, span, fields)
            continue
        how, field = place
        if how <= _TEXT and isinstance(value, str):  # nearly all of them
            setattr(fields, field, value if how == _TEXT else json_text.as_text(value))
            del attributes[key]
        elif _read_one(key, value, fields):
            del attributes[key]
    if fields.type == "SPAN" and _wrote_generations_as_spans(span) and _looks_like_generation(fields):
        fields.type = "GENERATION"


def _read_rare(key: str, value: Any, span: Span, fields: Fields) -> None:
    """Second names, and metadata key by key."""
    first = SECOND_NAMES.get(key, key)
    if first is not key and first in span.attributes:
        return
    if _read_one(first, value, fields):
        del span.attributes[key]


def read_identity_in_metadata(span: Span, fields: Fields) -> None:
    """User, session and tags as LangChain's callback handler and others put them into metadata: `langfuse_user_id`, …"""
    for metadata in (fields.metadata, fields.trace_metadata):
        if not metadata:
            continue
        fields.user_id = fields.user_id or _text_of(metadata.get("langfuse_user_id"))
        fields.session_id = fields.session_id or _text_of(metadata.get("langfuse_session_id"))
        if fields.tags is None and "langfuse_tags" in metadata:
            value = json_text.parse(metadata["langfuse_tags"])
            fields.tags = as_tags(value)


def _read_one(key: str, value: Any, fields: Fields) -> bool:
    if value is None:
        return False
    how, field = _PLACES.get(key, (_METADATA_KEY, ""))
    if how == _CONTENT:
        setattr(fields, field, json_text.as_text(value))
        return True
    if how == _TEXT:
        if isinstance(value, str | int | float):
            setattr(fields, field, value if isinstance(value, str) else json_text.write(value))
            return True
        return False
    if how == _SPECIAL:
        return SPECIAL[key](fields, value)
    if how == _EXPERIMENT:
        fields.experiment = fields.experiment or {}
        fields.experiment[field] = json_text.as_text(value)
        return True
    return _read_metadata(key, value, fields)


def _read_metadata(key: str, value: Any, fields: Fields) -> bool:
    for prefix in _METADATA:
        if not key.startswith(prefix):
            continue
        target = fields.trace_metadata if prefix is _TRACE_METADATA else fields.metadata
        if len(key) == len(prefix):
            _merge_whole(target, value)
            return True
        if key[len(prefix)] == ".":
            target[key[len(prefix) + 1 :] or "metadata"] = json_text.as_json(value)
            return True
    return False


def _merge_whole(target: dict[str, str], value: Any) -> None:
    """Metadata in one attribute: an object's keys, else the value itself under `metadata` (as batch events do, contract 3.6)."""
    parsed = json_text.parse(value) if isinstance(value, str) else value
    if isinstance(parsed, dict):
        for name, item in cast(dict[str, Any], parsed).items():
            target.setdefault(name or "metadata", json_text.write(item))
    else:
        target.setdefault("metadata", json_text.as_json(value))


def _wrote_generations_as_spans(span: Span) -> bool:
    """Python SDK ≤ 3.3 sent type `span` for generations (contract 4.4, rule 0)."""
    if not span.scope_name.startswith("langfuse-sdk"):
        return False
    major, _, rest = span.scope_version.partition(".")
    minor = as_int(rest.partition(".")[0])
    return major == "3" and minor is not None and minor <= 3


def _looks_like_generation(fields: Fields) -> bool:
    found = (fields.model, fields.usage, fields.cost, fields.prompt_name, fields.model_parameters, fields.completion_start_us)
    return any(value is not None for value in found)


def _text_of(encoded: str | None) -> str | None:
    value = json_text.parse(encoded) if encoded else None
    return value if isinstance(value, str) and value else None


DIALECT: Final = Dialect(
    name="langfuse",
    prefixes=("langfuse.",),
    scopes=("langfuse-sdk",),
    read_fields=read_fields,
)
METADATA_IDENTITY: Final = Dialect(name="langfuse_metadata", read_fields=read_identity_in_metadata)
