"""Durable jobs: work that outlives a request and a crash. DBOS Transact on SQLite (this process) or PostgreSQL (many)."""

from lumetra.engines.jobs.interface import FINAL_STATES, Job, JobContext, JobKind, JobQueue, Jobs, JobState, Progress, Schedule

__all__ = ["FINAL_STATES", "Job", "JobContext", "JobKind", "JobQueue", "JobState", "Jobs", "Progress", "Schedule"]
