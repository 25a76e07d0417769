"""`/api/v1` of running experiments from the screen."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.engines.jobs import JobState
from lumetra.features.experiments.running.arm import Arm
from lumetra.features.experiments.running.plans import PlanIn, Plans, count_executions, get_plan, list_plans
from lumetra.features.experiments.tables import ExecutionRow, ExperimentPlanRow
from lumetra.http.access import requires

READ, WRITE = Permission.EXPERIMENTS_READ, Permission.EXPERIMENTS_WRITE
SHOWN_ERRORS = 20


class ExperimentArmOut(BaseModel):
    """An arm and its experiment."""

    label: str
    prompt_name: str
    prompt_version: int
    provider: str
    model: str
    experiment_id: str


class PlanOut(BaseModel):
    """A plan. `state`: queued, running, succeeded, failed, cancelled; `halted` says why it stopped by itself."""

    id: str
    name: str
    description: str | None
    dataset_id: str
    dataset_version: datetime
    arms: list[ExperimentArmOut]
    repetitions: int
    evaluator_version_ids: list[str]
    state: str
    total: int
    done: int
    failed: int
    halted: str
    errors: list[str]
    created_by: str
    created_at: datetime


class PlansPage(BaseModel):
    """Plans, newest first."""

    data: list[PlanOut]
    next_cursor: str | None = None


class ResumeIn(BaseModel):
    """With `retry_failed` what failed is run again too."""

    retry_failed: bool = False


def add_plans(router: APIRouter, plans: Plans) -> None:
    """Start, watch, stop, resume."""
    database = plans.planner.runner.database

    def shown(session: Session, rows: list[ExperimentPlanRow]) -> list[PlanOut]:
        counts = count_executions(session, [row.id for row in rows])
        return [_out(plans, session, row, *counts.get(row.id, (0, 0))) for row in rows]

    @router.post("/experiment-plans", status_code=202)
    def start(body: PlanIn, access: Access = requires(WRITE)) -> PlanOut:
        plan = plans.start(access, body)
        with database.reading() as session:
            return shown(session, [plan])[0]

    @router.get("/experiment-plans")
    def list_all(
        access: Access = requires(READ), dataset_id: str | None = None, limit: int = Query(20, ge=1, le=100)
    ) -> PlansPage:
        with database.reading() as session:
            return PlansPage(data=shown(session, list_plans(session, access.project_id, dataset_id, limit)))

    @router.get("/experiment-plans/{plan_id}")
    def read(plan_id: str, access: Access = requires(READ)) -> PlanOut:
        with database.reading() as session:
            return shown(session, [get_plan(session, access.project_id, plan_id)])[0]

    @router.post("/experiment-plans/{plan_id}/stop", status_code=204)
    def stop(plan_id: str, access: Access = requires(WRITE)) -> Response:
        with database.reading() as session:
            plan = get_plan(session, access.project_id, plan_id)
        plans.stop(plan)
        return Response(status_code=204)

    @router.post("/experiment-plans/{plan_id}/resume", status_code=202)
    def resume(plan_id: str, body: ResumeIn, access: Access = requires(WRITE)) -> PlanOut:
        with database.reading() as session:
            plan = get_plan(session, access.project_id, plan_id)
        plan = plans.resume(plan, retry_failed=body.retry_failed)
        with database.reading() as session:
            return shown(session, [plan])[0]


def _out(plans: Plans, session: Session, row: ExperimentPlanRow, done: int, failed: int) -> PlanOut:
    job = plans.jobs.find(row.job_id)
    state = str(job.state) if job else str(JobState.SUCCEEDED if done >= row.total else JobState.FAILED)
    query = sa.select(ExecutionRow.error).where(ExecutionRow.plan_id == row.id, ExecutionRow.failed.is_(True)).distinct()
    arms = [Arm.model_validate(arm) for arm in row.arms]
    return PlanOut(
        id=row.id, name=row.name, description=row.description, dataset_id=row.dataset_id, dataset_version=row.dataset_version,
        arms=[
            ExperimentArmOut(
                label=arm.label, prompt_name=arm.prompt_name, prompt_version=arm.prompt_version, provider=arm.provider,
                model=arm.model, experiment_id=own_id,
            )
            for arm, own_id in zip(arms, row.experiment_ids, strict=True)
        ],
        repetitions=row.repetitions, evaluator_version_ids=row.evaluator_version_ids, state=state, total=row.total, done=done, failed=failed,
        halted=row.halted, errors=list(session.scalars(query.limit(SHOWN_ERRORS))) if failed else [], created_by=row.created_by,
        created_at=row.created_at,
    )  # fmt: skip
