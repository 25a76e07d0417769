"""What `/api/v1` answers about one trace: header, tree, detail of a node, log, hits of a search. Costs are US dollars, times UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from lumetra.features.tracing.responses import Highlight, ObservationRow, Payload, ScoreValue, TraceRow


class TraceHeader(TraceRow):
    """One trace, its own metadata, all scores and the times between which it lies.

    `own_step_id` is set when the trace itself says something that no root of it says, or has no steps: what it says is read under
    this id as that of an observation.
    """

    metadata: dict[str, Any]
    own_step_id: str | None
    score_list: list[ScoreValue]
    start_time: datetime
    end_time: datetime | None
    created_at: datetime
    updated_at: datetime


class TreePage(BaseModel):
    """The skeleton of a trace in tree order (depth first, siblings by start), column by column.

    `parent` is the index of the parent in the whole order, -1 for roots. `type`, `name`, `level` and `model` are indexes into
    the lists of the same plural name. `start_us` counts from `origin`; `duration_us` is null while an end is missing.
    """

    total: int
    offset: int
    origin: datetime
    types: list[str]
    names: list[str]
    levels: list[str]
    models: list[str]
    id: list[str]
    parent: list[int]
    depth: list[int]
    type: list[int]
    name: list[int]
    level: list[int]
    model: list[int]
    start_us: list[int]
    duration_us: list[int | None]
    cost: list[float | None]
    tokens: list[float | None]
    scores: list[ScoreValue]


class ObservationDetail(ObservationRow):
    """Everything about one observation; input and output up to a bound, the rest on demand."""

    completion_start_time: datetime | None
    is_root: bool
    usage: dict[str, float]
    cost: dict[str, float]
    prompt_id: str
    score_list: list[ScoreValue]
    model_parameters: Any
    metadata: dict[str, Any]
    input: Payload
    output: Payload
    tool_definitions: dict[str, Any]
    tool_calls: list[Any]
    pricing_tier_id: str
    pricing_tier_name: str
    cost_explanation: str
    usage_estimated: bool
    usage_units: dict[str, str]
    usage_problems: dict[str, str]
    provided_usage: Any
    provided_cost: dict[str, float]
    source: str
    dialect: str
    sdk_name: str
    sdk_version: str
    key_id: str
    receipt_id: str
    experiment_id: str
    experiment_name: str
    experiment_dataset_id: str
    experiment_item_id: str
    experiment_item_expected_output: Any
    created_at: datetime
    updated_at: datetime


class TraceHit(BaseModel):
    """One match inside a trace."""

    id: str
    highlights: list[Highlight]


class TraceSearch(BaseModel):
    """The observations of a trace that match, in order of their start."""

    data: list[TraceHit]


class LogEntry(BaseModel):
    """One step of the log view: payloads up to a bound, lengths of the whole."""

    id: str
    parent_id: str
    type: str
    name: str
    level: str
    status_message: str
    start_time: datetime
    end_time: datetime | None
    model: str
    input: str
    output: str
    input_length: int
    output_length: int


class LogPage(BaseModel):
    """One page of a trace's log, oldest first."""

    data: list[LogEntry]
    next_cursor: str | None


class TraceChange(BaseModel):
    """What a person changes on a trace; absent fields stay as they are. `add_tags` join the tags it has."""

    bookmarked: bool | None = None
    public: bool | None = None
    add_tags: list[str] = Field(default_factory=list[str], max_length=50)
