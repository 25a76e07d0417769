"""Everything about one observation, and its payloads piece by piece."""

from __future__ import annotations

from typing import Any, Final, Literal

from lumetra.domain import json_text
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import OBSERVATION_ORIGIN
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.read_observations import ObservationKey, find_observation, rows_of_keys
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.responses import OBSERVATION_ROW_COLUMNS, ObservationRow, Payload, metadata_object
from lumetra.features.tracing.time_windows import Window, moment_of
from lumetra.features.tracing.traces.models import LogEntry, LogPage, ObservationDetail
from lumetra.http.paging import CursorPage, encode_cursor

PREVIEW_CHARACTERS: Final = 100_000
LOG_CHARACTERS: Final = 4_000
Side = Literal["input", "output"]

_COLUMNS: Final = (
    *OBSERVATION_ROW_COLUMNS, *OBSERVATION_ORIGIN, "is_app_root", "usage", "cost", "prompt_id", "model_parameters",
    "pricing_tier_id", "pricing_tier_name", "tool_definitions", "tool_calls", "created_at", "updated_at",
    f"substringUTF8(input, 1, {PREVIEW_CHARACTERS}) AS input_head", f"substringUTF8(output, 1, {PREVIEW_CHARACTERS}) AS output_head",
    "lengthUTF8(input) AS input_characters", "lengthUTF8(output) AS output_characters",
)  # fmt: skip


def read_detail(analytics: Analytics, project_id: str, trace_id: str, own_id: str) -> ObservationDetail:
    """The observation, or the trace's own row, with the first 100 000 characters of its payloads. Raises NotFound."""
    key = find_observation(analytics, project_id, own_id, trace_id=trace_id, trace_rows=True)
    rows = rows_of_keys(analytics, project_id, [key], _COLUMNS) if key else []
    if not rows:
        raise NotFound(f"Observation {own_id} of trace {trace_id} does not exist")
    row = rows[0]
    judged = "" if row["type"] == "TRACE" else own_id
    own = [score for score in score_rows(analytics, project_id, [trace_id]) if score["observation_id"] == judged]
    same = (
        "completion_start_time", "prompt_id", "pricing_tier_id", "pricing_tier_name", "cost_explanation", "usage_estimated", "usage_units",
        "usage_problems", "source", "dialect", "sdk_version", "key_id", "receipt_id", "experiment_id", "experiment_name",
        "experiment_dataset_id", "experiment_item_id", "created_at", "updated_at",
    )  # fmt: skip
    return ObservationDetail(
        **ObservationRow.fields_of(row, own, []),
        is_root=not row["parent_id"] or row["is_app_root"],
        usage=row["usage"],
        cost={name: float(amount) for name, amount in row["cost"].items()},
        score_list=[score_value(score) for score in own],
        **{name: row[name] for name in same},
        model_parameters=json_text.value_of(row["model_parameters"]),
        metadata=metadata_object(row["metadata"]),
        input=_head(row, "input"),
        output=_head(row, "output"),
        tool_definitions=metadata_object(row["tool_definitions"]),
        tool_calls=[json_text.value_of(call) for call in row["tool_calls"]],
        provided_usage=json_text.value_of(row["provided_usage"]),
        provided_cost={name: float(amount) for name, amount in row["provided_cost"].items()},
        experiment_item_expected_output=json_text.value_of(row["experiment_item_expected_output"]),
    )


def _head(row: Row, side: Side) -> Payload:
    text, total = row[f"{side}_head"], row[f"{side}_characters"]
    return Payload(text=text, start=0, total=total, truncated=len(text) < total)


def read_payload(
    analytics: Analytics, project_id: str, trace_id: str, own_id: str, side: Side, *, start: int, length: int
) -> Payload:
    """`length` characters of an input or output from offset `start`. Raises NotFound."""
    key = find_observation(analytics, project_id, own_id, trace_id=trace_id, trace_rows=True)
    columns = (f"substringUTF8({side}, {start + 1:d}, {length:d}) AS piece", f"lengthUTF8({side}) AS characters")
    rows = rows_of_keys(analytics, project_id, [key], columns) if key else []
    if not rows:
        raise NotFound(f"Observation {own_id} of trace {trace_id} does not exist")
    text, total = rows[0]["piece"], rows[0]["characters"]
    return Payload(text=text, start=start, total=total, truncated=start + len(text) < total)


def read_log(analytics: Analytics, project_id: str, key: TraceKey, paging: CursorPage) -> LogPage:
    """A page of the steps of a trace, oldest first."""
    parts = paging.parts(2)
    after = ObservationKey(moment_of(parts[0]), key.trace_id, str(parts[1])) if parts else None
    parameters: dict[str, Any] = {
        "project_id": project_id,
        "trace_id": key.trace_id,
        "characters": LOG_CHARACTERS,
        "row_limit": paging.limit + 1,
        "after_id": after.id if after else "",
        **Window(after.start_time if after else key.started, key.ended).parameters,
    }
    rows = analytics.select(load_statement("lumetra.features.tracing", "log").text, parameters, settings=READ_SETTINGS)
    data = [LogEntry(**row) for row in rows[: paging.limit]]
    more = len(rows) > paging.limit
    return LogPage(data=data, next_cursor=encode_cursor(data[-1].start_time.isoformat(), data[-1].id) if more else None)
