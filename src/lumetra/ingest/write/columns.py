"""Turns rows into the columns of `observations` and `scores`. The names here are the column names of the schema."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pyarrow as pa

from lumetra.domain.observation import Experiment
from lumetra.ingest.write.arrays import money, money_maps, number_maps, text, text_lists, text_maps, times
from lumetra.ingest.write.rows import TRACE_ROW_TYPE, ObservationRow, ScoreRow

_NO_EXPERIMENT = Experiment(id="")
_EXPERIMENT_FIELDS = tuple(field.name for field in msgspec.structs.fields(Experiment))


def observation_table(rows: Sequence[ObservationRow], *, updated_at_us: int) -> pa.Table:
    """All columns of `observations` for these rows, in the order given."""
    columns = {
        **_own_columns(rows),
        **_trace_columns(rows),
        **_cost_columns(rows),
        **_experiment_columns(rows),
        **_origin_columns(rows),
        "updated_at": times([updated_at_us] * len(rows)),
    }
    return pa.table(columns)


def _own_columns(rows: Sequence[ObservationRow]) -> dict[str, pa.Array]:
    o = [row.observation for row in rows]
    return {
        "trace_id": text([x.trace_id for x in o]),
        "id": text([x.id for x in o]),
        "parent_id": text([x.parent_id for x in o]),
        "type": text([TRACE_ROW_TYPE if row.is_trace else row.observation.type for row in rows]),
        "name": text([x.name for x in o]),
        "start_time": times([x.start_time_us for x in o]),
        "end_time": times([x.end_time_us for x in o]),
        "completion_start_time": times([x.completion_start_time_us for x in o]),
        "level": text([x.level for x in o]),
        "status_message": text([x.status_message for x in o]),
        "environment": text([x.environment for x in o]),
        "is_deleted": pa.array([int(row.is_deleted) for row in rows], pa.uint8()),
        "is_app_root": pa.array([x.is_app_root for x in o], pa.bool_()),
        "input": text([x.input for x in o]),
        "output": text([x.output for x in o]),
        "metadata": text_maps([x.metadata for x in o]),
        "model": text([x.model for x in o]),
        "model_parameters": text([x.model_parameters for x in o]),
        "prompt_name": text([x.prompt_name for x in o]),
        "prompt_version": pa.array([x.prompt_version for x in o], pa.uint32()),
        "tool_definitions": text_maps([x.tool_definitions for x in o]),
        "tool_calls": text_lists([x.tool_calls for x in o]),
        "tool_call_names": text_lists([x.tool_call_names for x in o]),
        "dialect": text([x.dialect for x in o]),
    }


def _trace_columns(rows: Sequence[ObservationRow]) -> dict[str, pa.Array]:
    return {
        "version": text([row.observation.version or row.trace.version for row in rows]),
        "release": text([row.observation.release or row.trace.release for row in rows]),
        "trace_name": text([row.trace.name for row in rows]),
        "user_id": text([row.trace.user_id for row in rows]),
        "session_id": text([row.trace.session_id for row in rows]),
        "tags": text_lists([row.trace.tags for row in rows]),
        "public": pa.array([row.trace.public for row in rows], pa.bool_()),
        "bookmarked": pa.array([row.trace.bookmarked for row in rows], pa.bool_()),
    }


def _cost_columns(rows: Sequence[ObservationRow]) -> dict[str, pa.Array]:
    o = [row.observation for row in rows]
    c = [row.costs for row in rows]
    return {
        "usage": number_maps([x.usage if y is None else y.usage for x, y in zip(o, c, strict=True)]),
        "usage_units": text_maps([x.usage_units for x in o]),
        "usage_problems": text_maps([x.usage_problems for x in o]),
        "usage_estimated": pa.array([y is not None and y.usage_estimated for y in c], pa.bool_()),
        "provided_usage": text([x.provided_usage for x in o]),
        "provided_cost": money_maps([x.provided_cost for x in o]),
        "cost": money_maps([x.provided_cost if y is None else y.cost for x, y in zip(o, c, strict=True)]),
        "total_cost": money([None if y is None else y.total_cost for y in c]),
        "model_id": text(["" if y is None else y.model_id for y in c]),
        "pricing_tier_id": text(["" if y is None else y.pricing_tier_id for y in c]),
        "pricing_tier_name": text(["" if y is None else y.pricing_tier_name for y in c]),
        "cost_explanation": text(["" if y is None else y.explanation for y in c]),
    }


def _experiment_columns(rows: Sequence[ObservationRow]) -> dict[str, pa.Array]:
    experiments = [row.observation.experiment or _NO_EXPERIMENT for row in rows]
    if all(experiment is _NO_EXPERIMENT for experiment in experiments):
        return {}  # the columns' default is the empty string
    return {f"experiment_{name}": text([getattr(x, name) for x in experiments]) for name in _EXPERIMENT_FIELDS}


def _origin_columns(rows: Sequence[ObservationRow] | Sequence[ScoreRow]) -> dict[str, pa.Array]:
    p = [row.provenance for row in rows]
    columns = {
        "project_id": text([x.project_id for x in p]),
        "receipt_id": text([x.receipt_id for x in p]),
        "created_at": times([row.created_at_us for row in rows]),
        "row_version": pa.array([row.version for row in rows], pa.uint64()),
    }
    if rows and isinstance(rows[0], ObservationRow):
        columns |= {
            "source": text([x.source for x in p]),
            "sdk_name": text([x.sdk_name for x in p]),
            "sdk_version": text([x.sdk_version for x in p]),
            "key_id": text([x.key_id for x in p]),
            "prompt_id": text([row.prompt_id for row in rows if isinstance(row, ObservationRow)]),
        }
    return columns


def score_table(rows: Sequence[ScoreRow], *, updated_at_us: int) -> pa.Table:
    """All columns of `scores` for these rows, in the order given."""
    s = [row.score for row in rows]
    names = (
        "id", "name", "data_type", "string_value", "trace_id", "observation_id", "session_id", "experiment_id", "source",
        "comment", "config_id", "queue_id", "author_user_id", "environment", "execution_trace_id", "evaluator_id", "rule_id",
    )  # fmt: skip
    return pa.table(
        {
            **{name: text([getattr(x, name) for x in s]) for name in names},
            "timestamp": times([x.timestamp_us for x in s]),
            "value": pa.array([x.value for x in s], pa.float64()),
            "metadata": text_maps([x.metadata for x in s]),
            **_origin_columns(rows),
            "updated_at": times([updated_at_us] * len(rows)),
        }
    )
