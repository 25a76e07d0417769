"""Reads traces, which are groups of observations: where they lie, and the attributes and totals of known ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import trace_columns
from lumetra.features.tracing.filters import IN_HOURS, READ_SETTINGS, Filter, Sieve, take_apart
from lumetra.features.tracing.time_windows import Window, as_microseconds
from lumetra.querylang import Compiled

_PACKAGE = "lumetra.features.tracing"
SCOPE: Final = (
    "start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')"
    " AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY"
)
"""Members of the traces that start in a window lie in it, or within a day behind it."""


@dataclass(frozen=True)
class TraceKey:
    """What names a trace, where it starts and ends, and where a page ends."""

    trace_id: str
    started: datetime
    ended: datetime


def trace_rows(
    analytics: Analytics, project_id: str, keys: Sequence[TraceKey], *columns: dict[str, str], sieve: Sieve | None = None
) -> list[Row]:
    """The wanted columns of these traces, in the order of the keys. Deleted traces, and those the sieve refuses, are left out."""
    if not keys:
        return []
    known = rows_of_traces(keys)
    members = sieve.members.compile(scope=known.sql, prefix="m") if sieve else Compiled("1")
    totals = sieve.totals.compile(scope=known.sql, prefix="k") if sieve else Compiled("1")
    rows = analytics.select(
        load_statement(_PACKAGE, "trace_rows").with_slots(
            columns=trace_columns(*columns), known=known.sql, members=members.sql, having=totals.sql
        ),
        {"project_id": project_id, **known.parameters, **members.parameters, **totals.parameters},
        settings=READ_SETTINGS,
    )
    by_id = {row["trace_id"]: row for row in rows}
    return [by_id[key.trace_id] for key in keys if key.trace_id in by_id]


def window_of_traces(keys: Sequence[TraceKey]) -> Window:
    """From the first start of these traces (at least one) to behind their last end."""
    return Window(min(key.started for key in keys), max(key.ended for key in keys) + timedelta(microseconds=1))


def rows_of_traces(keys: Sequence[TraceKey]) -> Compiled:
    """What all rows of these traces (at least one) meet, in columns of the primary key; its parameters have the window of them too."""
    hours = _hours(keys)
    parameters = {"hours": hours, "trace_ids": [key.trace_id for key in keys], **window_of_traces(keys).parameters}
    return Compiled(f"trace_id IN {{trace_ids:Array(String)}} AND {IN_HOURS if hours else '1'}", parameters)


_MOST_HOURS: Final = 2_000


def _hours(keys: Sequence[TraceKey]) -> list[int]:
    """The hours in which these traces lie, as seconds: they name the parts of the primary index. Empty when there are too many."""
    found: set[int] = set()
    for key in keys:
        first, last = (as_microseconds(moment) // 3_600_000_000 for moment in (key.started, key.ended))
        if last - first + len(found) > _MOST_HOURS:
            return []
        found.update(range(first, last + 1))
    return sorted(hour * 3600 for hour in found)


def count_traces(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> int:
    """How many traces match, counted over the living rows."""
    parts = take_apart(filter_, scope=SCOPE)
    sql = load_statement(_PACKAGE, "trace_count").with_slots(where=parts.where.sql, having=parts.having.sql)
    parameters = {"project_id": project_id, **window.parameters, **parts.where.parameters, **parts.having.parameters}
    total: int = analytics.select(sql, parameters, settings=READ_SETTINGS)[0]["total"]
    return total


def find_trace(analytics: Analytics, project_id: str, trace_id: str) -> TraceKey | None:
    """The hours in which a trace lies, as a key; None when nothing of it was ever stored. It may be deleted: its rows tell."""
    sql = load_statement(_PACKAGE, "trace_window").text
    row = analytics.select(sql, {"project_id": project_id, "trace_id": trace_id})[0]
    if not row["hours"]:
        return None
    first, last = (row[name].replace(tzinfo=UTC) for name in ("first_hour", "last_hour"))
    return TraceKey(trace_id, first, last + timedelta(hours=1))


def find_traces(analytics: Analytics, project_id: str, trace_ids: Sequence[str]) -> list[TraceKey]:
    """`find_trace` for several at once, in the order of the ids; unknown ones are left out."""
    sql = load_statement(_PACKAGE, "trace_windows").text
    rows = analytics.select(sql, {"project_id": project_id, "trace_ids": list(trace_ids)})
    hours = {row["trace_id"]: [row[name].replace(tzinfo=UTC) for name in ("first_hour", "last_hour")] for row in rows}
    return [TraceKey(one, hours[one][0], hours[one][1] + timedelta(hours=1)) for one in trace_ids if one in hours]
