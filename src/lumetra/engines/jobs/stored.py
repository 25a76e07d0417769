"""From what the library stores of a job to ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from dbos import WorkflowStatus

from lumetra.engines.jobs.interface import Job, JobState, Progress
from lumetra.engines.jobs.serializer import describe_error

STATES: Final = {
    "DELAYED": JobState.QUEUED,
    "ENQUEUED": JobState.QUEUED,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.SUCCEEDED,
    "ERROR": JobState.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED,
}


def read_job(status: WorkflowStatus, progress: Progress | None) -> Job:
    """A job as it was stored, with its progress where that was read too."""
    arguments: Sequence[Any] = (status.input or {}).get("args", ())
    return Job(
        id=status.workflow_id,
        kind=status.name,
        project_id=project_of(status.workflow_id),
        state=STATES[status.status],
        argument=arguments[0] if arguments else {},
        result=status.output,
        error="" if status.error is None else describe_error(status.error),
        progress=progress,
        created_at=_moment(status.created_at) or datetime.now(UTC),
        started_at=_moment(status.dequeued_at),
        finished_at=_moment(status.completed_at),
    )


def project_of(job_id: str) -> str:
    """The project in a job's id; empty where there is none."""
    # Kind names hold no colon, and neither do project ids; the key may.
    return job_id.split(":", 2)[1] if job_id.count(":") >= 2 else ""


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
