"""Reads traces, which are groups of observations: one page by key, and the attributes and totals of known ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import trace_columns
from lumetra.features.tracing.filters import IN_HOURS, READ_SETTINGS, Filter, Sieve, make_sieve, take_apart
from lumetra.features.tracing.rare_words import name_traces_of_rare_words
from lumetra.features.tracing.read_observations import newest_hour
from lumetra.features.tracing.time_windows import Window, as_microseconds, windows_back
from lumetra.querylang import Compiled

_PACKAGE = "lumetra.features.tracing"
_MOST_CANDIDATES: Final = 20_000
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


def rows_of_traces(keys: Sequence[TraceKey]) -> Compiled:
    """What all rows of these traces (at least one) meet, in columns of the primary key; its parameters have the window of them too."""
    window = Window(min(key.started for key in keys), max(key.ended for key in keys) + timedelta(microseconds=1))
    hours = _hours(keys)
    parameters = {"hours": hours, "trace_ids": [key.trace_id for key in keys], **window.parameters}
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


_ID: Final = {"trace_id": "trace_id"}


@dataclass(frozen=True)
class TracePage:
    """One page: its rows, and the key behind which the next one begins (None at the end)."""

    rows: list[Row]
    next_key: TraceKey | None


def page_of_traces(
    analytics: Analytics,
    project_id: str,
    filter_: Filter,
    window: Window,
    *columns: dict[str, str],
    limit: int,
    after: TraceKey | None = None,
    offset: int = 0,
    oldest_first: bool = False,
) -> TracePage:
    """Newest first: `limit` traces behind `after`, or fewer at the end of the data. `oldest_first` looks at the whole window.

    Keys come from the small table of traces; only the traces that make the page are put together from their observations.
    """
    sieve = make_sieve(name_traces_of_rare_words(analytics, project_id, filter_, window), scope=SCOPE)
    bound = (
        window
        if after is None or oldest_first
        else Window(window.start, min(window.end, after.started + timedelta(microseconds=1)))
    )
    # What few traces meet is found in one go over all of the time; what many meet is near the end of it.
    whole = sieve.is_selective or oldest_first
    stretches = [bound] if whole else windows_back(bound, newest_hour(analytics, project_id))
    chunk = limit + offset + 1
    candidates = _all_candidates(analytics, project_id, sieve.candidates, stretches, after, chunk, oldest_first)
    found: list[Row] = []
    by_id: dict[str, TraceKey] = {}
    skip = offset
    while keys := list(islice(candidates, chunk)):
        by_id |= {key.trace_id: key for key in keys}
        wanted = keys
        if skip:  # what a numbered page passes over is only counted, never read whole
            living = [row["trace_id"] for row in trace_rows(analytics, project_id, keys, _ID, sieve=sieve)]
            wanted = [by_id[trace_id] for trace_id in living[skip:][: limit + 1 - len(found)]]
            skip -= min(skip, len(living))
        found.extend(trace_rows(analytics, project_id, wanted, *columns, sieve=sieve))
        if len(found) > limit:
            return TracePage(found[:limit], by_id[found[limit - 1]["trace_id"]])
        chunk = min(chunk * 4, _MOST_CANDIDATES)
    return TracePage(found, None)


def _all_candidates(
    analytics: Analytics,
    project_id: str,
    where: Compiled,
    stretches: Iterable[Window],
    after: TraceKey | None,
    chunk: int,
    oldest_first: bool,
) -> Iterator[TraceKey]:
    """Candidates behind `after`, stretch by stretch, found as they are asked for: first `chunk` at a time, then more."""
    for stretch in stretches:
        while True:
            keys, after = _candidates(analytics, project_id, where, stretch, after, chunk, oldest_first)
            yield from keys
            if after is None:
                break
            chunk = min(chunk * 4, _MOST_CANDIDATES)


def _candidates(
    analytics: Analytics,
    project_id: str,
    where: Compiled,
    window: Window,
    after: TraceKey | None,
    limit: int,
    oldest_first: bool,
) -> tuple[list[TraceKey], TraceKey | None]:
    """Candidates that start in the window, and behind which key there may be more of them (None: there are none)."""
    parameters: dict[str, Any] = {"project_id": project_id, **window.parameters, **where.parameters}
    behind = "1"
    if after is not None:
        sign = ">" if oldest_first else "<"
        behind = f"(min(traces.start_time), trace_id) {sign} (fromUnixTimestamp64Micro({{after_time:Int64}}, 'UTC'), {{after_trace:String}})"
        parameters |= {"after_time": as_microseconds(after.started), "after_trace": after.trace_id}
    direction = "ASC" if oldest_first else "DESC"
    sql = load_statement(_PACKAGE, "trace_keys").with_slots(where=where.sql, after=behind, direction=direction)
    rows = analytics.select(sql, {**parameters, "row_limit": limit}, settings=READ_SETTINGS)
    keys = [TraceKey(row["trace_id"], row["started"], row["ended"]) for row in rows if row["started"] >= window.start]
    last = rows[-1] if len(rows) == limit else None
    return keys, TraceKey(last["trace_id"], last["place"], last["ended"]) if last else None


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
