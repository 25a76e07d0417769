"""What the playground keeps: a session with its columns, and every answer a column ever got."""

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
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlaygroundAnswer(Base):
    """One answer of one column: what was asked, what came, what it cost. A row of a table run has its row index."""

    __tablename__ = "playground_answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("playground_sessions.id", ondelete="CASCADE"), index=True)
    column_id: Mapped[str]
    table_run_id: Mapped[str]
    row_index: Mapped[int | None]
    request: Mapped[dict[str, Any]]
    status: Mapped[str]
    """`done`, `failed` or `stopped`."""
    text: Mapped[str]
    reasoning: Mapped[str]
    tool_calls: Mapped[list[Any]]
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


class PlaygroundTableRun(Base):
    """A run of all columns over a table of variable sets, done by a job of the same id."""

    __tablename__ = "playground_table_runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("playground_sessions.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str]
    columns: Mapped[list[Any]]
    placeholders: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
