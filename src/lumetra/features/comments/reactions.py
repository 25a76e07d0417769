"""Signs that people put under comments: each person each sign at most once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lumetra.engines.database import Database
from lumetra.features.comments.tables import CommentReactionRow

Emoji = Literal["👍", "👎", "🎉", "🤔", "👀", "🚀"]


def react(database: Database, comment_id: str, emoji: Emoji, user_id: str, now: datetime) -> None:
    """Put the sign there; nothing changes when it is there already."""
    try:
        with database.session() as session:
            if session.get(CommentReactionRow, (comment_id, emoji, user_id)) is None:
                session.add(CommentReactionRow(comment_id=comment_id, emoji=emoji, user_id=user_id, created_at=now))
    except IntegrityError:
        # The same click arrived twice at once: it is there.
        return


def take_back(session: Session, comment_id: str, emoji: Emoji, user_id: str) -> None:
    """Take the sign away; nothing changes when it is not there."""
    row = CommentReactionRow
    session.execute(sa.delete(row).where(row.comment_id == comment_id, row.emoji == emoji, row.user_id == user_id))


def reactions_of(session: Session, comment_ids: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """By comment and sign the ids of those who put it there, in the order in which they did."""
    row, found = CommentReactionRow, dict[str, dict[str, list[str]]]()
    query = sa.select(row).where(row.comment_id.in_(comment_ids)).order_by(row.created_at, row.user_id)
    for one in session.scalars(query):
        found.setdefault(one.comment_id, {}).setdefault(one.emoji, []).append(one.user_id)
    return found


def remove_reactions(session: Session, comment_id: str) -> None:
    """Take all signs away from a comment that goes."""
    session.execute(sa.delete(CommentReactionRow).where(CommentReactionRow.comment_id == comment_id))
