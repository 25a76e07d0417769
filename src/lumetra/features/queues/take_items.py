"""Working on a queue: the next item nobody else has, and what a person does with it: complete, skip, let go, open again.

An item is a person's own for ten minutes from the last sign of life; whoever asks in between gets another one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound
from lumetra.features.queues.open_queues import Queues
from lumetra.features.queues.tables import QueueItemRow, QueueSkipRow
from lumetra.features.queues.write_queues import find_queue

LOCK: Final = timedelta(minutes=10)
_TRIES: Final = 20


class ItemTaken(Conflict):
    """Somebody else works on it."""

    code = "item_taken"


def take_next(queues: Queues, project_id: str, queue_id: str, person: str) -> QueueItemRow | None:
    """Lock the oldest pending item for this person: their own open one first, skipped ones last. None: nothing to do."""
    with queues.database.session() as session:
        find_queue(session, project_id, queue_id)
        now = queues.clock()
        for _ in range(_TRIES):
            item_id: str | None = session.scalar(_candidates(queue_id, person, now))
            if item_id is None:
                return None
            if _lock(session, item_id, person, now):
                return session.get_one(QueueItemRow, item_id, populate_existing=True)
    return None


def _candidates(queue_id: str, person: str, now: datetime) -> sa.Select[Any]:
    skipped = sa.exists().where(QueueSkipRow.item_id == QueueItemRow.id, QueueSkipRow.user_id == person)
    return (
        sa.select(QueueItemRow.id)
        .where(QueueItemRow.queue_id == queue_id, QueueItemRow.status == "PENDING", _free(person, now))
        .order_by(skipped, QueueItemRow.locked_by != person, QueueItemRow.id)
        .limit(1)
    )


def _free(person: str, now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(QueueItemRow.locked_until.is_(None), QueueItemRow.locked_until <= now, QueueItemRow.locked_by == person)


def _lock(session: Session, item_id: str, person: str, now: datetime) -> bool:
    """One statement decides between two people who want the same item at once."""
    taking = (
        sa.update(QueueItemRow)
        .where(QueueItemRow.id == item_id, QueueItemRow.status == "PENDING", _free(person, now))
        .values(locked_by=person, locked_until=now + LOCK)
    )
    result: Any = session.execute(taking)
    return result.rowcount == 1


def keep(queues: Queues, project_id: str, queue_id: str, item_id: str, person: str) -> QueueItemRow:
    """Open one item to work on it, or say that one is still being worked on. Raises ItemTaken when another person has it."""
    with queues.database.session() as session:
        item = find_item(session, project_id, queue_id, item_id)
        if item.status == "PENDING" and not _lock(session, item_id, person, queues.clock()):
            raise ItemTaken("Somebody else works on this item.", detail={"locked_by": item.locked_by})
        session.refresh(item)
    return item


def let_go(queues: Queues, project_id: str, queue_id: str, item_id: str, person: str) -> None:
    """Free an item that this person has; others may take it at once."""
    with queues.database.session() as session:
        item = find_item(session, project_id, queue_id, item_id)
        if item.locked_by == person:
            item.locked_by, item.locked_until = "", None


def complete(queues: Queues, project_id: str, queue_id: str, item_id: str, person: str) -> QueueItemRow:
    """Mark it done by this person. Raises ItemTaken when another person works on it."""
    now = queues.clock()
    with queues.database.session() as session:
        item = find_item(session, project_id, queue_id, item_id)
        if item.status == "PENDING" and not _lock(session, item_id, person, now):
            raise ItemTaken("Somebody else works on this item.", detail={"locked_by": item.locked_by})
        session.refresh(item)
        set_status(item, "COMPLETED", person, now)
    return item


def skip(queues: Queues, project_id: str, queue_id: str, item_id: str, person: str) -> None:
    """Pass it by: it stays open for others, and comes back to this person when nothing else is left."""
    with queues.database.session() as session:
        item = find_item(session, project_id, queue_id, item_id)
        if session.get(QueueSkipRow, (item_id, person)) is None:
            session.add(
                QueueSkipRow(item_id=item_id, user_id=person, project_id=project_id, queue_id=queue_id, created_at=queues.clock())
            )
        if item.locked_by == person:
            item.locked_by, item.locked_until = "", None


def reopen(queues: Queues, project_id: str, queue_id: str, item_id: str) -> QueueItemRow:
    """Make a completed item pending again."""
    with queues.database.session() as session:
        item = find_item(session, project_id, queue_id, item_id)
        set_status(item, "PENDING", "", queues.clock())
    return item


def set_status(item: QueueItemRow, status: str, person: str, now: datetime) -> None:
    """Also frees the item. Completing again keeps who and when it was first."""
    if status == "COMPLETED" and item.status != "COMPLETED":
        item.completed_by, item.completed_at = person, now
    elif status == "PENDING":
        item.completed_by, item.completed_at = "", None
    item.status, item.updated_at = status, now
    item.locked_by, item.locked_until = "", None


def find_item(session: Session, project_id: str, queue_id: str, item_id: str) -> QueueItemRow:
    """One item of one queue. Raises NotFound."""
    find_queue(session, project_id, queue_id)
    row = session.get(QueueItemRow, item_id)
    if row is None or row.queue_id != queue_id:
        raise NotFound("Annotation queue item not found")
    return row
