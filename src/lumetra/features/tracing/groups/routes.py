"""`/api/v1` for sessions, read as conversations, and users with what they did over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, make_filter
from lumetra.features.tracing.groups.models import DayTotals, SessionDetail, SessionRow, Turn, UserDetail, UserRow
from lumetra.features.tracing.groups.session_totals import SESSION_PARTS, session_totals
from lumetra.features.tracing.parameters import FilterText, TimeWindow
from lumetra.features.tracing.read_groups import (
    SESSION_COLUMNS,
    USER_COLUMNS,
    find_user,
    group_rows,
    page_of_groups,
    rows_of_session,
    traces_of_session,
)
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, Listing, Payload, TraceRow
from lumetra.features.tracing.time_windows import Window, moment_of
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.http.time_zone import TimeZoneName
from lumetra.querylang.subjects import SESSIONS, USERS

TURN_CHARACTERS = 20_000
_FIRST = "argMin({0}, (observations.{1} = '', type != 'TRACE', parent_id != '', start_time))"
_HEADS = {side: _FIRST.format(f"substringUTF8(observations.{side}, 1, {TURN_CHARACTERS})", side) for side in ("input", "output")}
_TURN_COLUMNS = {
    "input_head": _HEADS["input"],
    "output_head": _HEADS["output"],
    "input_preview": f"substringUTF8({_HEADS['input']}, 1, 300)",  # cut from what is read anyway
    "output_preview": f"substringUTF8({_HEADS['output']}, 1, 300)",
    "input_characters": _FIRST.format("lengthUTF8(observations.input)", "input"),
    "output_characters": _FIRST.format("lengthUTF8(observations.output)", "output"),
}
_TURN = (*SESSION_PARTS, TRACE_ROW_EXTRAS, _TURN_COLUMNS)


def build_group_routes(analytics: Analytics, clock: Callable[[], datetime]) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])
    _add_sessions(router, analytics, clock)
    _add_users(router, analytics, clock)
    return router


def _add_sessions(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/sessions")
    def list_sessions(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[SessionRow]:
        """Sessions, the most recently begun first."""
        parts = paging.parts(2)
        after = (moment_of(parts[0]), str(parts[1])) if parts else None
        chosen = make_filter(SESSIONS, clock(), text=text)
        page = page_of_groups(analytics, access.project_id, chosen, window, SESSION_COLUMNS, limit=paging.limit, after=after)
        scores = _session_scores(analytics, access.project_id, [row["id"] for row in page.rows])
        cursor = encode_cursor(page.next_key[0].isoformat(), page.next_key[1]) if page.next_key else None
        return Listing(data=[SessionRow(**_session(row, scores)) for row in page.rows], next_cursor=cursor)

    @router.get("/sessions/{session_id:path}")
    def get_session(
        project_id: str, session_id: str, paging: CursorPaging, access: Access = requires(Permission.TRACES_READ)
    ) -> SessionDetail:
        """A session, turn by turn."""
        keys = traces_of_session(analytics, access.project_id, session_id)
        parts = paging.parts(3)
        after = (moment_of(parts[0]), str(parts[1])) if parts else None
        rest = [key for key in keys if after is None or (key.started, key.trace_id) > after]
        rows: list[Row] = []
        while rest and len(rows) <= paging.limit:
            wanted = paging.limit + 1 - len(rows)
            rows += rows_of_session(analytics, access.project_id, session_id, rest[:wanted], *_TURN)
            rest = rest[wanted:]
        is_whole = after is None and len(rows) <= paging.limit
        every = rows if is_whole else rows_of_session(analytics, access.project_id, session_id, keys, *SESSION_PARTS)
        if not every:
            raise NotFound(f"Session {session_id} does not exist in this project, or was deleted")
        shown = rows[: paging.limit]
        turns, last_end = _turns(analytics, access.project_id, shown, moment_of(parts[2]) if parts else None)
        cursor = None
        if len(rows) > paging.limit and last_end is not None:
            last = next(key for key in keys if key.trace_id == shown[-1]["trace_id"])
            cursor = encode_cursor(last.started.isoformat(), last.trace_id, last_end.isoformat())
        scores = _session_scores(analytics, access.project_id, [session_id])
        return SessionDetail(**_session(session_totals(session_id, every), scores), turns=turns, next_cursor=cursor)


def _session(row: Row, scores: dict[str, list[Row]]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in SessionRow.model_fields if name in row},
        "duration_ms": (row["end_time"] - row["start_time"]).total_seconds() * 1000,
        "scores": [score_value(score) for score in scores.get(row["id"], [])],
    }


def _session_scores(analytics: Analytics, project_id: str, ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    if ids:
        sql = load_statement("lumetra.features.tracing", "scores_of_sessions").text
        for row in analytics.select(sql, {"project_id": project_id, "session_ids": ids}, settings=READ_SETTINGS):
            found.setdefault(row["session_id"], []).append(row)
    return found


def _turns(
    analytics: Analytics, project_id: str, rows: Sequence[Row], before: datetime | None
) -> tuple[list[Turn], datetime | None]:
    """The turns that these traces are, and when the last of them ended. `before`: when the turn before the first ended."""
    scores = score_rows(analytics, project_id, [row["trace_id"] for row in rows])
    turns: list[Turn] = []
    for row in rows:
        own = [score for score in scores if score["trace_id"] == row["trace_id"] and not score["observation_id"]]
        gap = None if before is None else (row["started"] - before).total_seconds() * 1000
        turns.append(Turn(**TraceRow.fields_of(row, own, []), input=_head(row, "input"), output=_head(row, "output"), gap_ms=gap))
        before = row["ended"]
    return turns, before


def _head(row: Row, side: str) -> Payload:
    text, total = row[f"{side}_head"], row[f"{side}_characters"]
    return Payload(text=text, start=0, total=total, truncated=len(text) < total)


def _add_users(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/users")
    def list_users(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[UserRow]:
        """Users, the most recently seen first."""
        parts = paging.parts(2)
        after = (moment_of(parts[0]), str(parts[1])) if parts else None
        chosen = make_filter(USERS, clock(), text=text)
        page = page_of_groups(analytics, access.project_id, chosen, window, USER_COLUMNS, limit=paging.limit, after=after)
        cursor = encode_cursor(page.next_key[0].isoformat(), page.next_key[1]) if page.next_key else None
        return Listing(data=[UserRow(**_user(row)) for row in page.rows], next_cursor=cursor)

    @router.get("/users/{user_id:path}")
    def get_user(
        project_id: str,
        user_id: str,
        window: TimeWindow,
        time_zone: TimeZoneName,
        access: Access = requires(Permission.TRACES_READ),
    ) -> UserDetail:
        """A user, in the window when one is given, with totals day by day."""
        key = find_user(analytics, access.project_id, user_id, window)
        rows = group_rows(analytics, access.project_id, "user_id", [key], USER_COLUMNS) if key else []
        if key is None or not rows:
            raise NotFound(f"Nothing is known of user {user_id} in this project and time")
        bounds = Window(key.started, key.ended + timedelta(seconds=1)).parameters
        days = analytics.select(
            load_statement("lumetra.features.tracing", "user_days").text,
            {"project_id": access.project_id, "user_id": user_id, "time_zone": time_zone, **bounds},
            settings=READ_SETTINGS,
        )
        return UserDetail(**_user(rows[0]), days=[DayTotals(**day) for day in days])


def _user(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in UserRow.model_fields if name in row}
    return {**same, "first_seen": row["start_time"], "last_seen": row["last_start"]}
