"""`/api/v1` of playground sessions: list, save, open, delete, and a recorded call opened as a column."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, BackgroundTasks, Query, Response
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.engines.analytics import Analytics
from lumetra.features.playground import sessions
from lumetra.features.playground.answer_shape import AnswerOut
from lumetra.features.playground.asked import author_of
from lumetra.features.playground.columns import Column, Filling
from lumetra.features.playground.kept_runs import latest_answers
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.recorded.recorded_call import column_of_observation
from lumetra.features.playground.tables import PlaygroundSession
from lumetra.http.access import requires
from lumetra.http.paging import decode_text_cursor, encode_cursor
from lumetra.llm.call import load_library

READ, RUN = Permission.PROMPTS_READ, Permission.PLAYGROUND_RUN


class SessionIn(BaseModel):
    """What a session holds; an empty name leaves it unnamed.

    `revision` is the one that was read: when somebody else has saved since, the answer is 409. Null overwrites.
    """

    name: str = ""
    columns: list[Column] = []
    filling: Filling = Filling()
    revision: int | None = None


class SessionOut(BaseModel):
    """A session. Its id is its link: whoever may read the project can open it."""

    id: str
    name: str
    columns: list[Column]
    filling: Filling
    revision: int
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: PlaygroundSession) -> SessionOut:
        """From its row."""
        filling = {"variables": row.variables, "placeholders": row.placeholders}
        own = {n: getattr(row, n) for n in cls.model_fields if n != "filling"}
        return cls.model_validate({**own, "filling": filling})


class ColumnLine(BaseModel):
    """A column in a list: what it runs."""

    title: str
    provider: str
    model: str
    prompt_name: str
    prompt_version: int | None


class SessionLine(BaseModel):
    """A session in the list. `preview` is the beginning of its first message from the user."""

    id: str
    name: str
    columns: list[ColumnLine]
    preview: str
    runs: int
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: PlaygroundSession, runs: int) -> SessionLine:
        """From its row."""
        own = {n: getattr(row, n) for n in ("id", "name", "created_by", "created_at", "updated_at")}
        columns = [ColumnLine.model_validate(column) for column in row.columns]
        return cls(**own, columns=columns, preview=_preview(row.columns), runs=runs)


class SessionPage(BaseModel):
    """Sessions, the one changed last first."""

    data: list[SessionLine]
    next_cursor: str | None


class Answers(BaseModel):
    """Answers of several columns."""

    data: list[AnswerOut]


def add_sessions(router: APIRouter, playground: Playground, analytics: Analytics) -> None:
    """Their routes."""
    _add_reads(router, playground, analytics)
    _add_writes(router, playground)


def _add_reads(router: APIRouter, playground: Playground, analytics: Analytics) -> None:
    database = playground.database

    @router.get("/sessions")
    def list_all(
        access: Access = requires(READ),
        search: str = Query("", max_length=200, description="Words in names, prompts, models or messages."),
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> SessionPage:
        """Sessions; those that were never named, changed or run are left out, but can be opened by their id."""
        before = _place(cursor)
        with database.reading() as session:
            rows = sessions.list_sessions(session, access.project_id, search=search, before=before, limit=limit + 1)
            runs = sessions.count_runs(session, [row.id for row in rows])
            data = [SessionLine.of(row, runs.get(row.id, 0)) for row in rows[:limit]]
        last = rows[limit - 1] if len(rows) > limit else None
        return SessionPage(data=data, next_cursor=last and encode_cursor(last.updated_at.isoformat(), last.id))

    @router.get("/sessions/{session_id}")
    def read(session_id: str, background: BackgroundTasks, access: Access = requires(READ)) -> SessionOut:
        background.add_task(load_library)  # who opens a session will run it: have it ready by then
        with database.reading() as session:
            return SessionOut.of(sessions.get_session(session, access.project_id, session_id))

    @router.get("/sessions/{session_id}/latest-answers")
    def latest(session_id: str, access: Access = requires(READ)) -> Answers:
        """The newest answer of each column that was given on screen."""
        with database.reading() as session:
            sessions.get_session(session, access.project_id, session_id)
            return Answers(data=[AnswerOut.of(row) for row in latest_answers(session, access.project_id, session_id)])

    @router.get("/from-observation")
    def from_observation(trace_id: str, observation_id: str, access: Access = requires(Permission.TRACES_READ)) -> Column:
        """A recorded call as a column, to be asked again."""
        return column_of_observation(analytics, access.project_id, trace_id, observation_id)


def _add_writes(router: APIRouter, playground: Playground) -> None:
    database = playground.database

    def save(access: Access, session_id: str | None, body: SessionIn) -> SessionOut:
        with database.session() as session:
            row = sessions.save_session(
                session, access.project_id, session_id, body.name, body.columns, body.filling, author_of(access),
                playground.clock(), revision=body.revision,
            )  # fmt: skip
            return SessionOut.of(row)

    @router.post("/sessions", status_code=201)
    def create(body: SessionIn, access: Access = requires(RUN)) -> SessionOut:
        return save(access, None, body)

    @router.put("/sessions/{session_id}")
    def change(session_id: str, body: SessionIn, access: Access = requires(RUN)) -> SessionOut:
        return save(access, session_id, body)

    @router.delete("/sessions/{session_id}", status_code=204)
    def delete(session_id: str, access: Access = requires(RUN)) -> Response:
        """With its runs; their traces stay."""
        with database.session() as session:
            session.delete(sessions.get_session(session, access.project_id, session_id))
        return Response(status_code=204)


def _place(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    moment, last_id = decode_text_cursor(cursor, 2)
    return datetime.fromisoformat(moment), last_id


def _preview(columns: list[dict[str, object]]) -> str:
    for column in columns:
        messages = column.get("messages")
        for message in messages if isinstance(messages, list) else []:
            content = message.get("content")
            if message.get("role") == "user" and isinstance(content, str) and content.strip():
                return content.strip()[:200]
    return ""
