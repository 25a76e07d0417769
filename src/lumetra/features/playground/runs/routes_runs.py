"""`/api/v1` of playground runs: run with a stream of events, follow, stop, list, read, name, export, delete."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from lumetra.domain.access import Access
from lumetra.engines.jobs import Jobs
from lumetra.features.playground import kept_runs
from lumetra.features.playground.answer_shape import AnswerOut
from lumetra.features.playground.asked import Asked
from lumetra.features.playground.columns import Column, filling_of_row
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.routes_sessions import READ, RUN, ColumnLine
from lumetra.features.playground.runs.export_run import MEDIA_TYPES, ExportFormat, export_run
from lumetra.features.playground.runs.follow_kept import follow_kept
from lumetra.features.playground.runs.live_runs import LiveRuns
from lumetra.features.playground.runs.run_state import State, expected_answers, run_state
from lumetra.features.playground.sessions import get_session
from lumetra.features.playground.tables import PlaygroundRun
from lumetra.http.access import requires

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "Events run, piece, answer, stopped, end as JSON"}
}


class RunIn(BaseModel):
    """Which columns to run; empty: all. The session's stored columns and filling are what runs."""

    column_ids: list[str] = []


class RunPatch(BaseModel):
    """A run's name; empty leaves it unnamed."""

    name: str


class RunLine(BaseModel):
    """A run in a list. `done` counts answers of any outcome, `failed` those that failed, of `total`."""

    id: str
    session_id: str
    kind: kept_runs.RunKind
    name: str
    state: State
    error: str
    columns: list[ColumnLine]
    rows: int
    done: int
    failed: int
    total: int
    created_by: str
    created_at: datetime


class RunPage(BaseModel):
    """Runs, newest first."""

    data: list[RunLine]
    next_cursor: str | None


class SummaryOut(BaseModel):
    """How a column did over all rows. Cost in US dollars as decimal text, times in milliseconds."""

    column_id: str
    done: int
    failed: int
    stopped: int
    cost_usd: str | None
    median_latency_ms: float | None
    median_first_token_ms: float | None
    input_tokens: float
    output_tokens: float

    @classmethod
    def of(cls, summary: kept_runs.ColumnSummary) -> SummaryOut:
        """From the figures."""
        return cls.model_validate(
            {**vars(summary), "cost_usd": None if summary.cost_usd is None else format(summary.cost_usd, "f")}
        )


class RunOut(BaseModel):
    """A run with its columns as they were. `variables` are the names that its rows give values to."""

    line: RunLine
    columns: list[Column]
    placeholders: dict[str, list[dict[str, Any]]]
    variables: list[str]
    summaries: list[SummaryOut]


class RunRow(BaseModel):
    """One row of a run: its values, and the answers that have come."""

    index: int
    values: dict[str, Any]
    answers: list[AnswerOut]


class RunRowPage(BaseModel):
    """Rows of a run in their order."""

    data: list[RunRow]
    next_cursor: str | None


def add_runs(router: APIRouter, playground: Playground, jobs: Jobs, live: LiveRuns) -> None:
    """Their routes."""
    _add_streams(router, playground, live)
    _add_reads(router, playground, jobs)
    _add_changes(router, playground, jobs, live)


def line_of(run: PlaygroundRun, answers: dict[str, int], jobs: Jobs, now: datetime) -> RunLine:
    """A run in a list; `answers` are its counts by status."""
    state, error = run_state(run, answers, jobs, now)
    own = {n: getattr(run, n) for n in ("id", "session_id", "kind", "name", "created_by", "created_at")}
    return RunLine(
        **own,
        state=state,
        error=error,
        columns=[ColumnLine.model_validate(column) for column in run.columns],
        rows=len(run.rows),
        done=sum(answers.values()),
        failed=answers.get("failed", 0),
        total=expected_answers(run),
    )


def _add_streams(router: APIRouter, playground: Playground, live: LiveRuns) -> None:
    def prepare(access: Access, session_id: str, column_ids: list[str]) -> list[Asked]:
        with playground.database.session() as session:
            page = get_session(session, access.project_id, session_id)
            run = kept_runs.create_run(session, access, page, "screen", column_ids, [{}], playground.clock())
            filling = filling_of_row(run.rows[0], run.placeholders)
            columns = [Column.model_validate(one) for one in run.columns]
        return [
            Asked(access=access, session_id=session_id, run_id=run.id, row_index=0, column=column, filling=filling)
            for column in columns
        ]

    @router.post("/sessions/{session_id}/runs", response_class=StreamingResponse, responses=EVENT_STREAM)
    async def run(session_id: str, body: RunIn, access: Access = requires(RUN)) -> StreamingResponse:
        """Run columns at once and follow them. The run goes on when the stream is closed; `stop` ends it.

        Server-sent events: `run` {run_id, column_ids}, `piece` {column_id, text, reasoning}, `answer` (an AnswerOut),
        `stopped` {column_id}, `end` {run_id}.
        """
        asked = await run_in_threadpool(prepare, access, session_id, body.column_ids)
        return _stream(live.start(asked[0].run_id, asked).follow())

    @router.get("/runs/{run_id}/events", response_class=StreamingResponse, responses=EVENT_STREAM)
    async def follow(run_id: str, access: Access = requires(READ)) -> StreamingResponse:
        """The same events from the first one, for whoever comes later or has lost the connection."""

        def check() -> None:
            with playground.database.reading() as session:
                kept_runs.get_run(session, access.project_id, run_id)

        await run_in_threadpool(check)
        found = live.find(run_id)
        return _stream(found.follow() if found else follow_kept(playground, access.project_id, run_id))


def _stream(events: Any) -> StreamingResponse:
    return StreamingResponse(
        events, media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


def _add_reads(router: APIRouter, playground: Playground, jobs: Jobs) -> None:
    database = playground.database

    @router.get("/sessions/{session_id}/runs")
    def list_all(
        session_id: str, access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)
    ) -> RunPage:
        with database.reading() as session:
            get_session(session, access.project_id, session_id)
            rows = kept_runs.list_runs(session, access.project_id, session_id, before_id=cursor, limit=limit + 1)
            counts = kept_runs.count_answers(session, [row.id for row in rows])
            data = [line_of(row, counts.get(row.id, {}), jobs, playground.clock()) for row in rows[:limit]]
        return RunPage(data=data, next_cursor=data[-1].id if len(rows) > limit else None)

    @router.get("/runs/{run_id}")
    def read(run_id: str, access: Access = requires(READ)) -> RunOut:
        with database.reading() as session:
            row = kept_runs.get_run(session, access.project_id, run_id)
            counts = kept_runs.count_answers(session, [row.id])
            return RunOut(
                line=line_of(row, counts.get(row.id, {}), jobs, playground.clock()),
                columns=[Column.model_validate(column) for column in row.columns],
                placeholders=row.placeholders,
                variables=list(dict.fromkeys(name for values in row.rows for name in values)),
                summaries=[SummaryOut.of(summary) for summary in kept_runs.summarize(session, row)],
            )

    @router.get("/runs/{run_id}/rows")
    def rows(
        run_id: str, access: Access = requires(READ), cursor: int = Query(0, ge=0), limit: int = Query(50, ge=1, le=200)
    ) -> RunRowPage:
        """`cursor` is the index of the first row."""
        with database.reading() as session:
            row = kept_runs.get_run(session, access.project_id, run_id)
            last = min(cursor + limit, len(row.rows))
            data = [RunRow(index=index, values=row.rows[index], answers=[]) for index in range(cursor, last)]
            for answer in kept_runs.answers_of_rows(session, row.id, cursor, last):
                data[answer.row_index - cursor].answers.append(AnswerOut.of(answer))
        return RunRowPage(data=data, next_cursor=str(last) if last < len(row.rows) else None)

    @router.get("/runs/{run_id}/export", response_class=StreamingResponse)
    def export(run_id: str, access: Access = requires(READ), format: ExportFormat = "csv") -> StreamingResponse:  # noqa: A002  (the parameter's name)
        """One line a row: its values, then each column's answer and figures."""
        with database.reading() as session:
            row = kept_runs.get_run(session, access.project_id, run_id)
        headers = {"Content-Disposition": f'attachment; filename="playground-{run_id}.{format}"'}
        return StreamingResponse(export_run(database, row, format), media_type=MEDIA_TYPES[format], headers=headers)


def _add_changes(router: APIRouter, playground: Playground, jobs: Jobs, live: LiveRuns) -> None:
    database = playground.database

    def end(access: Access, run_id: str) -> None:
        with database.reading() as session:
            row = kept_runs.get_run(session, access.project_id, run_id)
        if row.job_id:
            jobs.cancel(row.job_id)
        live.stop(access.project_id, run_id)

    @router.patch("/runs/{run_id}", status_code=204)
    def rename(run_id: str, body: RunPatch, access: Access = requires(RUN)) -> Response:
        with database.session() as session:
            kept_runs.rename_run(kept_runs.get_run(session, access.project_id, run_id), body.name)
        return Response(status_code=204)

    @router.post("/runs/{run_id}/stop", status_code=204)
    def stop(run_id: str, access: Access = requires(RUN)) -> Response:
        """End a run, on screen or over a table; what had come is kept."""
        end(access, run_id)
        return Response(status_code=204)

    @router.delete("/runs/{run_id}", status_code=204)
    def delete(run_id: str, access: Access = requires(RUN)) -> Response:
        """With its answers; their traces stay."""
        end(access, run_id)
        with database.session() as session:
            session.delete(kept_runs.get_run(session, access.project_id, run_id))
        return Response(status_code=204)
