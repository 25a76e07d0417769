"""Jobs as the library stores them: reading them as ours, and forgetting the old ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from dbos import DBOS, WorkflowStatus
from sqlalchemy.exc import DBAPIError

from lumetra.domain.errors import Transient
from lumetra.engines.jobs.context import PROGRESS_EVENT
from lumetra.engines.jobs.interface import Job, JobState, Progress
from lumetra.engines.jobs.serializer import describe_error

_REMEMBER_DAYS: Final = 7
_STATES: Final = {
    "DELAYED": JobState.QUEUED,
    "ENQUEUED": JobState.QUEUED,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.SUCCEEDED,
    "ERROR": JobState.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED,
}


def find_job(job_id: str) -> Job | None:
    """See Jobs.find."""
    found = _read(workflow_ids=[job_id])
    if not found:
        return None
    done = DBOS.get_all_events(job_id).get(PROGRESS_EVENT)
    return _job(found[0], Progress(*done) if done else None)


def list_jobs(kinds: Sequence[str], project_id: str | None, states: Sequence[JobState], limit: int) -> Sequence[Job]:
    """See Jobs.list; here all `kinds` are named."""
    found = _read(
        name=[*kinds],
        workflow_id_prefix=None if project_id is None else [job_id_of(kind, project_id, "") for kind in kinds],
        status=[stored for stored, state in _STATES.items() if not states or state in states],
        limit=limit,
        sort_desc=True,
    )
    return [_job(status, None) for status in found]


def forget_old_jobs(scheduled_at: Any, _context: Any) -> None:
    """Remove the jobs that had ended a week before `scheduled_at` (ISO 8601)."""
    before = datetime.fromisoformat(scheduled_at) - timedelta(days=_REMEMBER_DAYS)
    while old := DBOS.list_workflows(completed_before=before.isoformat(), limit=500, load_input=False, load_output=False):
        DBOS.delete_workflows([status.workflow_id for status in old])


def job_id_of(kind: str, project_id: str, key: str) -> str:
    """One job for each of these. Kind names hold no colon, and neither do project ids; the key may."""
    return f"{kind}:{project_id}:{key}"


def project_of(job_id: str) -> str:
    """The project in a job's id; empty where there is none."""
    return job_id.split(":", 2)[1] if job_id.count(":") >= 2 else ""


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _read(**filters: Any) -> Sequence[WorkflowStatus]:
    try:
        return DBOS.list_workflows(**filters)
    except DBAPIError as error:
        raise Transient(f"the jobs could not be read: {error.orig}") from error


def _job(status: WorkflowStatus, progress: Progress | None) -> Job:
    arguments: Sequence[Any] = (status.input or {}).get("args", ())
    return Job(
        id=status.workflow_id,
        kind=status.name,
        project_id=project_of(status.workflow_id),
        state=_STATES[status.status],
        argument=arguments[0] if arguments else {},
        result=status.output,
        error="" if status.error is None else describe_error(status.error),
        progress=progress,
        created_at=_moment(status.created_at) or datetime.now(UTC),
        started_at=_moment(status.dequeued_at),
        finished_at=_moment(status.completed_at),
    )
