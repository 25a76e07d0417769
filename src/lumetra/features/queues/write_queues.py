"""Creates, changes and deletes queues, and says who should work on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.queues.open_queues import Queues
from lumetra.features.queues.tables import QueueAssignmentRow, QueueRow

MAXIMUM_NAME = 200


class QueueDraft(msgspec.Struct, frozen=True):
    """A queue as somebody wants it."""

    name: str
    description: str | None
    score_config_ids: Sequence[str]
    assigned_user_ids: Sequence[str] | None = None
    """Exactly these people should work on it; None: whoever was assigned stays."""


def create_queue(queues: Queues, access: Access, draft: QueueDraft) -> str:
    """The id of the new queue. Raises Refusal for a taken name, unknown configs or strangers."""
    _check(queues, access, draft)
    now = queues.clock()
    with queues.database.session() as session:
        _check_name(session, access.project_id, draft.name, "")
        row = QueueRow(
            id=new_id(), project_id=access.project_id, created_by=access.user_id or f"key:{access.key_id}",
            created_at=now,
        )  # fmt: skip
        _fill(row, draft)
        row.updated_at = now
        session.add(row)
        session.flush()
        _assign_exactly(session, row, draft.assigned_user_ids, now)
    return row.id


def change_queue(queues: Queues, access: Access, queue_id: str, draft: QueueDraft) -> None:
    """Replace what the queue is."""
    _check(queues, access, draft)
    with queues.database.session() as session:
        row = find_queue(session, access.project_id, queue_id)
        _check_name(session, access.project_id, draft.name, queue_id)
        _fill(row, draft)
        row.updated_at = queues.clock()
        _assign_exactly(session, row, draft.assigned_user_ids, row.updated_at)


def delete_queue(queues: Queues, project_id: str, queue_id: str) -> None:
    """Remove a queue and its items. Scores that were given stay."""
    with queues.database.session() as session:
        session.delete(find_queue(session, project_id, queue_id))


def find_queue(session: Session, project_id: str, queue_id: str) -> QueueRow:
    """One queue. Raises NotFound."""
    row = session.get(QueueRow, queue_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Annotation queue not found")
    return row


def assign(queues: Queues, access: Access, queue_id: str, user_id: str) -> None:
    """Name a person who should work on the queue; repeating it changes nothing. Raises Refusal for strangers."""
    if not queues.is_member(access.organization_id, user_id):
        raise Refusal(f"User {user_id} is no member of this organization.", code="no_member")
    with queues.database.session() as session:
        find_queue(session, access.project_id, queue_id)
        if session.get(QueueAssignmentRow, (queue_id, user_id)) is None:
            now = queues.clock()
            session.add(QueueAssignmentRow(queue_id=queue_id, user_id=user_id, project_id=access.project_id, created_at=now))


def unassign(queues: Queues, project_id: str, queue_id: str, user_id: str) -> None:
    """Take that back; a person who was not assigned is no error."""
    with queues.database.session() as session:
        find_queue(session, project_id, queue_id)
        row = session.get(QueueAssignmentRow, (queue_id, user_id))
        if row is not None:
            session.delete(row)


def _assign_exactly(session: Session, row: QueueRow, user_ids: Sequence[str] | None, now: datetime) -> None:
    if user_ids is None:
        return
    query = sa.select(QueueAssignmentRow).where(QueueAssignmentRow.queue_id == row.id)
    before = {one.user_id: one for one in session.scalars(query)}
    for user_id, assignment in before.items():
        if user_id not in user_ids:
            session.delete(assignment)
    for user_id in dict.fromkeys(user_ids):
        if user_id not in before:
            session.add(QueueAssignmentRow(queue_id=row.id, user_id=user_id, project_id=row.project_id, created_at=now))


def _check(queues: Queues, access: Access, draft: QueueDraft) -> None:
    if not 1 <= len(draft.name.strip()) <= MAXIMUM_NAME:
        raise Refusal(f"The name of a queue has 1 to {MAXIMUM_NAME} characters.", code="invalid_queue", detail={"field": "name"})
    wanted = list(dict.fromkeys(draft.score_config_ids))
    unknown = set(wanted) - set(queues.known_configs(access.project_id, wanted))
    if not wanted or unknown:
        said = f"unknown score configs: {', '.join(sorted(unknown))}" if unknown else "a queue needs at least one score config"
        raise Refusal(f"Invalid request data: {said}", code="invalid_queue", detail={"field": "score_config_ids"})
    for user_id in draft.assigned_user_ids or ():
        if not queues.is_member(access.organization_id, user_id):
            raise Refusal(f"User {user_id} is no member of this organization.", code="no_member")


def _check_name(session: Session, project_id: str, name: str, own_id: str) -> None:
    same = sa.select(QueueRow.id).where(QueueRow.project_id == project_id, QueueRow.name == name.strip(), QueueRow.id != own_id)
    if session.scalar(same) is not None:
        raise Refusal(f"A queue with the name “{name}” already exists.", code="name_taken", detail={"field": "name"})


def _fill(row: QueueRow, draft: QueueDraft) -> None:
    row.name, row.description = draft.name.strip(), draft.description
    row.score_config_ids = list(dict.fromkeys(draft.score_config_ids))
