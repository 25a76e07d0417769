"""Rows put straight into the analytics tables, for tests of reading that need exact values and nothing of ingestion."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from lumetra.engines.analytics import Analytics

_TIME = pa.timestamp("us", tz="UTC")
_MONEY = pa.decimal128(38, 18)
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("start_time", "end_time", "completion_start_time", "created_at", "updated_at", "timestamp"), _TIME),
    **dict.fromkeys(("is_app_root", "public", "bookmarked", "usage_estimated"), pa.bool_()),
    **dict.fromkeys(("tags", "tool_calls", "tool_call_names"), pa.list_(pa.string())),
    **dict.fromkeys(("metadata", "tool_definitions", "usage_units"), pa.map_(pa.string(), pa.string())),
    "usage": pa.map_(pa.string(), pa.float64()),
    "cost": pa.map_(pa.string(), _MONEY),
    "total_cost": _MONEY,
    "prompt_version": pa.uint32(),
    "row_version": pa.uint64(),
    "is_deleted": pa.uint8(),
    "value": pa.float64(),
}
_VERSIONS = itertools.count(1)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The moment that builders count from."""


def observation(project_id: str, trace_id: str, own_id: str, **columns: Any) -> dict[str, Any]:
    """A row of `observations`: a span of one second at NOW unless said otherwise."""
    start = columns.get("start_time", NOW)
    return {
        "project_id": project_id,
        "trace_id": trace_id,
        "id": own_id,
        "type": "SPAN",
        "name": own_id,
        "start_time": start,
        "end_time": start + timedelta(seconds=1),
        "level": "DEFAULT",
        "environment": "default",
        "created_at": start,
        "updated_at": start,
        "row_version": next(_VERSIONS),
        **columns,
    }


def trace_row(project_id: str, trace_id: str, **columns: Any) -> dict[str, Any]:
    """The row that carries what belongs to the trace itself."""
    return observation(project_id, trace_id, f"t-{trace_id}", type="TRACE", name="", end_time=None, **columns)


def score(project_id: str, own_id: str, name: str, value: float | None, **columns: Any) -> dict[str, Any]:
    """A row of `scores`: numeric, at NOW, unless said otherwise."""
    return {
        "project_id": project_id,
        "id": own_id,
        "name": name,
        "value": value,
        "timestamp": NOW,
        "data_type": "NUMERIC",
        "source": "API",
        "environment": "default",
        "created_at": NOW,
        "updated_at": NOW,
        "row_version": next(_VERSIONS),
        **columns,
    }


def insert(analytics: Analytics, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that may differ in which columns they name; a column that a row leaves out takes its type's empty value."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    arrays = {name: pa.array([_value(row, name) for row in rows], _TYPES.get(name, pa.string())) for name in names}
    analytics.insert(table, pa.table(arrays))


_NULLABLE = {"end_time", "completion_start_time", "total_cost", "prompt_version", "value"}


def _value(row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    kind = _TYPES.get(name, pa.string())
    if value is None and name not in _NULLABLE:
        empty: dict[pa.DataType, Any] = {pa.string(): "", pa.bool_(): False, pa.uint8(): 0, pa.uint64(): 0, _TIME: NOW}
        return empty.get(kind, [])
    if isinstance(value, dict):
        return [(key, Decimal(str(item)) if name == "cost" else item) for key, item in value.items()]
    return value
