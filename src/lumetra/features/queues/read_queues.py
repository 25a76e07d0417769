"""Reads queues with their counts, pages of items, and who did how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.queues.tables import QueueAssignmentRow, QueueItemRow, QueueRow, QueueSkipRow


class Counts(NamedTuple):
    """How far a queue is."""

    pending: int = 0
    completed: int = 0


class PersonProgress(NamedTuple):
    """What one person did in a queue; `working` items are locked by them, though the lock may have run out."""

    user_id: str
    completed: int
    skipped: int


def list_queues(session: Session, project_id: str, *, limit: int, offset: int) -> tuple[list[QueueRow], int]:
    """A page, newest first, and how many there are."""
    mine = QueueRow.project_id == project_id
    total = session.scalar(sa.select(sa.func.count()).select_from(QueueRow).where(mine)) or 0
    rows = session.scalars(sa.select(QueueRow).where(mine).order_by(QueueRow.id.desc()).limit(limit).offset(offset))
    return list(rows), total


def names_of_queues(session: Session, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """By id; what was deleted is left out."""
    query = sa.select(QueueRow.id, QueueRow.name).where(QueueRow.project_id == project_id, QueueRow.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def counts_of(session: Session, queue_ids: Sequence[str]) -> dict[str, Counts]:
    """By queue id; queues without items are missing."""
    done = sa.func.sum(sa.case((QueueItemRow.status == "COMPLETED", 1), else_=0))
    rows = session.execute(
        sa.select(QueueItemRow.queue_id, sa.func.count(), done)
        .where(QueueItemRow.queue_id.in_(queue_ids))
        .group_by(QueueItemRow.queue_id)
    )
    return {queue_id: Counts(int(total) - int(completed), int(completed)) for queue_id, total, completed in rows}


def assigned_to(session: Session, queue_ids: Sequence[str]) -> dict[str, list[str]]:
    """User ids by queue id."""
    rows = session.execute(
        sa.select(QueueAssignmentRow.queue_id, QueueAssignmentRow.user_id)
        .where(QueueAssignmentRow.queue_id.in_(queue_ids))
        .order_by(QueueAssignmentRow.created_at)
    )
    found: dict[str, list[str]] = {}
    for queue_id, user_id in rows:
        found.setdefault(queue_id, []).append(user_id)
    return found


def list_items(
    session: Session, queue_id: str, *, status: str, limit: int, offset: int = 0, before_id: str = ""
) -> tuple[list[QueueItemRow], int]:
    """A page, newest first, and how many there are of this status (empty: all). `before_id`: only older ones."""
    wanted = [QueueItemRow.queue_id == queue_id]
    if status:
        wanted.append(QueueItemRow.status == status)
    total = session.scalar(sa.select(sa.func.count()).select_from(QueueItemRow).where(*wanted)) or 0
    query = sa.select(QueueItemRow).where(*wanted).order_by(QueueItemRow.id.desc()).limit(limit).offset(offset)
    if before_id:
        query = query.where(QueueItemRow.id < before_id)
    return list(session.scalars(query)), total


def progress_of(session: Session, queue_id: str) -> list[PersonProgress]:
    """By person, the most diligent first."""
    done = session.execute(
        sa.select(QueueItemRow.completed_by, sa.func.count())
        .where(QueueItemRow.queue_id == queue_id, QueueItemRow.status == "COMPLETED", QueueItemRow.completed_by != "")
        .group_by(QueueItemRow.completed_by)
    )
    skips = session.execute(
        sa.select(QueueSkipRow.user_id, sa.func.count())
        .join(QueueItemRow, QueueItemRow.id == QueueSkipRow.item_id)
        .where(QueueSkipRow.queue_id == queue_id, QueueItemRow.status == "PENDING")
        .group_by(QueueSkipRow.user_id)
    )
    completed, skipped = {row[0]: int(row[1]) for row in done}, {row[0]: int(row[1]) for row in skips}
    people = [
        PersonProgress(person, completed.get(person, 0), skipped.get(person, 0)) for person in completed.keys() | skipped.keys()
    ]
    return sorted(people, key=lambda one: (-one.completed, one.user_id))
