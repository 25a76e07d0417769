"""What `/api/v1` takes and answers about changes on many traces at once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field


class BulkChange(BaseModel):
    """The same change on several traces."""

    trace_ids: list[str] = Field(min_length=1, max_length=1000)
    add_tags: list[str] = Field(default_factory=list[str], max_length=50)
    bookmarked: bool | None = None


class BulkDelete(BaseModel):
    """Traces to hide, named one by one."""

    trace_ids: list[str] = Field(min_length=1, max_length=1000)


class MatchingTraces(BaseModel):
    """Every trace that a filter finds, or that has an observation which it finds. `total` is what the caller saw, for progress."""

    subject: Literal["traces", "observations"] = "traces"
    filter: str = Field(default="", max_length=10_000)
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    total: int = Field(default=0, ge=0)


class BulkChangeMatching(MatchingTraces):
    """The same change on all of them."""

    add_tags: list[str] = Field(default_factory=list[str], max_length=50)
    bookmarked: bool | None = None


class BulkJob(BaseModel):
    """A change on many traces and how far it is. `traces` is how many it touched, once it has ended."""

    id: str
    action: Literal["delete", "change"]
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    done: int
    total: int
    traces: int | None
    error: str
    created_at: datetime
    finished_at: datetime | None


class BulkJobs(BaseModel):
    """The latest changes on many traces, newest first."""

    data: list[BulkJob]
    next_cursor: str | None = None


class Done(BaseModel):
    """How many were changed."""

    count: int
