"""Finds the turns of a session: which traces live in it, and one page of those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.groups.session_totals import SESSION_PARTS
from lumetra.features.tracing.read_groups import rows_of_session, traces_of_session
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.time_windows import moment_of
from lumetra.http.paging import CursorPage, encode_cursor

Choose = Callable[[Sequence[TraceKey]], set[str]]
"""Which of these traces are asked for, by id."""


@dataclass(frozen=True)
class TurnPage:
    """One page of the turns of a session, oldest first, and what is known of all of them."""

    living: list[Row]
    """All turns of the session, with the columns that its totals need."""
    numbers: dict[str, int]
    """The place of each of them in the session, from 1, by the id of its trace."""
    chosen: list[TraceKey]
    """Those that are asked for."""
    rows: list[Row]
    """The turns of the page, with the wanted columns."""
    next_cursor: str | None

    @property
    def keys(self) -> list[TraceKey]:
        """The traces of the page."""
        shown = {row["trace_id"] for row in self.rows}
        return [key for key in self.chosen if key.trace_id in shown]


def find_turns(
    analytics: Analytics,
    project_id: str,
    session_id: str,
    columns: Sequence[dict[str, str]],
    paging: CursorPage,
    *,
    start: int = 0,
    choose: Choose | None = None,
) -> TurnPage | None:
    """A page of turns behind the cursor, or from the place `start` among the chosen ones; None when nothing of the session lives."""
    keys = traces_of_session(analytics, project_id, session_id)
    is_small = len(keys) <= paging.limit
    living = rows_of_session(analytics, project_id, session_id, keys, *(columns if is_small else SESSION_PARTS))
    if not living:
        return None
    numbers = {row["trace_id"]: number for number, row in enumerate(living, 1)}
    chosen = [key for key in keys if key.trace_id in numbers]
    if choose is not None:
        wanted = choose(chosen)
        chosen = [key for key in chosen if key.trace_id in wanted]
    if parts := paging.parts(2):
        after = (moment_of(parts[0]), str(parts[1]))
        start = sum((key.started, key.trace_id) <= after for key in chosen)
    shown = chosen[start : start + paging.limit]
    if is_small:
        rows = [living[numbers[key.trace_id] - 1] for key in shown]
    else:
        rows = rows_of_session(analytics, project_id, session_id, shown, *columns)
    has_more = start + paging.limit < len(chosen)
    cursor = encode_cursor(shown[-1].started.isoformat(), shown[-1].trace_id) if has_more and shown else None
    return TurnPage(living, numbers, chosen, rows, cursor)
