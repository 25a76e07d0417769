"""One page of traces: keys of candidates from the small table of traces, then the rows of those that the filter means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter, Sieve, make_sieve
from lumetra.features.tracing.read_observations import newest_hour
from lumetra.features.tracing.read_traces import SCOPE, TraceKey, trace_rows
from lumetra.features.tracing.time_windows import Window, as_microseconds, windows_back
from lumetra.features.tracing.traces_of_words import (
    keep_traces_with_words,
    name_traces_of_rare_words,
    newest_traces_of_words,
    without_words,
    words_of,
)
from lumetra.querylang import Compiled

_PACKAGE = "lumetra.features.tracing"
_MOST_CANDIDATES: Final = 20_000
Stretch = tuple[Window, Compiled]
"""A window of time, and the condition that chooses candidates in it."""
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
    filter_ = name_traces_of_rare_words(analytics, project_id, filter_, window)
    sieve = make_sieve(filter_, scope=SCOPE)
    bound = (
        window
        if after is None or oldest_first
        else Window(window.start, min(window.end, after.started + timedelta(microseconds=1)))
    )
    # What few traces meet is found in one go over all of the time; what many meet is near the end of it.
    if sieve.is_selective or oldest_first:
        stretches: Iterable[Stretch] = [(bound, sieve.candidates)]
    else:
        stretches = _stretches_back(analytics, project_id, filter_, sieve, bound, first=after is None)
    chunk = limit + offset + 1
    candidates = _all_candidates(analytics, project_id, stretches, after, chunk, oldest_first)
    found: list[Row] = []
    by_id: dict[str, TraceKey] = {}
    skip = offset
    while keys := list(islice(candidates, chunk)):
        by_id |= {key.trace_id: key for key in keys}
        wanted, rest = _sift_by_words(analytics, project_id, keys, sieve)
        if skip:  # what a numbered page passes over is only counted, never read whole
            living = [row["trace_id"] for row in trace_rows(analytics, project_id, wanted, _ID, sieve=rest)]
            wanted = [by_id[trace_id] for trace_id in living[skip:][: limit + 1 - len(found)]]
            skip -= min(skip, len(living))
        found.extend(trace_rows(analytics, project_id, wanted, *columns, sieve=rest))
        if len(found) > limit:
            return TracePage(found[:limit], by_id[found[limit - 1]["trace_id"]])
        chunk = min(chunk * 4, _MOST_CANDIDATES)
    return TracePage(found, None)


def _stretches_back(
    analytics: Analytics, project_id: str, filter_: Filter, sieve: Sieve, whole: Window, *, first: bool
) -> Iterator[Stretch]:
    """Windows back through time with what chooses candidates in them. `first`: nothing newer was asked for before."""
    newest = newest_hour(analytics, project_id)
    named = newest_traces_of_words(analytics, project_id, filter_, whole, newest) if first else None
    if named is not None:
        yield Window(named.since, whole.end), make_sieve(named.filter_, scope=SCOPE).candidates
        whole = Window(whole.start, named.since)
    for window in windows_back(whole, newest):
        yield window, sieve.candidates


def _sift_by_words(
    analytics: Analytics, project_id: str, keys: Sequence[TraceKey], sieve: Sieve
) -> tuple[Sequence[TraceKey], Sieve]:
    """The candidates that have the words that are looked for, and what is still to be asked of them."""
    words = words_of(sieve.members)
    kept = keep_traces_with_words(analytics, project_id, keys, words) if words else None
    if kept is None:
        return keys, sieve
    return kept, replace(sieve, members=without_words(sieve.members))


def _all_candidates(
    analytics: Analytics,
    project_id: str,
    stretches: Iterable[Stretch],
    after: TraceKey | None,
    chunk: int,
    oldest_first: bool,
) -> Iterator[TraceKey]:
    """Candidates behind `after`, stretch by stretch, found as they are asked for: first `chunk` at a time, then more."""
    for stretch, where in stretches:
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
