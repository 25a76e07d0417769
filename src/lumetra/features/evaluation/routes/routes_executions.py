"""`/api/v1` of executions: the log with its filters, counts, retry and cancel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.evaluation.executions import read_executions as read
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.evaluation.routes.shapes_executions import (
    ChosenExecutions,
    EvaluationExecutionOut,
    EvaluationExecutionPage,
    EvaluationSummary,
    ExecutionsChanged,
)
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit
from lumetra.http.paging import CursorPaging, encode_cursor

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE


def _filter(
    rule_id: str = "",
    run_id: str = "",
    evaluator_id: str = "",
    state: Annotated[
        list[str] | None, Query(description="waiting, running, done, failed, cancelled; repeat for several.")
    ] = None,
    error_kind: Annotated[list[str] | None, Query(description="Kinds of error; repeat for several.")] = None,
    trace_id: str = "",
    observation_id: str = "",
    session_id: str = "",
    experiment_id: str = "",
) -> read.ExecutionFilter:
    return read.ExecutionFilter(
        rule_id=rule_id, run_id=run_id, evaluator_id=evaluator_id, states=state or [], error_kinds=error_kind or [], trace_id=trace_id,
        observation_id=observation_id, session_id=session_id, experiment_id=experiment_id,
    )  # fmt: skip


Which = Annotated[read.ExecutionFilter, Depends(_filter)]


def build_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["evaluation log"], dependencies=[Depends(project_in_path)])
    _add_reads(router, evaluation)
    _add_writes(router, evaluation, audit)
    return router


def _add_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database = evaluation.needs.database

    @router.get("/evaluation-executions")
    def list_all(which: Which, paging: CursorPaging, access: Access = requires(READ)) -> EvaluationExecutionPage:
        parts = paging.parts(2)
        before = None if parts is None else (_moment(parts[0]), str(parts[1]))
        with database.reading() as session:
            rows = read.list_executions(session, access.project_id, which, before=before, limit=paging.limit + 1)
            data = [EvaluationExecutionOut.of(row) for row in rows[: paging.limit]]
        last = data[-1] if len(rows) > paging.limit else None
        return EvaluationExecutionPage(
            data=data, next_cursor=encode_cursor(last.created_at.isoformat(), last.id) if last else None
        )

    @router.get("/evaluation-executions/summary")
    def summary(which: Which, access: Access = requires(READ)) -> EvaluationSummary:
        with database.reading() as session:
            found = read.summarise(session, access.project_id, which)
        return EvaluationSummary(states=found.states, errors=found.errors, cost_usd=found.cost_usd)

    @router.get("/evaluation-executions/{execution_id}")
    def one(execution_id: str, access: Access = requires(READ)) -> EvaluationExecutionOut:
        with database.reading() as session:
            return EvaluationExecutionOut.of(read.get_execution(session, access.project_id, execution_id))


def _add_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-executions/retry")
    def retry(body: ChosenExecutions, access: Access = requires(WRITE)) -> ExecutionsChanged:
        with database.session() as session:
            count = read.retry(session, access.project_id, _chosen(body), clock())
            audit(session, access, "update", "evaluation_executions", _whose(body), after={"retried": count})
        evaluation.waker.wake(access.project_id)
        return ExecutionsChanged(count=count)

    @router.post("/evaluation-executions/cancel")
    def cancel(body: ChosenExecutions, access: Access = requires(WRITE)) -> ExecutionsChanged:
        with database.session() as session:
            count = read.cancel(session, access.project_id, _chosen(body), clock())
            audit(session, access, "update", "evaluation_executions", _whose(body), after={"cancelled": count})
        return ExecutionsChanged(count=count)


def _whose(body: ChosenExecutions) -> str:
    return body.rule_id or body.run_id or body.evaluator_id


def _chosen(body: ChosenExecutions) -> read.ExecutionFilter:
    if not (body.rule_id or body.run_id or body.evaluator_id or body.experiment_id or body.ids or body.error_kind):
        raise Refusal("Say which executions: by rule, run, evaluator, experiment, error, or their ids")
    return read.ExecutionFilter(
        rule_id=body.rule_id,
        run_id=body.run_id,
        evaluator_id=body.evaluator_id,
        experiment_id=body.experiment_id,
        error_kinds=[body.error_kind] if body.error_kind else [],
        ids=body.ids,
    )


def _moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError as error:
        raise Refusal("Invalid cursor format", code="invalid_cursor") from error
