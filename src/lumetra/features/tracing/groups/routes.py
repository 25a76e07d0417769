"""`/api/v1` for sessions, read as conversations, and users with what they did over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.groups.models import DayTotals, ListedSession, SessionView, UserDetail, UserRow
from lumetra.features.tracing.groups.pick_steps import Show
from lumetra.features.tracing.groups.read_session import session_list
from lumetra.features.tracing.groups.view_session import SessionReader, Wanted
from lumetra.features.tracing.parameters import FilterText, TimeWindow
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_groups import (
    SESSION_COLUMNS,
    USER_COLUMNS,
    find_user,
    group_rows,
    page_of_groups,
)
from lumetra.features.tracing.responses import Listing
from lumetra.features.tracing.time_windows import Window, moment_of
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.http.time_zone import TimeZoneName
from lumetra.querylang.subjects import SESSIONS, USERS


def build_group_routes(analytics: Analytics, filters: FilterReader) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])
    _add_sessions(router, analytics, filters)
    _add_users(router, analytics, filters)
    return router


def _add_sessions(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
    @router.get("/sessions")
    def list_sessions(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ListedSession]:
        """Sessions, the most recently begun first."""
        parts = paging.parts(2)
        after = (moment_of(parts[0]), str(parts[1])) if parts else None
        chosen = filters.read(project_id, SESSIONS, text)
        page = page_of_groups(analytics, access.project_id, chosen, window, SESSION_COLUMNS, limit=paging.limit, after=after)
        cursor = encode_cursor(page.next_key[0].isoformat(), page.next_key[1]) if page.next_key else None
        rows = session_list(analytics, access.project_id, page.rows)
        said = filters.comments.count(access.project_id, SESSIONS.name, [row.id for row in rows])
        data = [ListedSession(**row.model_dump(), comment_count=said.get(row.id, 0)) for row in rows]
        return Listing(data=data, next_cursor=cursor)

    reader = SessionReader(analytics, filters)

    @router.get("/sessions/{session_id:path}")
    def get_session(
        project_id: str,
        session_id: str,
        paging: CursorPaging,
        show: Annotated[Show, Query(description="What of each turn is read, besides what was said.")] = "conversation",
        text: Annotated[str, Query(alias="filter", description="A filter about observations.", max_length=10_000)] = "",
        tools: Annotated[bool, Query(description="With a conversation: the tools that were called in each turn.")] = False,
        system: Annotated[bool, Query(description="The input of the first call of a model, where system prompts stand.")] = False,
        start: Annotated[int, Query(ge=0, description="Skip so many of the turns; `cursor` counts for more.")] = 0,
        access: Access = requires(Permission.TRACES_READ),
    ) -> SessionView:
        """A session, turn by turn. A filter leaves the turns in which some step matches, and of their steps those that do."""
        wanted = Wanted(show, text, with_tools=tools, with_system=system, start=start)
        found = reader.view(access.project_id, session_id, wanted, paging)
        if found is None:
            raise NotFound(f"Session {session_id} does not exist in this project, or was deleted")
        said = filters.comments.count(access.project_id, SESSIONS.name, [session_id])
        return found.model_copy(update={"comment_count": said.get(session_id, 0)})


def _add_users(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
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
        chosen = filters.read(project_id, USERS, text)
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
