"""Puts things into a queue, each once: chosen by hand, found by a filter, drawn by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound
from lumetra.domain.ids import new_id
from lumetra.features.queues.open_queues import Queues, Source, Target
from lumetra.features.queues.tables import QueueItemRow
from lumetra.features.queues.write_queues import find_queue

MOST_FOUND = 10_000
"""What one addition by filter takes at most."""
_BATCH = 500


def add_targets(queues: Queues, project_id: str, queue_id: str, targets: Sequence[Target], source: Source) -> int:
    """How many were new to the queue. Those already in it stay as they are. Raises NotFound without the queue."""
    with queues.database.session() as session:
        find_queue(session, project_id, queue_id)
        return insert_targets(session, project_id, queue_id, targets, source, queues.clock())


def add_existing(queues: Queues, project_id: str, queue_id: str, targets: Sequence[Target], source: Source) -> int:
    """The same for things that people or programs name: raises NotFound when one is not there."""
    located: list[Target] = []
    for target in targets:
        trace_id = queues.locate(project_id, target.object_type, target.object_id)
        if trace_id is None:
            raise NotFound(f"No {target.object_type.lower()} {target.object_id} in this project.")
        located.append(target if target.trace_id else target._replace(trace_id=trace_id))
    return add_targets(queues, project_id, queue_id, located, source)


def add_found(
    queues: Queues, project_id: str, queue_id: str, subject: str, text: str, start: datetime, end: datetime
) -> tuple[int, int]:
    """How many the filter found (at most 10 000, the newest) and how many of them were new to the queue."""
    found = queues.find_targets(project_id, subject, text, start, end, MOST_FOUND)
    return len(found), add_targets(queues, project_id, queue_id, found, "PERSON")


def insert_targets(
    session: Session, project_id: str, queue_id: str, targets: Sequence[Target], source: Source, now: datetime
) -> int:
    """In the caller's transaction. Those already in the queue are left alone; how many were new."""
    added = 0
    distinct = [*dict.fromkeys(targets)]
    for start in range(0, len(distinct), _BATCH):
        batch = distinct[start : start + _BATCH]
        known = sa.select(QueueItemRow.object_type, QueueItemRow.object_id, QueueItemRow.trace_id).where(
            QueueItemRow.queue_id == queue_id, QueueItemRow.object_id.in_([target.object_id for target in batch])
        )
        present = {tuple(row) for row in session.execute(known)}
        fresh = [target for target in batch if tuple(_placed(target)) not in present]
        session.add_all([_item(project_id, queue_id, _placed(target), source, now) for target in fresh])
        session.flush()
        added += len(fresh)
    return added


def _placed(target: Target) -> Target:
    return target._replace(trace_id=target.object_id) if target.object_type == "TRACE" else target


def _item(project_id: str, queue_id: str, target: Target, source: Source, now: datetime) -> QueueItemRow:
    return QueueItemRow(
        id=new_id(), project_id=project_id, queue_id=queue_id, object_type=target.object_type, object_id=target.object_id,
        trace_id=target.trace_id, source=source, status="PENDING", created_at=now, updated_at=now,
    )  # fmt: skip
