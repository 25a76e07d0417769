"""Tables of annotation queues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class QueueRow(Base):
    """A line of things to be judged by some score configs. Rules of `features/evaluation` may fill it."""

    __tablename__ = "annotation_queues"
    __table_args__ = (sa.UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    score_config_ids: Mapped[list[Any]] = mapped_column(sa.JSON)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QueueItemRow(Base):
    """One thing to be judged, once in a queue. While a person has it, `locked_until` lies ahead."""

    __tablename__ = "annotation_queue_items"
    __table_args__ = (
        sa.UniqueConstraint("queue_id", "object_type", "trace_id", "object_id"),
        sa.Index("ix_annotation_queue_items_status", "queue_id", "status", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    queue_id: Mapped[str] = mapped_column(sa.ForeignKey("annotation_queues.id", ondelete="CASCADE"))
    object_type: Mapped[str]
    """`TRACE`, `OBSERVATION` or `SESSION`."""
    object_id: Mapped[str]
    trace_id: Mapped[str]
    """The trace of an observation where it is known, the trace itself, empty for sessions."""
    source: Mapped[str]
    """How it came in: `PERSON`, `API` or `RULE`."""
    status: Mapped[str]
    """`PENDING` or `COMPLETED`."""
    locked_by: Mapped[str] = mapped_column(default="")
    locked_until: Mapped[datetime | None]
    completed_by: Mapped[str] = mapped_column(default="")
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QueueSkipRow(Base):
    """A person passed an item by; it is offered to others only, until nothing else is left for that person."""

    __tablename__ = "annotation_queue_skips"

    item_id: Mapped[str] = mapped_column(sa.ForeignKey("annotation_queue_items.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    queue_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]


class QueueAssignmentRow(Base):
    """A person who should work on a queue."""

    __tablename__ = "annotation_queue_assignments"

    queue_id: Mapped[str] = mapped_column(sa.ForeignKey("annotation_queues.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    created_at: Mapped[datetime]
