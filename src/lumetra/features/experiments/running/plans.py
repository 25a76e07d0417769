"""Making, stopping, resuming plans, and trying what failed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.dataset import experiment_id
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import PromptVersion
from lumetra.engines.jobs import FINAL_STATES, Jobs
from lumetra.features.experiments.running.arm import TIMEOUT_SECONDS, Arm, label_of
from lumetra.features.experiments.running.run_item import access_of, run_name
from lumetra.features.experiments.running.run_plan import RUN, Planner
from lumetra.features.experiments.tables import (
    DeletedExperimentRow,
    ExecutionRow,
    ExperimentItemRow,
    ExperimentPlanRow,
    ExperimentRow,
)

MOST_ARMS: Final = 12
MOST_REPETITIONS: Final = 50
MOST_EXECUTIONS: Final = 200_000

ReadPrompt = Callable[[str, str, int], PromptVersion]
"""(project id, name, version) → the version with references resolved; raises NotFound."""
Remove = Callable[[Access, Deletion], None]


class ExperimentArmIn(BaseModel):
    """A prompt version and a model."""

    prompt_name: str
    prompt_version: int = Field(ge=1)
    provider: str
    model: str
    label: str = ""
    parameters: dict[str, Any] = {}
    provider_options: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    output_schema: dict[str, Any] | None = None
    timeout_seconds: float = Field(TIMEOUT_SECONDS, gt=0, le=600)


class PlanIn(BaseModel):
    """`dataset_version` is a past moment; absent: now. Each arm becomes an experiment of its own."""

    name: str = Field(min_length=1, max_length=200)
    description: str | None = None
    dataset_id: str
    dataset_version: datetime | None = None
    arms: list[ExperimentArmIn] = Field(min_length=1, max_length=MOST_ARMS)
    repetitions: int = Field(1, ge=1, le=MOST_REPETITIONS)
    evaluator_version_ids: list[str] = []


@dataclass(frozen=True)
class Plans:
    """`start` and what follows it."""

    planner: Planner
    jobs: Jobs
    read_prompt: ReadPrompt
    remove: Remove

    def start(self, access: Access, wish: PlanIn) -> ExperimentPlanRow:
        """Make the plan with its experiments and submit its job. Raises Refusal for what cannot be run, Conflict for a name taken."""
        runner = self.planner.runner
        arms = self._arms(access.project_id, wish)
        for arm in arms:
            runner.open_connection(access.project_id, arm.provider)  # refuses what is not there before anything is made
        now = runner.clock()
        with runner.database.session() as session:
            version = wish.dataset_version or now
            items = self.planner.items_at(session, access.project_id, wish.dataset_id, version)
            total = len(items) * len(arms) * wish.repetitions
            if not items:
                raise Refusal("The dataset has no active items in that version")
            if total > MOST_EXECUTIONS:
                raise Refusal(f"{total} executions are more than {MOST_EXECUTIONS}: choose fewer items, arms or repetitions")
            plan = ExperimentPlanRow(
                id=new_id(), project_id=access.project_id, organization_id=access.organization_id, dataset_id=wish.dataset_id,
                dataset_version=version, name=wish.name.strip(), description=wish.description, arms=[a.model_dump() for a in arms],
                experiment_ids=[], repetitions=wish.repetitions, evaluator_version_ids=wish.evaluator_version_ids, total=total, job_id="", attempt=1,
                halted="", created_by=access.user_id or f"key:{access.key_id}", created_at=now,
            )  # fmt: skip
            plan.experiment_ids = [self._experiment(session, plan, arm, now) for arm in arms]
            plan.job_id = f"{RUN}:{plan.project_id}:{plan.id}/1"
            session.add(plan)
        self._submit(plan)
        return plan

    def stop(self, plan: ExperimentPlanRow) -> None:
        """What was run stays; resuming goes on behind it."""
        self.jobs.cancel(plan.job_id)

    def resume(self, plan: ExperimentPlanRow, *, retry_failed: bool) -> ExperimentPlanRow:
        """Run what is missing, and with `retry_failed` what failed too. Raises Conflict while it runs."""
        job = self.jobs.find(plan.job_id)
        if job is not None and job.state not in FINAL_STATES:
            raise Conflict("This experiment is running")
        database = self.planner.runner.database
        if retry_failed:
            self._forget_failed(plan)
        with database.session() as session:
            stored = session.get_one(ExperimentPlanRow, plan.id)
            stored.attempt += 1
            stored.halted = ""
            stored.job_id = f"{RUN}:{plan.project_id}:{plan.id}/{stored.attempt}"
        self._submit(stored)
        return stored

    def _submit(self, plan: ExperimentPlanRow) -> None:
        key = f"{plan.id}/{plan.attempt}"
        self.jobs.submit(RUN, {"plan_id": plan.id}, key=key, project_id=plan.project_id)

    def _forget_failed(self, plan: ExperimentPlanRow) -> None:
        with self.planner.runner.database.session() as session:
            query = sa.select(ExecutionRow).where(ExecutionRow.plan_id == plan.id, ExecutionRow.failed.is_(True))
            failed = session.scalars(query).all()
            traces = [row.trace_id for row in failed]
            session.execute(
                sa.delete(ExperimentItemRow).where(
                    ExperimentItemRow.project_id == plan.project_id, ExperimentItemRow.trace_id.in_(traces)
                )
            )
            for row in failed:
                session.delete(row)
        if traces:
            self.remove(access_of(plan), Deletion(trace_ids=traces))

    def _arms(self, project_id: str, wish: PlanIn) -> list[Arm]:
        arms: list[Arm] = []
        for number, one in enumerate(wish.arms, 1):
            version = self.read_prompt(project_id, one.prompt_name, one.prompt_version)
            taken = {arm.label for arm in arms}
            label = one.label.strip() or label_of(version.name, version.version, one.model, number, taken)
            if label in taken:
                raise Refusal(f"Two arms are called {label!r}")
            own = one.model_dump(exclude={"label", "prompt_name", "prompt_version"})
            content: Any = version.prompt
            arms.append(Arm(label=label, prompt_name=version.name, prompt_version=version.version, content=content, **own))
        return arms

    def _experiment(self, session: Session, plan: ExperimentPlanRow, arm: Arm, now: datetime) -> str:
        name = run_name(plan, arm)
        own_id = experiment_id(plan.project_id, plan.dataset_id, name)
        if session.get(ExperimentRow, (plan.project_id, own_id)) is not None:
            raise Conflict(f"There is an experiment named {name!r} over this dataset already")
        gone = session.get(DeletedExperimentRow, (plan.project_id, own_id))
        if gone is not None and gone.deleted_at >= now:
            raise Conflict(f"An experiment named {name!r} was deleted this moment")
        metadata: dict[str, Any] = {
            "prompt": arm.prompt_name, "prompt_version": arm.prompt_version, "provider": arm.provider, "model": arm.model,
            "parameters": arm.parameters, "repetitions": plan.repetitions, "dataset_version": plan.dataset_version.isoformat(),
            "plan_id": plan.id,
        }  # fmt: skip
        session.add(
            ExperimentRow(
                project_id=plan.project_id, id=own_id, dataset_id=plan.dataset_id, name=name, description=plan.description,
                metadata_=metadata, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        return own_id


def get_plan(session: Session, project_id: str, plan_id: str) -> ExperimentPlanRow:
    """Raises NotFound."""
    row = session.get(ExperimentPlanRow, plan_id)
    if row is None or row.project_id != project_id:
        raise NotFound("There is no such plan")
    return row


def list_plans(session: Session, project_id: str, dataset_id: str | None, limit: int) -> list[ExperimentPlanRow]:
    """Newest first."""
    query = sa.select(ExperimentPlanRow).where(ExperimentPlanRow.project_id == project_id)
    if dataset_id:
        query = query.where(ExperimentPlanRow.dataset_id == dataset_id)
    return list(session.scalars(query.order_by(ExperimentPlanRow.id.desc()).limit(limit)))


def count_executions(session: Session, plan_ids: list[str]) -> dict[str, tuple[int, int]]:
    """(recorded, failed among them) by plan."""
    query = (
        sa.select(ExecutionRow.plan_id, sa.func.count(), sa.func.sum(sa.case((ExecutionRow.failed, 1), else_=0)))
        .where(ExecutionRow.plan_id.in_(plan_ids))
        .group_by(ExecutionRow.plan_id)
    )
    return {row[0]: (row[1], row[2] or 0) for row in session.execute(query)}
