"""`/api/v1` of runs of evaluators over the rows of a table: preview, begin, follow, stop."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.jobs import Job, Jobs
from lumetra.features.evaluation.executions import read_executions as read
from lumetra.features.evaluation.executions.queue_executions import Asked, asked_by_name, asked_by_versions
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.evaluation.routes import shapes_runs as shapes
from lumetra.features.evaluation.rules.backfill import read_window
from lumetra.features.evaluation.rules.match_targets import Span
from lumetra.features.evaluation.rules.run_over_rows import MAX_CHOSEN, RUN_OVER_ROWS, Run
from lumetra.features.evaluation.subjects.map_variables import check_path
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE


def build_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["evaluation runs"], dependencies=[Depends(project_in_path)])
    _add_reads(router, evaluation)
    _add_preview(router, evaluation)
    _add_writes(router, evaluation, audit)
    return router


def _add_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database, jobs = evaluation.needs.database, evaluation.needs.jobs

    @router.get("/evaluation-runs")
    def list_all(access: Access = requires(READ), limit: int = Query(20, ge=1, le=100)) -> shapes.EvaluationRunList:
        found = jobs.list(project_id=access.project_id, kinds=[RUN_OVER_ROWS], limit=limit)
        with database.reading() as session:
            return shapes.EvaluationRunList(data=[_shown(session, jobs.find(job.id) or job) for job in found])

    @router.get("/evaluation-runs/{run_id}")
    def one(run_id: str, access: Access = requires(READ)) -> shapes.EvaluationRunOut:
        job = _find(jobs, access.project_id, run_id)
        with database.reading() as session:
            return _shown(session, job)


def _add_preview(router: APIRouter, evaluation: Evaluation) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-run-previews")
    def preview(body: shapes.EvaluationRunIn, access: Access = requires(READ)) -> shapes.EvaluationRunPreview:
        rows = body.as_rows(_window(body), clock())
        with database.reading() as session:
            asked = list(_asked(session, access.project_id, body))
        found = evaluation.runner.preview(access.project_id, rows, asked)
        return shapes.EvaluationRunPreview(
            matches=found.matches, executions=found.executions, cost_usd=found.cost.usd, cost_basis=found.cost.basis
        )


def _add_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, jobs, clock = evaluation.needs.database, evaluation.needs.jobs, evaluation.needs.clock

    @router.post("/evaluation-runs", status_code=201)
    def begin(body: shapes.EvaluationRunIn, access: Access = requires(WRITE)) -> shapes.EvaluationRunOut:
        rows, run_id = body.as_rows(_window(body), clock()), new_id()
        with database.reading() as session:
            asked = _asked(session, access.project_id, body)
        evaluation.runner.preview(access.project_id, rows, list(asked))  # what it refuses is refused here, not in the job
        argument = msgspec.to_builtins(Run(rows=rows, mappings={one.version_id: own for one, own in asked.items()}))
        run_id = jobs.submit(RUN_OVER_ROWS, argument, key=run_id, project_id=access.project_id)
        with database.session() as session:
            noted = {"target": body.target, "filter": rows.filter, "chosen": None if rows.chosen is None else len(rows.chosen),
                     "evaluators": [one.evaluator_name for one in asked]}  # fmt: skip
            audit(session, access, "create", "evaluation_run", run_id, after=noted)
        job = _find(jobs, access.project_id, run_id)
        with database.reading() as session:
            return _shown(session, job)

    @router.post("/evaluation-runs/{run_id}/cancel")
    def cancel(run_id: str, access: Access = requires(WRITE)) -> shapes.EvaluationRunOut:
        _find(jobs, access.project_id, run_id)
        jobs.cancel(run_id)
        with database.session() as session:
            count = read.cancel(session, access.project_id, read.ExecutionFilter(run_id=run_id), clock())
            audit(session, access, "update", "evaluation_run", run_id, after={"cancelled": count})
        job = _find(jobs, access.project_id, run_id)
        with database.reading() as session:
            return _shown(session, job)


def _window(body: shapes.EvaluationRunIn) -> Span:
    if body.chosen is None:
        return read_window(body.start, body.end)
    if len(body.chosen) > MAX_CHOSEN:
        raise Refusal(shapes.TOO_MANY_CHOSEN)
    return Span.between(body.start.astimezone(UTC), body.end.astimezone(UTC))


def _asked(session: Session, project_id: str, body: shapes.EvaluationRunIn) -> dict[Asked, dict[str, Any] | None]:
    asked: dict[Asked, dict[str, Any] | None] = {}
    for one in body.evaluators:
        for source in (one.mapping or {}).values():
            check_path(source.path)
        own = None if one.mapping is None else {name: source.model_dump() for name, source in one.mapping.items()}
        asked[asked_by_name(session, project_id, one.evaluator_id, one.version)] = own
    return asked


def _find(jobs: Jobs, project_id: str, run_id: str) -> Job:
    job = jobs.find(run_id)
    if job is None or job.project_id != project_id or job.kind != RUN_OVER_ROWS:
        raise NotFound("Run not found")
    return job


def _shown(session: Session, job: Job) -> shapes.EvaluationRunOut:
    run = msgspec.convert(job.argument, Run)
    asked = asked_by_versions(session, job.project_id, list(run.mappings))
    did = read.summarise(session, job.project_id, read.ExecutionFilter(run_id=job.id))
    return shapes.EvaluationRunOut(
        id=job.id, state=job.state.value, target=run.rows.target, filter=run.rows.filter,
        chosen=None if run.rows.chosen is None else len(run.rows.chosen), evaluators=[one.evaluator_name for one in asked],
        queued=job.result["queued"] if isinstance(job.result, dict) else None, executions=did.states, cost_usd=did.cost_usd,
        error=job.error, created_at=job.created_at,
    )  # fmt: skip
