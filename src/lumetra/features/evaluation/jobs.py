"""Durable jobs: working off executions, waking what waits, back-fills, and runs over rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from lumetra.domain.clock import Clock
from lumetra.domain.ids import new_id
from lumetra.engines.database import Database
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs, Schedule
from lumetra.features.evaluation.executions.forget_executions import forget_executions
from lumetra.features.evaluation.executions.work_off import Worker
from lumetra.features.evaluation.rules.backfill import BACKFILL, Backfiller
from lumetra.features.evaluation.rules.run_over_rows import RUN_OVER_ROWS, RowsRunner
from lumetra.features.evaluation.tables import EvaluatorRow
from lumetra.features.evaluation.write_evaluators import resume

log = logging.getLogger(__name__)

RUN: Final = "evaluation.run"
SWEEP: Final = "evaluation.sweep"
FORGET: Final = "evaluation.forget"
RUN_QUEUE: Final = JobQueue("evaluation", concurrency=2, concurrency_per_project=1)
SWEEP_QUEUE: Final = JobQueue("evaluation-upkeep", concurrency=1)
BACKFILL_QUEUE: Final = JobQueue("evaluation-backfills", concurrency=1)
WAKE_SECONDS: Final = 3.0
PROBE_AFTER: Final = timedelta(minutes=5)
"""An endpoint that could not be reached is tried again after this long."""


class Waker:
    """Sees that a job runs for a project with something to do, without a job for each thing.

    Asking is a note that a thread of its own carries out, so it may be done anywhere: in a step of another job as well.
    """

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._changed = threading.Condition()
        self._due: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="evaluation-waker", daemon=True)

    def start(self) -> None:
        """Begin to carry out what is asked; after the jobs were started."""
        self._thread.start()

    def stop(self) -> None:
        """End. What was asked for and not done is found by the sweep."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(10)

    def wake(self, project_id: str) -> None:
        """Run what is due in this project soon: at once after a rest, else a few seconds after the last time."""
        with self._changed:
            due = max(self._now(), self._last.get(project_id, 0.0) + WAKE_SECONDS)
            self._due.setdefault(project_id, due)
            self._changed.notify()

    def _now(self) -> float:
        return self._clock().timestamp()

    def _loop(self) -> None:
        while (project_id := self._next()) is not None:
            try:
                self._jobs.submit(RUN, {}, key=new_id(), project_id=project_id)
            except Exception:  # the sweep will see to it within a minute
                log.exception("a run of evaluations could not be queued")

    def _next(self) -> str | None:
        """The next project that is due, once it is; None at the end."""
        with self._changed:
            while not self._stopping:
                now = self._now()
                ready = next((project_id for project_id, due in self._due.items() if due <= now), None)
                if ready is not None:
                    del self._due[ready]
                    self._last[ready] = now
                    return ready
                self._changed.wait(min(self._due.values()) - now if self._due else None)
            return None


def register_jobs(
    jobs: Jobs,
    database: Database,
    worker: Worker,
    backfiller: Backfiller,
    runner: RowsRunner,
    may_run: Callable[[], bool],
    can_open: Callable[[str, EvaluatorRow], bool],
    clock: Clock,
    log_days: int,
) -> None:
    """Make the kinds known. `can_open` says whether the connection a paused judge lacks is there again."""

    def run(context: JobContext, _argument: Mapping[str, Any]) -> dict[str, int]:
        project_id, done = context.project_id, 0
        while True:
            ran = context.step("work off", lambda: worker.work_off(project_id, context.job_id, may_run))
            done += ran
            if not ran:
                break
        wait = context.step("look for the next", lambda: worker.seconds_to_next(project_id))
        if wait is not None and wait < 60:  # later ones are found by the sweep
            jobs.submit(RUN, {}, key=context.step("name the next", new_id), project_id=project_id, delay_seconds=max(wait, 2.0))
        return {"executions": done}

    def sweep(context: JobContext, _argument: Mapping[str, Any]) -> dict[str, int]:
        context.step("try again what was paused", lambda: _try_again(database, can_open, clock))
        due = context.step("look who waits", worker.projects_due)
        for project_id in due:
            jobs.submit(RUN, {}, key=context.step("name a run", new_id), project_id=project_id)
        return {"projects": len(due)}

    def forget(context: JobContext, _argument: Mapping[str, Any]) -> dict[str, int]:
        return {"executions": context.step("forget", lambda: forget_executions(database, clock, log_days))}

    jobs.register(JobKind(RUN, run, RUN_QUEUE))
    jobs.register(JobKind(FORGET, forget, SWEEP_QUEUE))
    jobs.register(JobKind(SWEEP, sweep, SWEEP_QUEUE))
    jobs.register(JobKind(BACKFILL, backfiller.run, BACKFILL_QUEUE))
    jobs.register(JobKind(RUN_OVER_ROWS, runner.run, BACKFILL_QUEUE))
    jobs.schedule(Schedule("evaluation sweep every minute", SWEEP, "* * * * *"))
    jobs.schedule(Schedule("evaluation log, nightly", FORGET, "17 3 * * *"))


def _try_again(database: Database, can_open: Callable[[str, EvaluatorRow], bool], clock: Clock) -> int:
    """Resume judges whose endpoint may be back, or whose connection is there again; returns how many."""
    now, resumed = clock(), 0
    with database.session() as session:
        query = sa.select(EvaluatorRow).where(EvaluatorRow.paused_reason.in_(("unreachable", "no_connection", "no_model")))
        for row in session.scalars(query):
            rested = row.paused_at is None or now - row.paused_at >= PROBE_AFTER
            if rested if row.paused_reason == "unreachable" else can_open(row.project_id, row):
                resume(row, now)
                resumed += 1
    return resumed
