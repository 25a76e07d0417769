"""What the `/api/v1` lists of traces and observations answer with, and how rows become it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, Field

from lumetra.domain import json_text
from lumetra.engines.analytics import Row
from lumetra.querylang.subjects.observations import (
    INPUT_COST_SQL,
    INPUT_TOKENS_SQL,
    OUTPUT_COST_SQL,
    OUTPUT_TOKENS_SQL,
    TOTAL_TOKENS_SQL,
)

Item = TypeVar("Item")

OBSERVATION_ROW_COLUMNS: Final = (
    "parent_id", "type", "name", "start_time", "end_time", "completion_start_time", "level", "status_message", "environment",
    "version", "release", "trace_name", "user_id", "session_id", "tags", "model", "model_id", "prompt_name", "prompt_version",
    "toFloat64(total_cost) AS cost_usd", "input_preview", "output_preview", "input_length", "output_length",
    "metadata", "tool_call_names", "length(tool_definitions) AS tools_available", "length(tool_calls) AS tool_call_count", "sdk_name",
    f"{INPUT_TOKENS_SQL} AS input_tokens", f"{OUTPUT_TOKENS_SQL} AS output_tokens", f"{TOTAL_TOKENS_SQL} AS all_tokens",
    f"{INPUT_COST_SQL} AS input_cost_usd", f"{OUTPUT_COST_SQL} AS output_cost_usd", "notEmpty(usage) AS has_usage",
)  # fmt: skip
"""Columns of a row of the observations table: nothing of input and output but the preview."""

TRACE_ROW_EXTRAS: Final[dict[str, str]] = {
    "metadata": "argMin(observations.metadata, (empty(observations.metadata), type != 'TRACE', parent_id != '', start_time))",
    "models": "arraySort(groupUniqArrayIf(toString(model), model != ''))",
    "prices_known": "countIf(total_cost IS NOT NULL)",
    "highest_level": "toString(multiIf(countIf(level = 'ERROR') > 0, 'ERROR', countIf(level = 'WARNING') > 0, 'WARNING',"
    " countIf(level = 'DEFAULT') > 0, 'DEFAULT', 'DEBUG'))",
}
"""What a row of the traces table shows beyond a trace's own attributes and totals."""

_METADATA_CHARACTERS: Final = 500


class Listing(BaseModel, Generic[Item]):
    """A list; `next_cursor` is null on its last page."""

    data: list[Item]
    next_cursor: str | None = None


class RowScore(BaseModel):
    """A score as a table shows it: the number, or the text of a categorical or text score."""

    name: str
    data_type: str
    value: float | None
    text: str | None

    @classmethod
    def of(cls, row: Row) -> RowScore:
        """From its row."""
        return cls(name=row["name"], data_type=row["data_type"], value=row["value"], text=row["string_value"] or None)


class Highlight(BaseModel):
    """A piece of a text around what was searched for; `ranges` are [start, end) offsets into `text`, in code points."""

    field: str
    text: str
    ranges: list[tuple[int, int]]


class TraceRow(BaseModel):
    """One row of the traces table. Texts are bounded previews; `cost_usd` is null when no price is known."""

    id: str
    name: str
    timestamp: datetime
    environment: str
    user_id: str
    session_id: str
    release: str
    version: str
    tags: list[str]
    bookmarked: bool
    public: bool
    level: str = Field(description="The highest level among its observations.")
    latency_ms: float
    cost_usd: float | None
    input_cost_usd: float | None
    output_cost_usd: float | None
    input_tokens: float
    output_tokens: float
    total_tokens: float
    observation_count: int
    error_count: int
    warning_count: int
    models: list[str]
    input_preview: str
    output_preview: str
    metadata_preview: str
    scores: list[RowScore]
    highlights: list[Highlight] = Field(default_factory=list[Highlight], description="Where searched words stand.")

    @classmethod
    def of(cls, row: Row, scores: list[Row], highlights: list[Highlight] | None = None) -> TraceRow:
        """From its row, the rows of its scores and the hits of a search."""
        return cls(**cls.fields_of(row, scores, highlights or []))

    @staticmethod
    def fields_of(row: Row, scores: list[Row], highlights: list[Highlight]) -> dict[str, Any]:
        """The fields by name, for answers that add to them."""
        priced = row["prices_known"] > 0
        return {
            "highlights": highlights,
            "id": row["trace_id"],
            "name": row["name"],
            "timestamp": row["timestamp"],
            "environment": row["environment"],
            "user_id": row["user_id"],
            "session_id": row["session_id"],
            "release": row["release"],
            "version": row["version"],
            "tags": row["tags"],
            "bookmarked": row["bookmarked"],
            "public": row["public"],
            "level": row["highest_level"],
            "latency_ms": row["latency"] * 1000,
            "cost_usd": _number(row["total_cost"]) if priced else None,
            "input_cost_usd": _number(row["input_cost"]) if priced else None,
            "output_cost_usd": _number(row["output_cost"]) if priced else None,
            "input_tokens": row["input_tokens"],
            "output_tokens": row["output_tokens"],
            "total_tokens": row["total_tokens"],
            "observation_count": row["observation_count"],
            "error_count": row["error_count"],
            "warning_count": row["warning_count"],
            "models": row["models"],
            "input_preview": row["input_preview"],
            "output_preview": row["output_preview"],
            "metadata_preview": metadata_preview(row["metadata"]),
            "scores": [RowScore.of(score) for score in scores],
        }


class ObservationRow(BaseModel):
    """One row of the observations table. Texts are bounded previews; tokens and costs are null when nothing was reported."""

    id: str
    trace_id: str
    parent_id: str
    type: str
    name: str
    trace_name: str
    start_time: datetime
    end_time: datetime | None
    level: str
    status_message: str
    environment: str
    version: str
    release: str
    user_id: str
    session_id: str
    tags: list[str]
    model: str
    model_id: str
    prompt_name: str
    prompt_version: int | None
    latency_ms: float | None
    time_to_first_token_ms: float | None
    tokens_per_second: float | None
    cost_usd: float | None
    input_cost_usd: float | None
    output_cost_usd: float | None
    input_tokens: float | None
    output_tokens: float | None
    total_tokens: float | None
    tools_available: int
    tools_called: list[str]
    tool_call_count: int
    sdk_name: str
    input_preview: str
    output_preview: str
    input_length: int
    output_length: int
    metadata_preview: str
    scores: list[RowScore]
    highlights: list[Highlight] = Field(default_factory=list[Highlight], description="Where searched words stand.")

    @classmethod
    def of(cls, row: Row, scores: list[Row], highlights: list[Highlight] | None = None) -> ObservationRow:
        """From its row, the rows of its scores and the hits of a search."""
        return cls(**cls.fields_of(row, scores, highlights or []))

    @staticmethod
    def fields_of(row: Row, scores: list[Row], highlights: list[Highlight]) -> dict[str, Any]:
        """The fields by name, for answers that add to them."""
        used, priced = row["has_usage"], row["cost_usd"] is not None
        latency = _milliseconds(row["start_time"], row["end_time"])
        return dict(
            highlights=highlights,
            id=row["id"],
            latency_ms=latency,
            time_to_first_token_ms=_milliseconds(row["start_time"], row["completion_start_time"]),
            tokens_per_second=row["output_tokens"] / latency * 1000 if used and latency and latency > 0 else None,
            input_cost_usd=row["input_cost_usd"] if priced else None,
            output_cost_usd=row["output_cost_usd"] if priced else None,
            input_tokens=row["input_tokens"] if used else None,
            output_tokens=row["output_tokens"] if used else None,
            total_tokens=row["all_tokens"] if used else None,
            tools_called=row["tool_call_names"],
            metadata_preview=metadata_preview(row["metadata"]),
            scores=[RowScore.of(score) for score in scores],
            **{name: row[name] for name in _SAME},
        )


_SAME: Final = (
    "trace_id", "parent_id", "type", "name", "trace_name", "start_time", "end_time", "level", "status_message", "environment",
    "version", "release", "user_id", "session_id", "tags", "model", "model_id", "prompt_name", "prompt_version", "cost_usd",
    "tools_available", "tool_call_count", "sdk_name", "input_preview", "output_preview", "input_length", "output_length",
)  # fmt: skip


def metadata_preview(metadata: dict[str, str]) -> str:
    """The beginning of the metadata as one line of JSON; its values are JSON text already."""
    text = "{" + ", ".join(f'"{key}": {value}' for key, value in sorted(metadata.items())) + "}" if metadata else ""
    return text[:_METADATA_CHARACTERS]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _milliseconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds() * 1000


class ScoreValue(BaseModel):
    """One score as a trace page shows it; `observation_id` is empty when it judges the trace."""

    id: str
    name: str
    data_type: str
    value: float | None
    string_value: str
    comment: str
    source: str
    observation_id: str
    config_id: str
    author_user_id: str
    timestamp: datetime


class Payload(BaseModel):
    """A piece of an input or output. Offsets count characters; `total` is the length of the whole."""

    text: str
    start: int
    total: int
    truncated: bool


def metadata_object(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Metadata with every value parsed."""
    return {key: json_text.value_of(value) for key, value in metadata.items()}
