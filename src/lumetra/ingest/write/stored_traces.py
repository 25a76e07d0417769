"""Asks the analytics engine what stored rows of a trace carry, for traces that memory no longer knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.ingest.fold.trace_book import STORED_KEYS, TraceBook, TraceState
from lumetra.ingest.write.rows import TraceFields

_DAY_US = 86_400_000_000
_HOUR_US = 3_600_000_000


class StoredTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What rows of a trace carry, and between which times they started."""

    fields: TraceFields
    min_start_us: int
    max_start_us: int


AdoptTraces = Callable[[str, Sequence[TraceState]], Mapping[str, StoredTrace]]
"""(project id, traces) → what is stored of them, by trace id."""


def open_trace_book(analytics: Analytics, *, started_at_us: int) -> TraceBook:
    """The book for a process that begins to store now: it knows which traces have rows of the last hour, so that they need no look-up.
    When they are too many it only knows that what began before now may have some.
    """
    since_us = started_at_us - _HOUR_US
    statement = load_statement("lumetra.ingest", "recent_traces").text
    recent = analytics.select_columns(statement, {"since": since_us, "limit": STORED_KEYS + 1})
    keys = list(zip(recent.get("project_id", ()), recent.get("trace_id", ()), strict=True))
    if len(keys) > STORED_KEYS:
        return TraceBook(horizon_us=started_at_us)
    return TraceBook(horizon_us=since_us, stored=keys)


def read_stored_traces(analytics: Analytics, project_id: str, states: Sequence[TraceState]) -> dict[str, StoredTrace]:
    """See AdoptTraces. Rows that started more than a day away from what is known of the trace are not looked for."""
    rows = analytics.select(
        load_statement("lumetra.ingest", "adopt_traces").text,
        {
            "project_id": project_id,
            "first": max(min(state.min_start_us for state in states) - _DAY_US, 0),
            "last": max(state.max_start_us for state in states) + _DAY_US,
            "trace_ids": [state.key[1] for state in states],
        },
    )
    return {
        row["trace_id"]: StoredTrace(
            fields=TraceFields(
                name=row["name"],
                user_id=row["user_id"],
                session_id=row["session_id"],
                release=row["release"],
                version=row["version"],
                tags=tuple(row["tags"]),
                public=row["public"],
                bookmarked=row["bookmarked"],
            ),
            min_start_us=row["min_start_us"],
            max_start_us=row["max_start_us"],
        )
        for row in rows
    }
