"""What people change on traces that exist: tags, bookmark, public. Written through the ingestion log like everybody's updates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET

from lumetra.domain.access import Access
from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation, Score, TraceUpdate
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.read_traces import find_traces, trace_rows
from lumetra.features.tracing.time_windows import as_microseconds

Write = Callable[[Access, Sequence[Observation | TraceUpdate | Score | Deletion]], None]
"""Writes records through the ingestion log; returns when they are durable and, as a rule, visible."""


@dataclass(frozen=True)
class Change:
    """What to change; None leaves as it is."""

    add_tags: tuple[str, ...] = ()
    bookmarked: bool | None = None
    public: bool | None = None


def change_traces(analytics: Analytics, write: Write, access: Access, trace_ids: Sequence[str], change: Change) -> int:
    """Apply the change to those of the traces that exist; returns how many that were."""
    wanted = list(dict.fromkeys(trace_ids))
    updates: list[TraceUpdate] = []
    for first in range(0, len(wanted), _AT_ONCE):
        keys = find_traces(analytics, access.project_id, wanted[first : first + _AT_ONCE])
        updates += [_update(row, change) for row in trace_rows(analytics, access.project_id, keys, TRACE_CORE)]
    if updates:
        write(access, updates)
    return len(updates)


_AT_ONCE: Final = 500


def _update(row: Row, change: Change) -> TraceUpdate:
    return TraceUpdate(
        trace_id=row["trace_id"],
        timestamp_us=as_microseconds(row["timestamp"]),
        environment=row["environment"],
        tags=sorted({*row["tags"], *change.add_tags}) if change.add_tags else UNSET,
        # Public and bookmarked default to false with every update (wire contract 3.6): say them again.
        bookmarked=bool(row["bookmarked"]) if change.bookmarked is None else change.bookmarked,
        public=bool(row["public"]) if change.public is None else change.public,
    )
