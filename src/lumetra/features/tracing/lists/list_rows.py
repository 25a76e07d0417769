"""Pages of traces and of observations for tables: keys first, then the page's rows with scores and highlighted hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.filters import Filter
from lumetra.features.tracing.highlight import find_highlights, searched_words, trace_highlights
from lumetra.features.tracing.lists.listed import ListedObservation, ListedTrace
from lumetra.features.tracing.lists.sorted_pages import read_order, sorted_observation_keys, sorted_trace_keys
from lumetra.features.tracing.pages_of_traces import page_of_traces
from lumetra.features.tracing.read_filters import AskComments
from lumetra.features.tracing.read_observations import ObservationKey, page_keys, rows_of_keys
from lumetra.features.tracing.read_scores import score_rows
from lumetra.features.tracing.read_traces import TraceKey, trace_rows
from lumetra.features.tracing.responses import OBSERVATION_ROW_COLUMNS, TRACE_ROW_EXTRAS, Listing, ObservationRow, TraceRow
from lumetra.features.tracing.time_windows import Window, hour_seconds, moment_of
from lumetra.http.paging import CursorPage, encode_cursor

_TRACE_COLUMNS = (TRACE_CORE, TRACE_TOTALS, TRACE_PREVIEW, TRACE_ROW_EXTRAS)


def list_of_observations(
    analytics: Analytics,
    project_id: str,
    filter_: Filter,
    window: Window,
    order_text: str,
    paging: CursorPage,
    comments: AskComments,
) -> Listing[ListedObservation]:
    """One page of the table of observations, in the order of `order_text` (`field.asc|desc`, newest first without it)."""
    order = read_order(order_text, filter_)
    parts = paging.parts(3)
    if order is None:
        after = ObservationKey(moment_of(parts[0]), str(parts[1]), str(parts[2])) if parts else None
        keys = page_keys(analytics, project_id, filter_, window, limit=paging.limit + 1, after=after)
        places: list[Any] = [key.start_time.isoformat() for key in keys]
    else:
        found = sorted_observation_keys(analytics, project_id, filter_, window, order, limit=paging.limit + 1, after=parts)
        keys, places = [key for key, _ in found], [value for _, value in found]
    shown = keys[: paging.limit]
    rows = rows_of_keys(analytics, project_id, shown, OBSERVATION_ROW_COLUMNS)
    scores = _by_trace(score_rows(analytics, project_id, list({key.trace_id for key in shown})))
    hits = find_highlights(
        analytics,
        project_id,
        searched_words(filter_.checked),
        [(key.trace_id, key.id) for key in shown],
        hour_seconds([key.start_time for key in shown]),
    )
    said = comments.count(project_id, filter_.subject.name, [key.id for key in shown])
    data = [
        ListedObservation(
            **ObservationRow.fields_of(
                row,
                [score for score in scores[row["trace_id"]] if score["observation_id"] == row["id"]],
                hits.get((row["trace_id"], row["id"]), []),
            ),
            comment_count=said.get(row["id"], 0),
        )
        for row in rows
    ]
    last = paging.limit - 1
    cursor = encode_cursor(places[last], keys[last].trace_id, keys[last].id) if len(keys) > paging.limit else None
    return Listing(data=data, next_cursor=cursor)


def list_of_traces(
    analytics: Analytics,
    project_id: str,
    filter_: Filter,
    window: Window,
    order_text: str,
    paging: CursorPage,
    comments: AskComments,
) -> Listing[ListedTrace]:
    """One page of the table of traces, in the order of `order_text` (`field.asc|desc`, newest first without it)."""
    order = read_order(order_text, filter_)
    parts = paging.parts(2)
    cursor = None
    if order is None:
        after = None if parts is None else TraceKey(str(parts[1]), moment_of(parts[0]), moment_of(parts[0]))
        page = page_of_traces(analytics, project_id, filter_, window, *_TRACE_COLUMNS, limit=paging.limit, after=after)
        rows = page.rows
        if page.next_key is not None:
            cursor = encode_cursor(page.next_key.started.isoformat(), page.next_key.trace_id)
    else:
        found = sorted_trace_keys(analytics, project_id, filter_, window, order, limit=paging.limit + 1, after=parts)
        rows = trace_rows(analytics, project_id, [key for key, _ in found[: paging.limit]], *_TRACE_COLUMNS)
        if len(found) > paging.limit:
            key, value = found[paging.limit - 1]
            cursor = encode_cursor(value, key.trace_id)
    scores = _by_trace(score_rows(analytics, project_id, [row["trace_id"] for row in rows]))
    hits = _trace_hits(analytics, project_id, filter_, rows)
    said = comments.count(project_id, filter_.subject.name, [row["trace_id"] for row in rows])
    data = [
        ListedTrace(
            **TraceRow.fields_of(
                row,
                [score for score in scores[row["trace_id"]] if not score["observation_id"]],
                hits.get(row["trace_id"], []),
            ),
            comment_count=said.get(row["trace_id"], 0),
        )
        for row in rows
    ]
    return Listing(data=data, next_cursor=cursor)


def _by_trace(scores: Sequence[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for score in scores:
        found[score["trace_id"]].append(score)
    return found


def _trace_hits(analytics: Analytics, project_id: str, filter_: Filter, rows: Sequence[Row]) -> dict[str, Any]:
    words = searched_words(filter_.checked)
    if not words or not rows:
        return {}
    started = [row["started"] for row in rows]
    around = Window(min(started), max(started) + timedelta(days=1))
    return trace_highlights(analytics, project_id, words, [row["trace_id"] for row in rows], around)
