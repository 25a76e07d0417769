"""Numbered pages of traces in another order than newest first, over the whole result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.filters import READ_SETTINGS, Filter, take_apart
from lumetra.features.tracing.read_traces import SCOPE, TraceKey
from lumetra.features.tracing.time_windows import Window

_COLUMNS: Final = {
    "timestamp": "timestamp",
    "id": "trace_id",
    "name": "name",
    "userId": "user_id",
    "sessionId": "session_id",
    "release": "release",
    "version": "version",
    "public": "public",
    "bookmarked": "bookmarked",
}
"""What `orderBy` may name (wire contract 2.2), and the column of a trace that it means."""


@dataclass(frozen=True)
class TraceOrder:
    """A column of a trace to sort by."""

    sql: str
    direction: Literal["ASC", "DESC"]


def read_trace_order(text: str) -> TraceOrder | None:
    """`field.asc` or `field.desc`; None for the usual order, newest first. Raises Refusal for anything else."""
    if text in ("", "timestamp.desc"):
        return None
    name, _, direction = text.partition(".")
    if name not in _COLUMNS or direction.lower() not in ("asc", "desc"):
        raise Refusal(f"Invalid orderBy: expected one of {', '.join(_COLUMNS)}, then .asc or .desc")
    return TraceOrder(TRACE_CORE[_COLUMNS[name]], "ASC" if direction.lower() == "asc" else "DESC")


def ordered_trace_keys(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, order: TraceOrder, *, page: int, limit: int
) -> list[TraceKey]:
    """The keys of one page. Every trace of the window is grouped, in narrow columns and beyond a bound of memory on disk."""
    parts = take_apart(filter_, scope=SCOPE)
    sql = load_statement("lumetra.features.tracing", "trace_keys_ordered").with_slots(
        sort=order.sql, direction=order.direction, where=parts.where.sql, having=parts.having.sql
    )
    parameters = {
        "project_id": project_id, **window.parameters, "row_limit": limit, "row_offset": (page - 1) * limit,
        **parts.where.parameters, **parts.having.parameters,
    }  # fmt: skip
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    return [TraceKey(row["trace_id"], row["started"], row["ended"]) for row in rows]
