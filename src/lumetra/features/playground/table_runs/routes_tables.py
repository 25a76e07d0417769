"""`/api/v1` of running over a table: reading pasted text or a file, and starting the run."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from lumetra.domain.access import Access
from lumetra.domain.errors import Conflict, Refusal
from lumetra.engines.jobs import Jobs
from lumetra.features.playground import kept_runs
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.routes_sessions import RUN
from lumetra.features.playground.runs.routes_runs import RunLine, line_of
from lumetra.features.playground.runs.run_state import run_state
from lumetra.features.playground.sessions import get_session
from lumetra.features.playground.table_runs.jobs import submit_table
from lumetra.features.playground.table_runs.read_table import MAX_ROWS, TableFormat, read_table
from lumetra.http.access import requires


class TableText(BaseModel):
    """A table as text; without a format it is guessed from the first line."""

    text: str
    format: TableFormat | None = None


class Table(BaseModel):
    """A table as rows of values by name."""

    format: TableFormat
    names: list[str]
    rows: list[dict[str, Any]]


class TableRunIn(BaseModel):
    """What to run over: `rows`, or the same as `text`. `column_ids` empty: all columns."""

    rows: list[dict[str, Any]] = []
    text: str = ""
    format: TableFormat | None = None
    column_ids: list[str] = []
    name: str = ""


def add_tables(router: APIRouter, playground: Playground, jobs: Jobs) -> None:
    """Their routes."""

    def submit(access: Access, run_id: str) -> RunLine:
        job_id = submit_table(jobs, access, run_id)
        with playground.database.session() as session:
            stored = kept_runs.get_run(session, access.project_id, run_id)
            stored.job_id = job_id
            return line_of(stored, kept_runs.count_answers(session, [run_id]).get(run_id, {}), jobs, playground.clock())

    @router.post("/tables/read")
    def read(body: TableText, access: Access = requires(RUN)) -> Table:
        """What a run over this text would go through. Nothing is stored."""
        format_, rows = read_table(body.text, body.format)
        return Table(format=format_, names=list(dict.fromkeys(name for row in rows for name in row)), rows=rows)

    @router.post("/sessions/{session_id}/table-runs", status_code=201)
    def start(session_id: str, body: TableRunIn, access: Access = requires(RUN)) -> RunLine:
        """Start a run over every row; it goes on by itself, and after a restart."""
        rows = body.rows or read_table(body.text, body.format)[1]
        if len(rows) > MAX_ROWS:
            raise Refusal(f"A table has at most {MAX_ROWS} rows, this one has {len(rows)}")
        with playground.database.session() as session:
            page = get_session(session, access.project_id, session_id)
            run = kept_runs.create_run(session, access, page, "table", body.column_ids, rows, playground.clock(), body.name)
        return submit(access, run.id)

    @router.post("/runs/{run_id}/retry")
    def retry(run_id: str, access: Access = requires(RUN)) -> RunLine:
        """Ask again what failed, was stopped or was never asked. Answers that are there stay."""
        with playground.database.session() as session:
            run = kept_runs.get_run(session, access.project_id, run_id)
            counts = kept_runs.count_answers(session, [run_id]).get(run_id, {})
            if run_state(run, counts, jobs, playground.clock())[0] in {"queued", "running"}:
                raise Conflict("This run is still under way: stop it first")
            kept_runs.forget_failed(session, run)
        return submit(access, run_id)
