"""Writes, lists and removes comments."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Forbidden, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.database import Database
from lumetra.features.comments.mention_letters import NotifyMentioned, tell_nobody
from lumetra.features.comments.mentions import check_members, keep_mentions, mentioned_users, mentions_of, plain_words
from lumetra.features.comments.places import Place, check_place, keep_place
from lumetra.features.comments.reactions import remove_reactions
from lumetra.features.comments.tables import CommentMentionRow, CommentRow
from lumetra.querylang.words import spaced

ObjectType = Literal["TRACE", "OBSERVATION", "SESSION", "PROMPT"]
MAX_CHARACTERS = 5000


@dataclass(frozen=True)
class Comments:
    """What the routes need.

    `locate` finds the trace of (project id, type, id): "" for what has none, None for what is not there. `is_member` is
    (organization id, user id). `members_of` names by (organization id, project id) the users who can be mentioned.
    `notify` tells those who were mentioned.
    """

    database: Database
    locate: Callable[[str, ObjectType, str], str | None]
    is_member: Callable[[str, str], bool]
    members_of: Callable[[str, str], Collection[str]]
    clock: Callable[[], datetime]
    notify: NotifyMentioned = tell_nobody


@dataclass(frozen=True)
class CommentFilter:
    """Which comments; empty means any."""

    object_type: str = ""
    object_id: str = ""
    author_user_id: str = ""
    mentioned_user_id: str = ""


def create_comment(
    comments: Comments, project_id: str, organization_id: str, object_type: ObjectType, object_id: str, content: str, author: str,
    place: Place | None = None,
) -> CommentRow:  # fmt: skip
    """A new comment. Raises NotFound without the object, Refusal when author or mentioned are no members, or are too many."""
    if place is not None:
        check_place(object_type, place)
    trace_id = comments.locate(project_id, object_type, object_id)
    if trace_id is None:
        raise NotFound(f"Reference object not found: no {object_type} {object_id} in this project")
    if author and not comments.is_member(organization_id, author):
        raise Refusal(f"User {author} is no member of this organization")
    mentioned = _mentioned(comments, organization_id, project_id, content)
    now = comments.clock()
    with comments.database.session() as session:
        row = CommentRow(
            id=new_id(), project_id=project_id, object_type=object_type, object_id=object_id, trace_id=trace_id or None,
            content=content, words=spaced(plain_words(content)), author_user_id=author or None, created_at=now, updated_at=now,
        )  # fmt: skip
        if place is not None:
            keep_place(row, place)
        session.add(row)
        keep_mentions(session, row, mentioned)
    comments.notify(row.id, [user for user in mentioned if user != author])
    return row


def _mentioned(comments: Comments, organization_id: str, project_id: str, content: str) -> list[str]:
    if mentioned := mentioned_users(content):
        check_members(mentioned, comments.members_of(organization_id, project_id))
    return mentioned


def list_comments(
    session: Session, project_id: str, wanted: CommentFilter, *, limit: int, offset: int
) -> tuple[list[CommentRow], int]:
    """A page of comments, newest first, and how many there are."""
    where = [CommentRow.project_id == project_id]
    for name in ("object_type", "object_id", "author_user_id"):
        if value := getattr(wanted, name):
            where.append(getattr(CommentRow, name) == value)
    if wanted.mentioned_user_id:
        mention = CommentMentionRow
        user = (mention.project_id == project_id, mention.user_id == wanted.mentioned_user_id)
        where.append(CommentRow.id.in_(sa.select(mention.comment_id).where(*user)))
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
    comments: Comments, session: Session, project_id: str, organization_id: str, comment_id: str, user_id: str, content: str
) -> CommentRow:
    """Put other words in place of a comment's. A person changes only their own; a key any. Raises NotFound, Forbidden, Refusal."""
    row = get_comment(session, project_id, comment_id)
    if user_id and row.author_user_id != user_id:
        raise Forbidden("Only its author can change a comment")
    mentioned = _mentioned(comments, organization_id, project_id, content)
    row.content, row.words, row.updated_at = content, spaced(plain_words(content)), comments.clock()
    before = mentions_of(session, row)
    keep_mentions(session, row, mentioned)
    comments.notify(row.id, [user for user in mentioned if user != row.author_user_id and user not in before])
    return row


def delete_comment(session: Session, project_id: str, comment_id: str, user_id: str) -> None:
    """Remove a comment. A person removes only their own; a key removes any. Raises NotFound, Forbidden."""
    row = get_comment(session, project_id, comment_id)
    if user_id and row.author_user_id != user_id:
        raise Forbidden("Only its author can delete a comment")
    keep_mentions(session, row, ())
    remove_reactions(session, row.id)
    session.delete(row)
