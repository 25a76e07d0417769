"""Automations and what they delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class Automation(Base):
    """Where to send which events. `url`, `secret` and header values are sealed: a Slack address is itself a secret."""

    __tablename__ = "automations"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    action: Mapped[str]
    """`webhook`, `slack` or `callout`."""
    sealed_url: Mapped[str]
    display_url: Mapped[str]
    sealed_secret: Mapped[str]
    sealed_headers: Mapped[str]
    header_names: Mapped[list[Any]]
    events: Mapped[list[Any]]
    """Prompt actions; empty: all."""
    prompt_filter: Mapped[str]
    """A prompt name, or a folder that ends in `/`; empty: all prompts."""
    enabled: Mapped[bool]
    failures_in_a_row: Mapped[int]
    disabled_because: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AutomationDelivery(Base):
    """One event for one automation, and how its sending went. Written in the transaction of the event itself."""

    __tablename__ = "automation_deliveries"
    __table_args__ = (sa.Index("ix_automation_deliveries_due", "status", "next_attempt_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    automation_id: Mapped[str] = mapped_column(sa.ForeignKey("automations.id", ondelete="CASCADE"), index=True)
    event: Mapped[str]
    payload: Mapped[str]
    status: Mapped[str]
    """`pending`, `delivered` or `failed`."""
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    response_status: Mapped[int | None]
    response_body: Mapped[str]
    error: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    replay_of: Mapped[str]
