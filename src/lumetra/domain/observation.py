"""What the ingestion path carries: observations, updates of traces, and scores. Times are integer microseconds since 1970 (UTC)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

ObservationType = Literal[
    "SPAN", "EVENT", "GENERATION", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"
]
OBSERVATION_TYPES: Final[tuple[ObservationType, ...]] = (
    "SPAN", "EVENT", "GENERATION", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL",
)  # fmt: skip

Level = Literal["DEBUG", "DEFAULT", "WARNING", "ERROR"]
LEVELS: Final[tuple[Level, ...]] = ("DEBUG", "DEFAULT", "WARNING", "ERROR")

ScoreDataType = Literal["NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION"]
ScoreSource = Literal["API", "ANNOTATION", "EVAL"]


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record came from; one object is shared by all records of a request."""

    project_id: str
    receipt_id: str
    received_at_us: int
    source: Literal["otel", "api", "internal"]
    key_id: str = ""
    sdk_name: str = ""
    sdk_version: str = ""


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """The experiment item an observation belongs to. Structured values are JSON text, empty when absent."""

    id: str
    name: str = ""
    description: str = ""
    metadata: str = ""
    dataset_id: str = ""
    item_id: str = ""
    item_version: str = ""
    item_metadata: str = ""
    item_root_observation_id: str = ""
    item_expected_output: str = ""


class Observation(msgspec.Struct, kw_only=True, gc=False):
    """One step of a trace, whole: what a span says, after its dialect was read.

    `input` and `output` are text: a string as it was sent, anything structured as JSON with real Unicode characters
    (never `\\u` escapes, so that search finds words of every language). `metadata` maps a top-level key to JSON text,
    which keeps the type of every value. `usage` holds exclusive buckets: summing its `input*` keys never counts a
    token twice. Empty string means absent.
    """

    trace_id: str
    id: str
    start_time_us: int
    parent_id: str = ""
    type: ObservationType = "SPAN"
    name: str = ""
    end_time_us: int | None = None
    completion_start_time_us: int | None = None
    level: Level = "DEFAULT"
    status_message: str = ""
    environment: str = "default"
    version: str = ""
    release: str = ""
    is_app_root: bool = False

    trace_name: str = ""
    user_id: str = ""
    session_id: str = ""
    tags: list[str] = []

    input: str = ""
    output: str = ""
    metadata: dict[str, str] = {}

    model: str = ""
    model_parameters: str = ""
    usage: dict[str, float] = {}
    usage_units: dict[str, str] = {}
    usage_problems: dict[str, str] = {}
    provided_usage: str = ""
    provided_cost: dict[str, Decimal] = {}
    prompt_name: str = ""
    prompt_version: int | None = None

    tool_definitions: dict[str, str] = {}
    tool_calls: list[str] = []
    tool_call_names: list[str] = []

    experiment: Experiment | None = None
    dialect: str = ""


class TraceUpdate(msgspec.Struct, kw_only=True, gc=False):
    """A partial update of a trace's own attributes. UNSET leaves a field as it is, None clears it where the contract allows.

    `timestamp_us` is the trace's own time; `said_at_us` is when this was said, which orders updates (0: at `timestamp_us`).
    """

    trace_id: str
    timestamp_us: int
    said_at_us: int = 0
    name: str | UnsetType | None = UNSET
    user_id: str | UnsetType | None = UNSET
    session_id: str | UnsetType | None = UNSET
    release: str | UnsetType | None = UNSET
    version: str | UnsetType | None = UNSET
    environment: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    public: bool | UnsetType = UNSET
    bookmarked: bool | UnsetType = UNSET
    input: str | UnsetType | None = UNSET
    output: str | UnsetType | None = UNSET
    metadata: dict[str, str] | UnsetType = UNSET


class Score(msgspec.Struct, kw_only=True, gc=False):
    """One judgement of a trace, observation, session or experiment. `value` is the number (category's number, 0/1 for BOOLEAN)."""

    id: str
    name: str
    timestamp_us: int
    data_type: ScoreDataType
    value: float | None = None
    string_value: str = ""
    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""
    experiment_id: str = ""
    source: ScoreSource = "API"
    comment: str = ""
    metadata: dict[str, str] = {}
    config_id: str = ""
    queue_id: str = ""
    author_user_id: str = ""
    environment: str = "default"
    execution_trace_id: str = ""
    evaluator_id: str = ""
    rule_id: str = ""


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was not taken, and why, in words a developer can act on. `where` names it: a span id, an event id, an index."""

    where: str
    reason: str
