"""How far a run is, told from what is kept of it and from its job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from lumetra.engines.jobs import Jobs, JobState
from lumetra.features.playground.tables import PlaygroundRun

State = Literal["queued", "running", "done", "stopped", "failed"]
_KEEPING_SECONDS: Final = 30
_OF_JOB: Final[dict[JobState, State]] = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "running",
    JobState.SUCCEEDED: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "stopped",
}


def run_state(run: PlaygroundRun, answers: Mapping[str, int], jobs: Jobs, now: datetime) -> tuple[State, str]:
    """The state, and what went wrong with the run itself (not with single answers). `answers` are counts by status."""
    count = sum(answers.values())
    if run.kind == "screen":
        state = screen_state(run, count, now)
        return ("stopped" if state == "done" and answers.get("stopped") else state), ""
    job = jobs.find(run.job_id) if run.job_id else None
    if job is not None:
        return _OF_JOB[job.state], job.error
    return ("done" if count >= expected_answers(run) else "stopped"), ""


def screen_state(run: PlaygroundRun, answers: int, now: datetime) -> State:
    """Done with all answers; running while they may still come; after that the process that ran it has died."""
    if answers >= expected_answers(run):
        return "done"
    patience = max(float(column.get("timeout_seconds", 120)) for column in run.columns) + _KEEPING_SECONDS
    return "running" if now < run.created_at + timedelta(seconds=patience) else "stopped"


def expected_answers(run: PlaygroundRun) -> int:
    """How many answers a run has when it is done."""
    return len(run.rows) * len(run.columns)
