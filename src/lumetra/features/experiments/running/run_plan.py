"""The job that runs a plan: some executions at a time, each once however often the process dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import Unprocessable
from lumetra.domain.evaluation import Evaluate, Target
from lumetra.domain.work import Work
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs
from lumetra.features.experiments.running.arm import Arm
from lumetra.features.experiments.running.run_item import ANSWERED, SCORED, STORED, Halted, Runner, Task, run_item, send_unsent
from lumetra.features.experiments.tables import ExecutionRow, ExperimentPlanRow

RUN: Final = "experiments.run"
QUEUE: Final = JobQueue("experiments", concurrency=2, concurrency_per_project=2, work=Work.EVALUATIONS)
EXECUTIONS_PER_STEP: Final = 12

ItemsAt = Callable[[Session, str, str, datetime], list[DatasetItem]]
"""(session, project id, dataset id, moment) → the active items of that moment, always in the same order."""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Running plans."""

    runner: Runner
    items_at: ItemsAt
    evaluate: Evaluate


def register_jobs(jobs: Jobs, planner: Planner) -> None:
    """Make the kind known."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        return _run(planner, context, str(argument["plan_id"]))

    jobs.register(JobKind(RUN, run, QUEUE))


def _run(planner: Planner, context: JobContext, plan_id: str) -> dict[str, int]:
    database = planner.runner.database
    with database.reading() as session:
        plan = session.get_one(ExperimentPlanRow, plan_id)
        items = planner.items_at(session, plan.project_id, plan.dataset_id, plan.dataset_version)
    tasks = list(tasks_of(plan, items))
    for start in range(0, len(tasks), EXECUTIONS_PER_STEP):
        chunk = tasks[start : start + EXECUTIONS_PER_STEP]
        halted = context.step(f"executions from {start}", lambda c=chunk: _run_chunk(planner, plan, c))
        if halted:
            context.step("note why", lambda why=halted: _note_halt(planner, plan_id, why))
            raise Unprocessable(halted)
        context.progress(min(start + EXECUTIONS_PER_STEP, len(tasks)), len(tasks))
    return {"executions": len(tasks)}


def tasks_of(plan: ExperimentPlanRow, items: Sequence[DatasetItem]) -> Iterator[Task]:
    """Every execution. Arms take turns, so that a run that is stopped early can still be compared."""
    arms = [Arm.model_validate(arm) for arm in plan.arms]
    for repetition in range(plan.repetitions):
        for item in items:
            for number, arm in enumerate(arms):
                yield Task(plan, number, arm, item, repetition)


def _run_chunk(planner: Planner, plan: ExperimentPlanRow, tasks: Sequence[Task]) -> str:
    """Empty, or why the plan must stop. Executions that are recorded are not run again; their traces are sent if they were not."""
    runner = planner.runner
    done = _recorded(runner, plan, tasks)
    send_unsent(runner, plan, [row for row in done.values() if row.state == ANSWERED])
    missing = [task for task in tasks if (task.arm_number, task.item.id, task.repetition) not in done]

    async def run_all() -> str:
        results = await asyncio.gather(*(run_item(runner, task) for task in missing), return_exceptions=True)
        for one in results:
            if isinstance(one, BaseException) and not isinstance(one, Halted):
                raise one
        return next((str(one) for one in results if isinstance(one, Halted)), "")

    halted = asyncio.run(run_all()) if missing else ""
    if plan.evaluator_version_ids:
        _evaluate(planner, plan, tasks)
    return halted


def _recorded(runner: Runner, plan: ExperimentPlanRow, tasks: Sequence[Task]) -> dict[tuple[int, str, int], ExecutionRow]:
    ids = {task.item.id for task in tasks}
    query = sa.select(ExecutionRow).where(ExecutionRow.plan_id == plan.id, ExecutionRow.item_id.in_(ids))
    with runner.database.reading() as session:
        return {(row.arm, row.item_id, row.repetition): row for row in session.scalars(query)}


def _evaluate(planner: Planner, plan: ExperimentPlanRow, tasks: Sequence[Task]) -> None:
    """Ask for judgements of what was answered. Asking twice is asking once."""
    wanted = {(task.arm_number, task.item.id, task.repetition) for task in tasks}
    rows = [row for key, row in _recorded(planner.runner, plan, tasks).items() if key in wanted and row.state == STORED]
    targets = [
        Target(
            kind="experiment_item",
            trace_id=row.trace_id,
            observation_id=row.observation_id,
            experiment_id=plan.experiment_ids[row.arm],
            item_id=row.item_id,
        )
        for row in rows
        if not row.failed
    ]
    planner.evaluate(plan.project_id, plan.evaluator_version_ids, targets)
    with planner.runner.database.session() as session:
        for row in rows:
            session.get_one(ExecutionRow, (row.plan_id, row.arm, row.item_id, row.repetition)).state = SCORED


def _note_halt(planner: Planner, plan_id: str, why: str) -> None:
    with planner.runner.database.session() as session:
        session.get_one(ExperimentPlanRow, plan_id).halted = why
