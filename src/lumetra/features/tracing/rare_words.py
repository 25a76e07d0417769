"""Words that few rows hold: which traces have them is found once, from the rows that the index of words names."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Compiled, to_sql
from lumetra.querylang.checked import AllOf, Checked, HasWords, OneOf

_PACKAGE = "lumetra.features.tracing"
_RARE_ROWS: Final = 1_000


def name_traces_of_rare_words(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> Filter:
    """The same filter about traces; words that fewer than 1 000 rows hold are replaced by the traces whose living rows have them."""
    whole = filter_.checked
    items = whole.items if isinstance(whole, AllOf) else (whole,)
    for place, item in enumerate(items):
        if isinstance(item, HasWords) and item.field.any_row:
            trace_ids = _traces(analytics, project_id, filter_, item, window)
            if trace_ids is not None:
                own = filter_.subject.find("id")
                assert own is not None
                known: Checked = OneOf(own, "", tuple(trace_ids))
                return Filter(filter_.subject, AllOf((*items[:place], known, *items[place + 1 :])))
    return filter_


def _traces(analytics: Analytics, project_id: str, filter_: Filter, item: HasWords, window: Window) -> list[str] | None:
    """The traces that have these words, as one phrase if they are several; None when too many rows hold them."""
    of_row = replace(item, field=replace(item.field, any_row=False))
    words = _rows(analytics, project_id, window, to_sql(of_row, filter_.subject, phrases=False))
    if len(words) >= _RARE_ROWS:
        return None
    rows = _rows(analytics, project_id, window, to_sql(of_row, filter_.subject)) if words else []
    if not rows:
        return []
    living = analytics.select(
        load_statement(_PACKAGE, "living_traces").text,
        {
            "project_id": project_id,
            "hours": sorted({row["hour"] for row in rows}),
            "trace_ids": sorted({row["trace_id"] for row in rows}),
            "ids": sorted({row["id"] for row in rows}),
            "of_traces": [row["trace_id"] for row in rows],
            "of_ids": [row["id"] for row in rows],
            "versions": [row["row_version"] for row in rows],
        },
        settings=READ_SETTINGS,
    )
    return [row["trace_id"] for row in living]


def _rows(analytics: Analytics, project_id: str, window: Window, condition: Compiled) -> list[Row]:
    sql = load_statement(_PACKAGE, "rows_of_words").with_slots(words=condition.sql)
    parameters = {"project_id": project_id, **window.parameters, **condition.parameters, "row_limit": _RARE_ROWS}
    return analytics.select(sql, parameters, settings=READ_SETTINGS)
