"""What the rest of Lumetra may ask of durable jobs. Synchronous: callers in async code go through a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from lumetra.domain.work import MayRun, Work

T = TypeVar("T")


class JobContext(Protocol):
    """What a running job holds. Valid only inside the call of its kind's `run`, on that thread."""

    @property
    def job_id(self) -> str:
        """The id that `submit` returned."""
        ...

    @property
    def project_id(self) -> str:
        """The project it was submitted for; empty for work of the whole instance."""
        ...

    def step(self, name: str, function: Callable[[], T], *, attempts: int = 1, first_wait_seconds: float = 1.0) -> T:
        """Run `function` and record what it returns, so that a resumed job gets the record instead of running it again.

        A crash between the end of `function` and its record runs it once more: make it idempotent. Only `Transient`
        errors are tried again, up to `attempts` times, waiting twice as long each time. The result must be JSON. A job
        must ask for the same steps in the same order each time it is resumed: branch on recorded results and on the
        argument, never on clocks or random numbers. Raises the error of the last attempt; raises out of the job when it
        was cancelled.
        """
        ...

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Publish how far the job is. `total` 0 means unknown. Costs one database write: call it once per batch."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait without losing the remaining time to a restart. Holds the job's place in its queue."""
        ...


JobFunction = Callable[[JobContext, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class JobQueue:
    """A line that jobs wait in. Kinds may share one; each costs a database look every ten seconds, and one a second while in use."""

    name: str
    concurrency: int = 2
    """How many jobs of this queue one process runs at once."""
    concurrency_per_project: int | None = None
    """How many of them may belong to one project, over all processes; None: no bound. Keeps one project from filling it."""
    starts_per_period: int | None = None
    """Rate limit over all processes: at most so many starts …"""
    period_seconds: float = 60.0
    """… in any window of this length."""
    work: Work | None = None
    """What its jobs are to a server under pressure: they wait at their next step while this kind of work may not run."""


DEFAULT_QUEUE = JobQueue("default", concurrency=2)


@dataclass(frozen=True)
class JobKind:
    """A kind of work. `name` is stored with every job and must stay stable: `costs.reprice`."""

    name: str
    run: JobFunction
    queue: JobQueue = DEFAULT_QUEUE


@dataclass(frozen=True)
class Schedule:
    """Submit a job of `kind` at every time of `cron` (five fields, or six with seconds first) in `time_zone`.

    The job's argument is `argument` with `scheduled_at` (ISO-8601) added. Times missed while nothing ran are skipped.
    """

    name: str
    kind: str
    cron: str
    argument: Mapping[str, Any] = field(default_factory=dict[str, Any])
    project_id: str = ""
    time_zone: str = "UTC"


class JobState(StrEnum):
    """Where a job is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL_STATES = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True)
class Progress:
    """How far a job is; `total` 0 means unknown."""

    done: int
    total: int
    note: str = ""


@dataclass(frozen=True)
class Job:
    """A job as it is now. `error` is `Type: message` of a failed job, empty otherwise; `result` is JSON, None until done."""

    id: str
    kind: str
    project_id: str
    state: JobState
    argument: Mapping[str, Any]
    result: Any
    error: str
    progress: Progress | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Jobs(Protocol):
    """Durable jobs over one database. Safe to call from many threads at once.

    A submitted job runs at least once to its end, even when the process is killed at any point; recorded steps are not
    run again. Order within a queue: first in, first started. A job's own exception makes it `failed` and is not retried:
    retry inside it, by `JobContext.step`. Errors of the database itself are `Transient`.
    """

    def register(self, kind: JobKind) -> None:
        """Make a kind known. Before `start` only. A name taken twice is a bug and raises ValueError."""
        ...

    def start(self) -> None:
        """Begin to run jobs, first those that a former process left unfinished."""
        ...

    def hold_back(self, may_run: MayRun) -> None:
        """Ask this before every step of jobs whose queue names a kind of work. Before `start` only."""
        ...

    def stop(self) -> None:
        """Stop running jobs. Those in the middle go on from their last step at the next start."""
        ...

    def submit(
        self, kind: str, argument: Mapping[str, Any], *, key: str, project_id: str = "", delay_seconds: float = 0.0
    ) -> str:
        """Queue a job and return its id; durable when it returns. `argument` must be JSON.

        `key` is the idempotency key within kind and project: while a job with it is remembered (a week after its end),
        submitting again returns that job's id and starts nothing. Use `new_id()` when each call is new work.
        """
        ...

    def find(self, job_id: str) -> Job | None:
        """The job, or None when there is none (or it ended over a week ago)."""
        ...

    def list(
        self,
        *,
        project_id: str | None = None,
        kinds: Sequence[str] = (),
        states: Sequence[JobState] = (),
        limit: int = 50,
    ) -> Sequence[Job]:
        """Jobs, newest first. None and empty mean any. Progress is left out: ask `find` for one job's."""
        ...

    def cancel(self, job_id: str) -> None:
        """Ask for the end of a job: a queued one never starts, a running one stops at its next step. Final ones stay."""
        ...

    def wait(self, job_id: str, *, timeout_seconds: float) -> Job:
        """The job once it is final. Raises Transient when the time is over, NotFound when there is no such job."""
        ...

    def schedule(self, schedule: Schedule) -> None:
        """Create or replace the schedule of that name; it survives restarts. Raises Unprocessable for a bad cron or zone."""
        ...

    def unschedule(self, name: str) -> None:
        """Remove a schedule; unknown names are ignored. Jobs it has submitted stay."""
        ...

    def pause(self, queue: str) -> None:
        """Start no more jobs of this queue, in any process, until `resume`. Running ones go on; submitting still works."""
        ...

    def resume(self, queue: str) -> None:
        """Undo `pause`."""
        ...
