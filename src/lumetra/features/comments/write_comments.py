"""Writes, lists and removes comments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Forbidden, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.database import Database
from lumetra.features.comments.tables import CommentRow

ObjectType = Literal["TRACE", "OBSERVATION", "SESSION", "PROMPT"]
MAX_CHARACTERS = 5000


@dataclass(frozen=True)
class Comments:
    """What the routes need. `object_exists` is (project id, type, id); `is_member` is (organization id, user id)."""

    database: Database
    object_exists: Callable[[str, ObjectType, str], bool]
    is_member: Callable[[str, str], bool]
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class CommentFilter:
    """Which comments; empty means any."""

    object_type: str = ""
    object_id: str = ""
    author_user_id: str = ""


def create_comment(
    comments: Comments, project_id: str, organization_id: str, object_type: ObjectType, object_id: str, content: str, author: str
) -> CommentRow:
    """A new comment. Raises NotFound without the object, Refusal when the author is no member of the organization."""
    if not comments.object_exists(project_id, object_type, object_id):
        raise NotFound(f"Reference object not found: no {object_type} {object_id} in this project")
    if author and not comments.is_member(organization_id, author):
        raise Refusal(f"User {author} is no member of this organization")
    now = comments.clock()
    with comments.database.session() as session:
        row = CommentRow(
            id=new_id(), project_id=project_id, object_type=object_type, object_id=object_id, content=content,
            author_user_id=author or None, created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(row)
    return row


def list_comments(
    session: Session, project_id: str, wanted: CommentFilter, *, limit: int, offset: int
) -> tuple[list[CommentRow], int]:
    """A page of comments, newest first, and how many there are."""
    where = [CommentRow.project_id == project_id]
    for name in ("object_type", "object_id", "author_user_id"):
        if value := getattr(wanted, name):
            where.append(getattr(CommentRow, name) == value)
    total = session.scalar(sa.select(sa.func.count()).select_from(CommentRow).where(*where)) or 0
    order = (CommentRow.created_at.desc(), CommentRow.id.desc())
    return list(session.scalars(sa.select(CommentRow).where(*where).order_by(*order).limit(limit).offset(offset))), total


def get_comment(session: Session, project_id: str, comment_id: str) -> CommentRow:
    """One comment. Raises NotFound."""
    row = session.get(CommentRow, comment_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Comment not found within authorized project")
    return row


def change_comment(
    comments: Comments, session: Session, project_id: str, comment_id: str, user_id: str, content: str
) -> CommentRow:
    """Put other words in place of a comment's. A person changes only their own; a key any. Raises NotFound, Forbidden."""
    row = get_comment(session, project_id, comment_id)
    if user_id and row.author_user_id != user_id:
        raise Forbidden("Only its author can change a comment")
    row.content, row.updated_at = content, comments.clock()
    return row


def delete_comment(session: Session, project_id: str, comment_id: str, user_id: str) -> None:
    """Remove a comment. A person removes only their own; a key removes any. Raises NotFound, Forbidden."""
    row = get_comment(session, project_id, comment_id)
    if user_id and row.author_user_id != user_id:
        raise Forbidden("Only its author can delete a comment")
    session.delete(row)
