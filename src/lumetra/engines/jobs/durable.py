"""Jobs over DBOS Transact: its workflows, queues and schedules behind our interface, on SQLite or PostgreSQL."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, EnqueueOptions, WorkflowStatus
from dbos import error as dbos_error
from sqlalchemy.exc import DBAPIError

from lumetra.domain.errors import NotFound, Refusal, Transient, Unprocessable
from lumetra.domain.ids import new_id
from lumetra.domain.work import MayRun
from lumetra.engines.jobs.calls import Calls
from lumetra.engines.jobs.context import PROGRESS_EVENT, DurableContext
from lumetra.engines.jobs.interface import FINAL_STATES, Job, JobContext, JobKind, JobQueue, JobState, Progress, Schedule
from lumetra.engines.jobs.looks import QueueWorkers
from lumetra.engines.jobs.recovery import DeadWorkers
from lumetra.engines.jobs.serializer import JsonSerializer
from lumetra.engines.jobs.stored import STATES, project_of, read_job

log = logging.getLogger(__name__)

# Stored with every job. Constant, because a job that was submitted before an upgrade must still run after it.
_APPLICATION_VERSION = "1"
_FIRE = "lumetra.fire"
_FORGET = "lumetra.forget_jobs"
_REMEMBER_DAYS = 7
_ENQUEUED_AFTER_SECONDS = 1.0
"""The library looks every second for delayed jobs whose time has come."""
_PLACE_FREE_AFTER_SECONDS = 0.1
"""The end of a job is recorded right after its function returns; then another may have its place in the queue."""


class DurableJobs:
    """Jobs on `url`, an SQLAlchemy URL of SQLite (one process) or PostgreSQL (any number of processes).

    Without `takes_queued` this process submits and watches jobs and leaves running them to others.
    DBOS keeps one instance per process, so at most one DurableJobs may be started at a time.
    """

    def __init__(self, url: str, *, max_threads: int = 16, grace_seconds: float = 10.0, takes_queued: bool = True) -> None:
        self._url = sa.make_url(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._max_threads = max_threads
        self._grace_seconds = grace_seconds
        self._takes_queued = takes_queued
        self._kinds: dict[str, JobKind] = {}
        self._schedules: dict[str, Schedule] = {}
        self._stopping = threading.Event()
        self._running = 0
        self._changed = threading.Condition()
        self._dead_workers: DeadWorkers | None = None
        self._workers = QueueWorkers(())
        self._calls: Calls | None = None
        self._started = False
        self._may_run: MayRun = lambda _: True

    def register(self, kind: JobKind) -> None:
        """See Jobs.register."""
        if self._started:
            raise RuntimeError(f"register {kind.name} before start")
        if ":" in kind.name:
            raise ValueError(f"job kind {kind.name} contains a colon, which separates the parts of a job's id")
        if kind.name in self._kinds:
            raise ValueError(f"job kind {kind.name} is registered twice")
        self._kinds[kind.name] = kind

    def hold_back(self, may_run: MayRun) -> None:
        """See Jobs.hold_back."""
        self._may_run = may_run

    def start(self) -> None:
        """See Jobs.start."""
        self._stopping.clear()
        if self._is_sqlite and self._url.database:
            with closing(sqlite3.connect(self._url.database)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
        executor_id = "local" if self._is_sqlite else new_id()
        _log_with_us()
        dbos = DBOS(config=self._config(executor_id))
        for kind in self._kinds.values():
            DBOS.workflow(name=kind.name)(self._body(kind))
        self._fire = DBOS.workflow(name=_FIRE)(self._firing())
        forget = DBOS.workflow(name=_FORGET)(_forget_old_jobs)
        DBOS.listen_queues([])  # our own workers take the jobs, because they can be woken
        DBOS.launch()
        queues = {kind.queue.name: kind.queue for kind in self._kinds.values()}
        for queue in queues.values():
            _register_queue(queue)
        self._take_jobs(dbos, list(queues))
        self._started = True
        DBOS.apply_schedules([{"schedule_name": _FORGET, "workflow_fn": forget, "schedule": "17 3 * * *"}])
        for schedule in self._schedules.values():
            self.schedule(schedule)
        if not self._is_sqlite and self._takes_queued:
            # Private, because the library means it for its commercial supervisor, which we do not need.
            recover = dbos._recover_pending_workflows  # pyright: ignore[reportPrivateUsage]  # see the line above

            def take_over(executors: list[str]) -> None:
                recover(executors)
                self._workers.look_at_all()

            self._dead_workers = DeadWorkers(self._url, executor_id, take_over)
            self._dead_workers.start()

    def _take_jobs(self, dbos: DBOS, queues: Sequence[str]) -> None:
        self._workers = QueueWorkers(queues if self._takes_queued else ())
        self._workers.start(dbos)
        if not self._is_sqlite:
            self._calls = Calls(self._url, self._workers.look_at)
            if self._takes_queued:
                self._calls.listen()

    def _look_at(self, queue: str, after_seconds: float = 0.0) -> None:
        """Have this queue looked into: here at once, in other processes as soon as they hear of it."""
        self._workers.look_at(queue, after_seconds)
        if self._calls is not None:
            self._calls.call(queue, after_seconds)

    def stop(self) -> None:
        """See Jobs.stop. Waits up to `grace_seconds` for running jobs to reach the end of their step."""
        if not self._started:
            return
        self._started = False
        self._stopping.set()
        if self._dead_workers is not None:
            self._dead_workers.stop()
        if self._calls is not None:
            self._calls.stop()
            self._calls = None
        self._workers.stop()
        with self._changed:
            if not self._changed.wait_for(lambda: self._running == 0, self._grace_seconds):
                log.warning("%d jobs are still in a step; they are resumed at the next start", self._running)
        DBOS.destroy(destroy_registry=True)

    def submit(
        self, kind: str, argument: Mapping[str, Any], *, key: str, project_id: str = "", delay_seconds: float = 0.0
    ) -> str:
        """See Jobs.submit."""
        queue = self._kinds[kind].queue
        job_id = f"{kind}:{project_id}:{key}"
        options: EnqueueOptions = {
            "workflow_name": kind,
            "queue_name": queue.name,
            "workflow_id": job_id,
            "app_version": _APPLICATION_VERSION,
        }
        if delay_seconds > 0:
            options["delay_seconds"] = delay_seconds
        if queue.concurrency_per_project is not None:
            options["queue_partition_key"] = project_id or "-"
        try:
            DBOS.enqueue_workflow_with_options(options, dict(argument))
        except DBAPIError as error:
            raise Transient(f"the job could not be stored: {error.orig}") from error
        self._look_at(queue.name, delay_seconds + _ENQUEUED_AFTER_SECONDS if delay_seconds > 0 else 0.0)
        return job_id

    def find(self, job_id: str) -> Job | None:
        """See Jobs.find."""
        found = self._read(workflow_ids=[job_id])
        if not found:
            return None
        done = DBOS.get_all_events(job_id).get(PROGRESS_EVENT)
        return read_job(found[0], Progress(*done) if done else None)

    def list(
        self,
        *,
        project_id: str | None = None,
        kinds: Sequence[str] = (),
        states: Sequence[JobState] = (),
        limit: int = 50,
    ) -> Sequence[Job]:
        """See Jobs.list."""
        names = [*kinds] or [*self._kinds]
        found = self._read(
            name=names,
            workflow_id_prefix=None if project_id is None else [f"{name}:{project_id}:" for name in names],
            status=[stored for stored, state in STATES.items() if not states or state in states],
            limit=limit,
            sort_desc=True,
        )
        return [read_job(status, None) for status in found]

    def cancel(self, job_id: str) -> None:
        """See Jobs.cancel."""
        DBOS.cancel_workflow(job_id)

    def wait(self, job_id: str, *, timeout_seconds: float) -> Job:
        """See Jobs.wait."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            job = self.find(job_id)
            if job is None:
                raise NotFound(f"there is no job {job_id}")
            if job.state in FINAL_STATES:
                return job
            if time.monotonic() > deadline:
                raise Transient(f"job {job_id} is still {job.state} after {timeout_seconds} s")
            time.sleep(0.05)

    def schedule(self, schedule: Schedule) -> None:
        """See Jobs.schedule. Before `start` it is kept and stored then."""
        if not self._started:
            self._schedules[schedule.name] = schedule
            return
        context = {"kind": schedule.kind, "argument": dict(schedule.argument), "project_id": schedule.project_id}
        try:
            DBOS.apply_schedules(
                [
                    {
                        "schedule_name": schedule.name,
                        "workflow_fn": self._fire,
                        "schedule": schedule.cron,
                        "context": context,
                        "cron_timezone": schedule.time_zone,
                    }
                ]
            )
        except dbos_error.DBOSException as error:
            raise Unprocessable(f"schedule {schedule.name}: {error}") from error

    def unschedule(self, name: str) -> None:
        """See Jobs.unschedule."""
        self._schedules.pop(name, None)
        if self._started:
            DBOS.delete_schedule(name)

    def pause(self, queue: str) -> None:
        """See Jobs.pause."""
        stored = DBOS.retrieve_queue(queue)
        if stored is not None:
            stored.set_worker_concurrency(0)
            self._look_at(queue)  # workers read after a look what holds for the next one

    def resume(self, queue: str) -> None:
        """See Jobs.resume."""
        for kind in self._kinds.values():
            if kind.queue.name == queue:
                _register_queue(kind.queue)
                self._look_at(queue)
                return

    def _config(self, executor_id: str) -> DBOSConfig:
        return {
            "name": "lumetra",
            "system_database_url": self._url.render_as_string(hide_password=False),
            "dbos_system_schema": "lumetra_jobs",
            "application_version": _APPLICATION_VERSION,
            "executor_id": executor_id,
            "serializer": JsonSerializer(),
            "max_executor_threads": self._max_threads,
            "scheduler_polling_interval_sec": 10.0,
            "log_level": "WARNING",
            "enable_otlp": False,
        }

    def _body(self, kind: JobKind) -> Any:
        work = kind.queue.work

        def may_go_on() -> bool:
            return work is None or self._may_run(work)

        def run(argument: Any) -> Any:
            job_id = DBOS.workflow_id or ""
            context: JobContext = DurableContext(job_id, project_of(job_id), self._stopping, may_go_on)
            with self._changed:
                self._running += 1
            try:
                return kind.run(context, argument)
            except Refusal as refusal:
                log.info("job %s failed: %s", job_id, refusal)
                raise
            except Exception:
                log.exception("job %s failed", job_id)
                raise
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()
                self._look_at(kind.queue.name, _PLACE_FREE_AFTER_SECONDS)

        return run

    def _firing(self) -> Any:
        def fire(scheduled_at: Any, context: Any) -> None:
            argument = {**context["argument"], "scheduled_at": scheduled_at}
            self.submit(context["kind"], argument, key=DBOS.workflow_id or scheduled_at, project_id=context["project_id"])

        return fire

    def _read(self, **filters: Any) -> Sequence[WorkflowStatus]:
        try:
            return DBOS.list_workflows(**filters)
        except DBAPIError as error:
            raise Transient(f"the jobs could not be read: {error.orig}") from error


def _register_queue(queue: JobQueue) -> None:
    DBOS.register_queue(
        queue.name,
        worker_concurrency=queue.concurrency,
        partition_concurrency=queue.concurrency_per_project,
        limiter={"limit": queue.starts_per_period, "period": queue.period_seconds} if queue.starts_per_period else None,
        on_conflict="always_update",
    )


def _forget_old_jobs(scheduled_at: Any, _context: Any) -> None:
    before = datetime.fromisoformat(scheduled_at) - timedelta(days=_REMEMBER_DAYS)
    while old := DBOS.list_workflows(completed_before=before.isoformat(), limit=500, load_input=False, load_output=False):
        DBOS.delete_workflows([status.workflow_id for status in old])


def _log_with_us() -> None:
    # Without a handler of its own the library's log goes where ours goes; the failure of a job is logged by us, once.
    library = logging.getLogger("dbos")
    library.addHandler(logging.NullHandler())
    library.addFilter(_is_not_a_job_failure)


def _is_not_a_job_failure(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Exception encountered in background workflow")
