"""What the playground keeps: sessions with their columns, the runs of them, and every answer a column ever got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class PlaygroundSession(Base):
    """A page of the playground. Everybody who may read the project opens it by its id: that is its link."""

    __tablename__ = "playground_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    """Empty until somebody names it."""
    columns: Mapped[list[Any]]
    variables: Mapped[dict[str, Any]]
    placeholders: Mapped[dict[str, Any]]
    revision: Mapped[int]
    """Counts the changes, from 1: who saves says which one they saw, so that nobody overwrites what they have not seen."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlaygroundRun(Base):
    """One run, with the columns and values as they were: over the one row of values on screen, or over a table of them."""

    __tablename__ = "playground_runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("playground_sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    """`screen` or `table`."""
    name: Mapped[str]
    """Empty until somebody names it."""
    job_id: Mapped[str]
    """The job that works through a table; empty for `screen`."""
    columns: Mapped[list[Any]]
    placeholders: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    """Values by name, one object a row; a screen run has one row."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class PlaygroundAnswer(Base):
    """One answer of one column to one row of a run: what came, what it cost. What was asked is in the run and in the trace."""

    __tablename__ = "playground_answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("playground_sessions.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[str] = mapped_column(sa.ForeignKey("playground_runs.id", ondelete="CASCADE"), index=True)
    column_id: Mapped[str]
    row_index: Mapped[int]
    status: Mapped[str]
    """`done`, `failed` or `stopped`."""
    text: Mapped[str]
    reasoning: Mapped[str]
    tool_calls: Mapped[list[Any]]
    finish_reason: Mapped[str]
    """What the provider said: `stop`, `length`, `tool_call`, `content_filter`; empty when nothing was said."""
    error_kind: Mapped[str]
    error: Mapped[str]
    usage: Mapped[dict[str, Any]]
    cost_usd: Mapped[str | None]
    """Decimal as text, null when the model has no known price."""
    latency_ms: Mapped[float]
    first_token_ms: Mapped[float | None]
    trace_id: Mapped[str]
    observation_id: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
