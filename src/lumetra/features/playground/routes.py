"""`/api/v1` of the playground: sessions, running with a stream of events, stopping, tables, opening a recorded call."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.clock import Clock
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.analytics import Analytics
from lumetra.engines.jobs import Jobs
from lumetra.engines.queue import LiveEvents
from lumetra.features.playground import sessions
from lumetra.features.playground.columns import Column, Filling
from lumetra.features.playground.jobs import MAX_ROWS, TABLE_RUN
from lumetra.features.playground.run import Asked, Playground, run_column
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundSession, PlaygroundTableRun
from lumetra.http.access import project_in_path, requires
from lumetra.llm.answer import Piece

log = logging.getLogger(__name__)
READ, RUN = Permission.PROMPTS_READ, Permission.PLAYGROUND_RUN
STOP = "playground.stop"


class SessionIn(BaseModel):
    """What a session holds; an empty name leaves it unnamed."""

    name: str = ""
    columns: list[Column] = []
    filling: Filling = Filling()


class SessionOut(BaseModel):
    """A session. Its id is its link: whoever may read the project can open it."""

    id: str
    name: str
    columns: list[Column]
    filling: Filling
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: PlaygroundSession) -> SessionOut:
        """From its row."""
        filling = {"variables": row.variables, "placeholders": row.placeholders}
        own = {n: getattr(row, n) for n in cls.model_fields if n != "filling"}
        return cls.model_validate({**own, "filling": filling})


class SessionPage(BaseModel):
    """Sessions, newest first."""

    data: list[SessionOut]
    next_cursor: str | None


class AnswerOut(BaseModel):
    """An answer. `status`: done, failed or stopped. Times in milliseconds, cost in US dollars as decimal text."""

    id: str
    session_id: str
    column_id: str
    table_run_id: str
    row_index: int | None
    request: dict[str, Any]
    status: str
    text: str
    reasoning: str
    tool_calls: list[dict[str, Any]]
    error_kind: str
    error: str
    usage: dict[str, float]
    cost_usd: str | None
    latency_ms: float
    first_token_ms: float | None
    trace_id: str
    observation_id: str
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: PlaygroundAnswer) -> AnswerOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class AnswerPage(BaseModel):
    """Answers, newest first."""

    data: list[AnswerOut]
    next_cursor: str | None


class RunIn(BaseModel):
    """Which columns to run; empty: all. The session's stored columns and filling are what runs."""

    column_ids: list[str] = []


class TableIn(BaseModel):
    """Variable sets: `rows`, or `csv` with a header line."""

    rows: list[dict[str, str]] = []
    csv: str = ""


class TableRunOut(BaseModel):
    """A run over a table. `state`: queued, running, succeeded, failed or cancelled."""

    id: str
    session_id: str
    rows: list[dict[str, str]]
    columns: list[Column]
    state: str
    done: int
    total: int
    error: str
    created_at: datetime


def build_routes(playground: Playground, analytics: Analytics, jobs: Jobs, live_events: LiveEvents, clock: Clock) -> APIRouter:
    """All routes."""
    router = APIRouter(
        prefix="/api/v1/projects/{project_id}/playground", tags=["playground"], dependencies=[Depends(project_in_path)]
    )
    _add_sessions(router, playground, analytics, clock)
    _add_runs(router, playground, live_events)
    _add_tables(router, playground, jobs, clock)
    return router


def _add_sessions(router: APIRouter, playground: Playground, analytics: Analytics, clock: Clock) -> None:
    database = playground.database

    def save(access: Access, session_id: str | None, body: SessionIn) -> SessionOut:
        author = access.user_id or f"key:{access.key_id}"
        with database.session() as session:
            row = sessions.save_session(
                session, access.project_id, session_id, body.name, body.columns, body.filling, author, clock()
            )
            return SessionOut.of(row)

    @router.get("/sessions")
    def list_all(access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)) -> SessionPage:
        with database.reading() as session:
            rows = sessions.list_sessions(session, access.project_id, before_id=cursor, limit=limit + 1)
            data = [SessionOut.of(row) for row in rows]
        return SessionPage(data=data[:limit], next_cursor=data[limit - 1].id if len(data) > limit else None)

    @router.post("/sessions", status_code=201)
    def create(body: SessionIn, access: Access = requires(RUN)) -> SessionOut:
        return save(access, None, body)

    @router.get("/sessions/{session_id}")
    def read(session_id: str, access: Access = requires(READ)) -> SessionOut:
        with database.reading() as session:
            return SessionOut.of(sessions.get_session(session, access.project_id, session_id))

    @router.put("/sessions/{session_id}")
    def change(session_id: str, body: SessionIn, access: Access = requires(RUN)) -> SessionOut:
        return save(access, session_id, body)

    @router.delete("/sessions/{session_id}", status_code=204)
    def delete(session_id: str, access: Access = requires(RUN)) -> Response:
        with database.session() as session:
            session.delete(sessions.get_session(session, access.project_id, session_id))
        return Response(status_code=204)

    @router.get("/sessions/{session_id}/answers")
    def answers(
        session_id: str,
        access: Access = requires(READ),
        table_run_id: str | None = None,
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> AnswerPage:
        with database.reading() as session:
            rows = sessions.list_answers(
                session, access.project_id, session_id, table_run_id=table_run_id, before_id=cursor, limit=limit + 1
            )
            data = [AnswerOut.of(row) for row in rows]
        return AnswerPage(data=data[:limit], next_cursor=data[limit - 1].id if len(data) > limit else None)

    @router.get("/from-observation")
    def from_observation(trace_id: str, observation_id: str, access: Access = requires(Permission.TRACES_READ)) -> Column:
        return sessions.column_of_observation(analytics, access.project_id, trace_id, observation_id)


def _add_runs(router: APIRouter, playground: Playground, live_events: LiveEvents) -> None:
    @router.post(
        "/sessions/{session_id}/run",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events run, piece, answer, end as JSON"}},
    )
    async def run(session_id: str, body: RunIn, access: Access = requires(RUN)) -> StreamingResponse:
        """Server-sent events: `run` {run_id}, `piece` {column_id, text, reasoning}, `answer` (an AnswerOut), `end`."""
        asked = await run_in_threadpool(_asked, playground, access, session_id, body.column_ids)
        return StreamingResponse(
            _events(playground, live_events, asked), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    @router.post("/runs/{run_id}/stop", status_code=204)
    def stop(run_id: str, access: Access = requires(RUN)) -> Response:
        live_events.publish(f"{STOP}:{access.project_id}", run_id.encode())
        return Response(status_code=204)


def _asked(playground: Playground, access: Access, session_id: str, column_ids: list[str]) -> list[Asked]:
    with playground.database.reading() as session:
        shown = SessionOut.of(sessions.get_session(session, access.project_id, session_id))
    columns = [column for column in shown.columns if not column_ids or column.id in column_ids]
    if not columns:
        raise Refusal("There is no column to run")
    return [Asked(access=access, session_id=session_id, column=column, filling=shown.filling) for column in columns]


async def _events(playground: Playground, live_events: LiveEvents, asked: list[Asked]) -> AsyncGenerator[bytes]:
    """All columns at once, each as it comes. Ends early when told to stop or when the reader goes away."""
    run_id, queue = new_id(), asyncio.Queue[bytes]()
    tasks = [asyncio.create_task(_pump(playground, one, queue)) for one in asked]
    end_listening = live_events.listen(f"{STOP}:{asked[0].access.project_id}", _stopper(run_id, tasks))
    finished = asyncio.ensure_future(asyncio.wait(tasks))
    try:
        yield _event("run", {"run_id": run_id, "column_ids": [one.column.id for one in asked]})
        while not (finished.done() and queue.empty()):
            getting = asyncio.ensure_future(queue.get())
            await asyncio.wait({getting, finished}, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                yield getting.result()
            else:
                getting.cancel()
        yield _event("end", {"run_id": run_id})
    finally:
        end_listening()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _stopper(run_id: str, tasks: list[asyncio.Task[None]]) -> Callable[[bytes], None]:
    loop = asyncio.get_running_loop()

    def stop(payload: bytes) -> None:
        if payload.decode() == run_id:
            for task in tasks:
                loop.call_soon_threadsafe(task.cancel)

    return stop


async def _pump(playground: Playground, asked: Asked, queue: asyncio.Queue[bytes]) -> None:
    column_id = asked.column.id
    try:
        async for item in run_column(playground, asked):
            if isinstance(item, Piece):
                queue.put_nowait(_event("piece", {"column_id": column_id, "text": item.text, "reasoning": item.reasoning}))
            else:
                queue.put_nowait(_event("answer", AnswerOut.of(item).model_dump(mode="json")))
    except asyncio.CancelledError:
        queue.put_nowait(_event("stopped", {"column_id": column_id}))
    except Exception:  # a bug in one column must not end the others
        log.exception("a playground column failed")
        queue.put_nowait(_event("stopped", {"column_id": column_id}))


def _event(name: str, data: dict[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"


def _add_tables(router: APIRouter, playground: Playground, jobs: Jobs, clock: Clock) -> None:
    @router.post("/sessions/{session_id}/table-runs", status_code=201)
    def start(session_id: str, body: TableIn, access: Access = requires(RUN)) -> TableRunOut:
        rows = body.rows or parse_table(body.csv)
        if not 1 <= len(rows) <= MAX_ROWS:
            raise Refusal(f"A table needs 1 to {MAX_ROWS} rows, this one has {len(rows)}")
        run_id = new_id()
        with playground.database.session() as session:
            shown = SessionOut.of(sessions.get_session(session, access.project_id, session_id))
            row = PlaygroundTableRun(
                id=run_id, project_id=access.project_id, session_id=session_id, job_id="",
                columns=[column.model_dump() for column in shown.columns], placeholders=shown.filling.placeholders,
                rows=[{**shown.filling.variables, **one} for one in rows],
                created_by=access.user_id or f"key:{access.key_id}", created_at=clock(),
            )  # fmt: skip
            session.add(row)
        argument = {
            "table_run_id": run_id, "organization_id": access.organization_id, "user_id": access.user_id, "key_id": access.key_id,
        }  # fmt: skip
        job_id = jobs.submit(TABLE_RUN, argument, key=run_id, project_id=access.project_id)
        with playground.database.session() as session:
            stored = session.get_one(PlaygroundTableRun, run_id)
            stored.job_id = job_id
            return _table_run(jobs, stored)

    @router.get("/table-runs/{run_id}")
    def read(run_id: str, access: Access = requires(READ)) -> TableRunOut:
        with playground.database.reading() as session:
            return _table_run(jobs, _get(session.get(PlaygroundTableRun, run_id), access))

    @router.post("/table-runs/{run_id}/stop")
    def stop(run_id: str, access: Access = requires(RUN)) -> TableRunOut:
        with playground.database.reading() as session:
            row = _get(session.get(PlaygroundTableRun, run_id), access)
        jobs.cancel(row.job_id)
        return _table_run(jobs, row)


def parse_table(text: str) -> list[dict[str, str]]:
    """Variable sets of a CSV text: the header names the variables. Tabs or semicolons may separate, as spreadsheets paste."""
    if not text.strip():
        return []
    header = text.lstrip("\ufeff").splitlines()[0]
    delimiter = max("\t;,", key=header.count)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    return [{name.strip(): value or "" for name, value in row.items() if name} for row in reader]


def _get(row: PlaygroundTableRun | None, access: Access) -> PlaygroundTableRun:
    if row is None or row.project_id != access.project_id:
        raise NotFound("Table run not found")
    return row


def _table_run(jobs: Jobs, row: PlaygroundTableRun) -> TableRunOut:
    job = jobs.find(row.job_id)
    is_done = job is None or job.state == "succeeded"
    progress = job.progress if job else None
    return TableRunOut(
        id=row.id,
        session_id=row.session_id,
        rows=row.rows,
        columns=[Column.model_validate(column) for column in row.columns],
        state=job.state.value if job else "succeeded",
        done=len(row.rows) if is_done else (progress.done if progress else 0),
        total=len(row.rows),
        error=job.error if job else "",
        created_at=row.created_at,
    )
