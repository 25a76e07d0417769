"""Asks the analytics engine what stored rows of a trace carry, for traces that memory no longer knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.ingest.fold.trace_book import TraceState
from lumetra.ingest.write.rows import TraceFields

_DAY_US = 86_400_000_000


class StoredTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What rows of a trace carry, and between which times they started."""

    fields: TraceFields
    min_start_us: int
    max_start_us: int


AdoptTraces = Callable[[str, Sequence[TraceState]], Mapping[str, StoredTrace]]
"""(project id, traces) → what is stored of them, by trace id."""


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
