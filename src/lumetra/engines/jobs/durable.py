"""Jobs over DBOS Transact: its workflows, queues and schedules behind our interface, on SQLite or PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from dbos import DBOS, EnqueueOptions
from sqlalchemy.exc import DBAPIError

from lumetra.domain.errors import NotFound, Transient
from lumetra.domain.ids import new_id
from lumetra.domain.work import MayRun
from lumetra.engines.jobs.calls import Calls
from lumetra.engines.jobs.interface import FINAL_STATES, Job, JobKind, JobState, Schedule
from lumetra.engines.jobs.library import APPLICATION_VERSION, open_library, register_queue
from lumetra.engines.jobs.looks import QueueWorkers
from lumetra.engines.jobs.recovery import DeadWorkers
from lumetra.engines.jobs.running import RunningJobs
from lumetra.engines.jobs.schedules import Schedules
from lumetra.engines.jobs.stored import find_job, job_id_of, list_jobs

_ENQUEUED_AFTER_SECONDS: Final = 1.0
"""The library looks every second for delayed jobs whose time has come."""
_PLACE_FREE_AFTER_SECONDS: Final = 0.1
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
        self._schedules = Schedules(self.submit)
        self._running = RunningJobs(lambda queue: self._look_at(queue, _PLACE_FREE_AFTER_SECONDS))
        self._dead_workers: DeadWorkers | None = None
        self._workers = QueueWorkers(())
        self._calls: Calls | None = None
        self._started = False

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
        self._running.may_run = may_run

    def start(self) -> None:
        """See Jobs.start."""
        self._running.start()
        executor_id = "local" if self._is_sqlite else new_id()
        dbos = open_library(self._url, executor_id, self._max_threads)
        for kind in self._kinds.values():
            DBOS.workflow(name=kind.name)(self._running.body(kind))
        self._schedules.register()
        DBOS.listen_queues([])  # our own workers take the jobs, because they can be woken
        DBOS.launch()
        queues = {kind.queue.name: kind.queue for kind in self._kinds.values()}
        for queue in queues.values():
            register_queue(queue)
        self._take_jobs(dbos, list(queues))
        self._started = True
        self._schedules.store_kept()
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
        self._schedules.stop()
        self._running.leave()
        if self._dead_workers is not None:
            self._dead_workers.stop()
        if self._calls is not None:
            self._calls.stop()
            self._calls = None
        self._workers.stop()
        self._running.wait_for_end(self._grace_seconds)
        DBOS.destroy(destroy_registry=True)

    def submit(
        self, kind: str, argument: Mapping[str, Any], *, key: str, project_id: str = "", delay_seconds: float = 0.0
    ) -> str:
        """See Jobs.submit."""
        queue = self._kinds[kind].queue
        job_id = job_id_of(kind, project_id, key)
        options: EnqueueOptions = {
            "workflow_name": kind,
            "queue_name": queue.name,
            "workflow_id": job_id,
            "app_version": APPLICATION_VERSION,
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
        return find_job(job_id)

    def list(
        self,
        *,
        project_id: str | None = None,
        kinds: Sequence[str] = (),
        states: Sequence[JobState] = (),
        limit: int = 50,
    ) -> Sequence[Job]:
        """See Jobs.list."""
        return list_jobs([*kinds] or [*self._kinds], project_id, states, limit)

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
        self._schedules.add(schedule)

    def unschedule(self, name: str) -> None:
        """See Jobs.unschedule."""
        self._schedules.remove(name)

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
                register_queue(kind.queue)
                self._look_at(queue)
                return
