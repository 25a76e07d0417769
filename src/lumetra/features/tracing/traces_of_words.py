"""Which traces have words in some of their rows: from the rows that the index of words names, so that few texts are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter
from lumetra.features.tracing.read_traces import TraceKey, rows_of_traces, window_of_traces
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Compiled, to_sql
from lumetra.querylang.checked import AllOf, Checked, HasWords, OneOf
from lumetra.querylang.subjects import TRACES

_PACKAGE = "lumetra.features.tracing"
_RARE_ROWS: Final = 1_000
_NEWEST_ROWS: Final = 400
_ROWS_OF_A_PAGE: Final = 5_000
_NEWEST: Final = timedelta(days=1)


def name_traces_of_rare_words(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> Filter:
    """The same filter about traces; words that fewer than 1 000 rows hold are replaced by the traces whose living rows have them."""
    for item in words_of(filter_):
        words = _rows(analytics, project_id, window, _condition(item, phrases=False), _RARE_ROWS)
        if len(words) < _RARE_ROWS:
            rows = _rows(analytics, project_id, window, _condition(item), _RARE_ROWS) if words else []
            return _with_traces(filter_, item, sorted(_living(analytics, project_id, rows)))
    return filter_


@dataclass(frozen=True)
class NewestTraces:
    """Stands for a filter with words: `filter_` names candidates, all that start at `since` or later and perhaps some earlier ones."""

    filter_: Filter
    since: datetime


def newest_traces_of_words(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, newest: datetime | None
) -> NewestTraces | None:
    """The traces of the newest rows with the words of a filter, out of the day before the hour of the newest data.

    A trace has no rows before it starts, so of those that start behind the last of these rows none is missing. None without
    words, and when the rows say nothing about the window.
    """
    item = next(iter(words_of(filter_)), None)
    if item is None or newest is None or newest <= window.start:
        return None
    since = max(window.start, newest - _NEWEST)
    day = Window(since, window.end)
    rows = _rows(analytics, project_id, day, _condition(item, phrases=False), _NEWEST_ROWS, "ORDER BY start_time DESC")
    if len(rows) == _NEWEST_ROWS:
        since = rows[-1]["start_time"] + timedelta(microseconds=1)
    if since >= window.end:
        return None
    return NewestTraces(_with_traces(filter_, item, list(dict.fromkeys(row["trace_id"] for row in rows))), since)


def keep_traces_with_words(
    analytics: Analytics, project_id: str, keys: Sequence[TraceKey], items: Sequence[HasWords]
) -> list[TraceKey] | None:
    """Those of these traces whose living rows have the words of every item; None when too many of their rows have them.

    Texts are read once, of all versions of rows; which versions live is told by their keys.
    """
    for item in items:
        if not keys:
            break
        known, condition = rows_of_traces(keys), _condition(item)
        both = Compiled(f"{known.sql} AND {condition.sql}", {**known.parameters, **condition.parameters})
        rows = _rows(analytics, project_id, window_of_traces(keys), both, _ROWS_OF_A_PAGE)
        if len(rows) == _ROWS_OF_A_PAGE:
            return None
        living = _living(analytics, project_id, rows)
        keys = [key for key in keys if key.trace_id in living]
    return list(keys)


def words_of(filter_: Filter) -> list[HasWords]:
    """The words that every match of a filter about traces has in some row, in the order of the filter."""
    whole = filter_.checked
    items: Sequence[Checked] = whole.items if isinstance(whole, AllOf) else (whole,)
    return [item for item in items if isinstance(item, HasWords) and item.field.any_row]


def without_words(filter_: Filter) -> Filter:
    """The filter without those."""
    whole, words = filter_.checked, words_of(filter_)
    items: Sequence[Checked] = whole.items if isinstance(whole, AllOf) else (whole,)
    return Filter(filter_.subject, AllOf(tuple(item for item in items if item not in words)))


def _with_traces(filter_: Filter, item: HasWords, trace_ids: Sequence[str]) -> Filter:
    """The filter with the words replaced by traces that have them."""
    own = filter_.subject.find("id")
    assert own is not None
    whole = filter_.checked
    items: Sequence[Checked] = whole.items if isinstance(whole, AllOf) else (whole,)
    known = OneOf(own, "", tuple(trace_ids))
    return Filter(filter_.subject, AllOf(tuple(known if one is item else one for one in items)))


def _condition(item: HasWords, *, phrases: bool = True) -> Compiled:
    """The words as a condition on single rows. Without `phrases` the words of a phrase may stand apart, as the index tells."""
    return to_sql(replace(item, field=replace(item.field, any_row=False)), TRACES, phrases=phrases)


def _rows(analytics: Analytics, project_id: str, window: Window, condition: Compiled, limit: int, order: str = "") -> list[Row]:
    sql = load_statement(_PACKAGE, "rows_of_words").with_slots(words=condition.sql, order=order)
    parameters = {"project_id": project_id, **window.parameters, **condition.parameters, "row_limit": limit}
    return analytics.select(sql, parameters, settings=READ_SETTINGS)


def _living(analytics: Analytics, project_id: str, rows: Sequence[Row]) -> set[str]:
    """The traces that have one of these versions of rows as a living row."""
    if not rows:
        return set()
    parameters = {
        "project_id": project_id,
        "hours": sorted({row["hour"] for row in rows}),
        "trace_ids": sorted({row["trace_id"] for row in rows}),
        "ids": sorted({row["id"] for row in rows}),
        "of_traces": [row["trace_id"] for row in rows],
        "of_ids": [row["id"] for row in rows],
        "versions": [row["row_version"] for row in rows],
    }
    living = analytics.select(load_statement(_PACKAGE, "living_traces").text, parameters, settings=READ_SETTINGS)
    return {row["trace_id"] for row in living}
