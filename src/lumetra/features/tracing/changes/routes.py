"""`/api/v1` for changes on every trace that a filter finds: started here, run as durable jobs, watched and stopped here."""

from __future__ import annotations

from fastapi import APIRouter

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.jobs import Job, Jobs
from lumetra.features.tracing.changes.change_traces import Change
from lumetra.features.tracing.changes.jobs import KIND, BulkRunner
from lumetra.features.tracing.changes.models import BulkChangeMatching, BulkJob, BulkJobs, MatchingTraces
from lumetra.features.tracing.time_windows import Window
from lumetra.http.access import requires

_SHOWN = 50


def build_bulk_routes(runner: BulkRunner, jobs: Jobs) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/bulk-changes", tags=["tracing"])

    def known(access: Access, job_id: str) -> Job:
        job = jobs.find(job_id)
        if job is None or job.kind != KIND or job.project_id != access.project_id:
            raise NotFound(f"There is no such change on many traces: {job_id}. They are kept for a week after their end.")
        return job

    def start(access: Access, body: MatchingTraces, change: Change | None) -> BulkJob:
        window = Window(body.from_, body.to)
        job_id = runner.start(access, body.subject, body.filter, window, key=new_id(), total=body.total, change=change)
        return _shown(known(access, job_id))

    @router.post("/delete", status_code=202)
    def delete_matching(project_id: str, body: MatchingTraces, access: Access = requires(Permission.TRACES_DELETE)) -> BulkJob:
        """Hide every trace that matches now, with its observations and scores."""
        return start(access, body, None)

    @router.post("/change", status_code=202)
    def change_matching(project_id: str, body: BulkChangeMatching, access: Access = requires(Permission.TRACES_WRITE)) -> BulkJob:
        """Tag or bookmark every trace that matches now."""
        if not body.add_tags and body.bookmarked is None:
            raise Refusal("Say what to change: add_tags or bookmarked")
        return start(access, body, Change(add_tags=tuple(body.add_tags), bookmarked=body.bookmarked))

    @router.get("")
    def list_changes(project_id: str, access: Access = requires(Permission.TRACES_READ)) -> BulkJobs:
        """The latest, newest first; how far a running one is, `GET` of it tells."""
        return BulkJobs(data=[_shown(job) for job in jobs.list(project_id=access.project_id, kinds=[KIND], limit=_SHOWN)])

    @router.get("/{job_id}")
    def get_change(project_id: str, job_id: str, access: Access = requires(Permission.TRACES_READ)) -> BulkJob:
        """One of them and how far it is."""
        return _shown(known(access, job_id))

    @router.post("/{job_id}/cancel")
    def cancel(project_id: str, job_id: str, access: Access = requires(Permission.TRACES_WRITE)) -> BulkJob:
        """Stop at the next page; what was changed stays changed."""
        known(access, job_id)
        jobs.cancel(job_id)
        return _shown(known(access, job_id))

    return router


def _shown(job: Job) -> BulkJob:
    total = job.argument["total"]
    return BulkJob(
        id=job.id, action="delete" if job.argument["change"] is None else "change", state=job.state.value, error=job.error, created_at=job.created_at, finished_at=job.finished_at,
        done=job.progress.done if job.progress else 0, total=job.progress.total if job.progress else total,
        traces=job.result["traces"] if job.result else None,
    )  # fmt: skip
