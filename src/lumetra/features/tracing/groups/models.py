"""What `/api/v1` answers about sessions and users. Times are UTC, costs US dollars."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from lumetra.features.tracing.responses import ObservationRow, Payload, ScoreValue, TraceRow


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
    input_cost_usd: float | None
    output_cost_usd: float | None


class SessionRow(GroupRow):
    """A session: from its first start to its last end."""

    start_time: datetime
    end_time: datetime
    duration_ms: float
    users: list[str]
    tags: list[str]
    scores: list[ScoreValue]


class ListedSession(SessionRow):
    """A session, and how often people commented on it."""

    comment_count: int = Field(0, description="Comments on the session itself.")


class Turn(TraceRow):
    """One turn of a session: a trace with what went in and came out. `number` is its place in the whole session, from 1; `gap_ms`
    is the time since the turn before ended, shown or not."""

    number: int
    input: Payload
    output: Payload
    gap_ms: float | None


class SessionDetail(SessionRow):
    """A session and one page of its turns, oldest first."""

    turns: list[Turn]
    next_cursor: str | None


class SessionStep(ObservationRow):
    """One step inside a turn, with the beginnings of its payloads and of its first tool calls."""

    input: Payload
    output: Payload
    tool_calls: list[Any]


class SessionTurn(Turn):
    """A turn with the steps that were asked for: the first of `step_count`. `system_source` is the input of its first model call, where
    system prompts stand; null when it was not asked for, or no model was called."""

    steps: list[SessionStep]
    step_count: int
    system_source: Payload | None


class SessionMatches(BaseModel):
    """How many turns, and steps in them, a filter leaves of the whole session."""

    turns: int
    steps: int


class SessionView(ListedSession):
    """A session and one page of its turns, oldest first, each with what was asked to be shown of it. `matches` is null without a filter."""

    turns: list[SessionTurn]
    matches: SessionMatches | None
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
