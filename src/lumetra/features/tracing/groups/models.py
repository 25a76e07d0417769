"""What `/api/v1` answers about sessions and users. Times are UTC, costs US dollars."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from lumetra.features.tracing.responses import Payload, ScoreValue, TraceRow


class GroupRow(BaseModel):
    """What sessions and users have in common."""

    id: str
    environment: str
    trace_count: int
    observation_count: int
    error_count: int
    input_tokens: float
    output_tokens: float
    total_tokens: float
    cost_usd: float | None


class SessionRow(GroupRow):
    """A session: from its first start to its last end."""

    start_time: datetime
    end_time: datetime
    duration_ms: float
    users: list[str]
    tags: list[str]
    scores: list[ScoreValue]


class Turn(TraceRow):
    """One turn of a session: a trace with what went in and came out; `gap_ms` is the time since the turn before ended."""

    input: Payload
    output: Payload
    gap_ms: float | None


class SessionDetail(SessionRow):
    """A session and one page of its turns, oldest first."""

    turns: list[Turn]
    next_cursor: str | None


class UserRow(GroupRow):
    """A user: when they were first and last seen."""

    first_seen: datetime
    last_seen: datetime
    session_count: int


class DayTotals(BaseModel):
    """What a user did on one day, which begins at `time`: midnight in the zone that was asked for."""

    time: datetime
    traces: int
    errors: int
    total_tokens: float
    cost_usd: float


class UserDetail(UserRow):
    """A user and their totals day by day."""

    days: list[DayTotals]
