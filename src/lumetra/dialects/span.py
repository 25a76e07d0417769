"""What a dialect reads (Span) and what it fills in (Fields). Both belong to one span and are thrown away after it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from lumetra.domain.observation import Level, ObservationType, ScoreDataType, ScoreSource
from lumetra.domain.usage import UsageForm

Attributes = dict[str, Any]
"""Attribute values as Python values: str, bool, int, float, list, dict, None. Never NaN, never a lone surrogate."""


class Event(msgspec.Struct, gc=False):
    """A span event. `taken` is set by the dialect that turned it into fields; the others stay in metadata."""

    name: str
    time_us: int
    attributes: Attributes
    taken: bool = False


class Span(msgspec.Struct, gc=False):
    """One span as it arrived. Readers take (remove) the attributes they turn into fields; what is left stays in metadata."""

    name: str
    start_us: int
    end_us: int
    attributes: Attributes
    events: list[Event]
    resource: Mapping[str, Any]
    scope_name: str = ""
    scope_version: str = ""
    status_code: int = 0
    status_message: str = ""
    has_parent: bool = False

    def take(self, *keys: str) -> Any:
        """Remove and return the first of these attributes that is present and not null or empty text, else None."""
        attributes = self.attributes
        for key in keys:
            if key in attributes:
                value = attributes[key]
                if value is not None and value != "":
                    del attributes[key]
                    return value
        return None

    def take_text(self, *keys: str) -> str | None:
        """Like `take`, but only for a value that is text or a number, as text. Other values stay."""
        attributes = self.attributes
        for key in keys:
            value = attributes.get(key)
            if value is None or value == "":
                continue
            if isinstance(value, str):
                del attributes[key]
                return value
            if isinstance(value, int | float):
                del attributes[key]
                return str(value).lower() if isinstance(value, bool) else str(value)
        return None


class SpanScore(msgspec.Struct, kw_only=True):
    """An evaluation result found in a span."""

    name: str
    target: str  # "observation" | "trace" | "session"
    data_type: ScoreDataType
    source: ScoreSource
    value: float | None = None
    string_value: str = ""
    comment: str = ""
    metadata: dict[str, str] = {}
    time_us: int | None = None


class Fields(msgspec.Struct, gc=False):
    """What the dialects found, each field by the first dialect in its order that had it. None means: nobody said."""

    type: ObservationType | None = None
    name: str | None = None
    environment: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    tags: list[str] | None = None
    version: str | None = None
    release: str | None = None
    level: Level | None = None
    status_message: str | None = None
    completion_start_us: int | None = None
    is_app_root: bool = False

    input: str | None = None
    output: str | None = None
    metadata: dict[str, str] = {}

    model: str | None = None
    model_parameters: dict[str, Any] | str | None = None
    usage_form: UsageForm | None = None
    usage: Mapping[str, object] | None = None
    cost: dict[str, Decimal] | None = None
    prompt_name: str | None = None
    prompt_version: int | None = None

    tool_definitions: dict[str, str] = {}
    tool_calls: list[str] = []
    tool_call_names: list[str] = []

    trace_name: str | None = None
    trace_public: bool | None = None
    trace_input: str | None = None
    trace_output: str | None = None
    trace_metadata: dict[str, str] = {}

    experiment: dict[str, str] | None = None
    scores: list[SpanScore] = []
    notes: dict[str, str] = {}
