"""Which columns a read asks for: never more than its answer shows."""

from __future__ import annotations

from typing import Final

from lumetra.querylang.subjects.observations import (
    INPUT_MONEY_SQL,
    INPUT_TOKENS_SQL,
    OUTPUT_MONEY_SQL,
    OUTPUT_TOKENS_SQL,
    TOTAL_TOKENS_SQL,
)
from lumetra.querylang.subjects.traces import (
    TRACE_ENVIRONMENT_SQL,
    TRACE_LATENCY_SQL,
    TRACE_NAME_SQL,
    TRACE_TIME_SQL,
)

OBSERVATION_CORE: Final = (
    "trace_id", "id", "parent_id", "type", "name", "start_time", "end_time", "completion_start_time", "level", "status_message",
    "environment", "version", "release", "is_app_root", "trace_name", "user_id", "session_id", "tags", "public", "bookmarked",
    "model", "model_parameters", "usage", "cost", "total_cost", "model_id", "pricing_tier_id", "pricing_tier_name",
    "prompt_id", "prompt_name", "prompt_version", "created_at", "updated_at",
)  # fmt: skip
"""Everything of an observation but its payloads."""

OBSERVATION_IO: Final = ("input", "output")
OBSERVATION_PREVIEW: Final = ("input_preview", "output_preview", "input_length", "output_length")
OBSERVATION_TOOLS: Final = ("tool_definitions", "tool_calls", "tool_call_names")
OBSERVATION_ORIGIN: Final = (
    "usage_units", "usage_problems", "usage_estimated", "provided_usage", "provided_cost", "cost_explanation", "source", "dialect",
    "sdk_name", "sdk_version", "key_id", "receipt_id", "experiment_id", "experiment_name", "experiment_dataset_id",
    "experiment_item_id", "experiment_item_root_observation_id", "experiment_item_expected_output",
)  # fmt: skip

# The row whose own input, output and metadata speak for the trace: its TRACE row, else its root, else the earliest that has one.
_FIRST = "argMin({0}, ({0} = '', type != 'TRACE', parent_id != '', start_time))"
_LAST = "argMaxIf(toString({0}), row_version, {0} != '')"

TRACE_CORE: Final[dict[str, str]] = {
    "trace_id": "trace_id",
    "name": TRACE_NAME_SQL,
    "timestamp": TRACE_TIME_SQL,
    "started": "min(observations.start_time)",
    "environment": TRACE_ENVIRONMENT_SQL,
    "user_id": _LAST.format("observations.user_id"),
    "session_id": _LAST.format("observations.session_id"),
    "release": _LAST.format("observations.release"),
    "version": _LAST.format("observations.version"),
    "tags": "arraySort(groupUniqArrayArray(observations.tags))",
    "public": "max(observations.public)",
    "bookmarked": "max(observations.bookmarked)",
    "created_at": "min(observations.created_at)",
    "updated_at": "max(observations.updated_at)",
}
TRACE_TOTALS: Final[dict[str, str]] = {
    "latency": TRACE_LATENCY_SQL,
    "total_cost": "sum(observations.total_cost)",
    "input_cost": f"toFloat64(sum({INPUT_MONEY_SQL}))",
    "output_cost": f"toFloat64(sum({OUTPUT_MONEY_SQL}))",
    "input_tokens": f"sum({INPUT_TOKENS_SQL})",
    "output_tokens": f"sum({OUTPUT_TOKENS_SQL})",
    "total_tokens": f"sum({TOTAL_TOKENS_SQL})",
    "observation_count": "countIf(type != 'TRACE')",
    "error_count": "countIf(type != 'TRACE' AND level = 'ERROR')",
    "warning_count": "countIf(type != 'TRACE' AND level = 'WARNING')",
}
TRACE_PREVIEW: Final[dict[str, str]] = {
    "input_preview": _FIRST.format("observations.input_preview"),
    "output_preview": _FIRST.format("observations.output_preview"),
}
TRACE_IO: Final[dict[str, str]] = {
    "input": _FIRST.format("observations.input"),
    "output": _FIRST.format("observations.output"),
    "metadata": "argMin(observations.metadata, (empty(observations.metadata), type != 'TRACE', parent_id != '', start_time))",
}
TRACE_OBSERVATION_IDS: Final[dict[str, str]] = {
    "observation_ids": "arrayMap(pair -> pair.2, arraySort(groupArrayIf((start_time, id), type != 'TRACE')))",
}


def trace_columns(*groups: dict[str, str]) -> str:
    """The select list of trace columns."""
    return ", ".join(f"{sql} AS {name}" for group in groups for name, sql in group.items())
