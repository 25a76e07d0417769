"""Who is mentioned in a comment: `@[Name](user:ID)` in its words refers to a member of the project."""

from __future__ import annotations

import re
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Refusal
from lumetra.features.comments.tables import CommentMentionRow, CommentRow

MOST_MENTIONS = 50
_MENTION = re.compile(r"@\[([^\[\]\n]+)\]\(user:([\w-]+)\)")


def plain_words(content: str) -> str:
    """The words of a comment as they are read: of a mention the name."""
    return _MENTION.sub(lambda mention: f"@{mention[1]}", content)


def mentioned_users(content: str) -> list[str]:
    """The ids of everybody mentioned, in order, each once. Raises Refusal for more than 50 mentions."""
    found = [mention[2] for mention in _MENTION.finditer(content)]
    if len(found) > MOST_MENTIONS:
        raise Refusal(f"A comment may mention at most {MOST_MENTIONS} times; this one does {len(found)} times")
    return list(dict.fromkeys(found))


def check_members(mentioned: Collection[str], members: Collection[str]) -> None:
    """Raise Refusal when somebody is mentioned who is no member of the project."""
    if strangers := [user for user in mentioned if user not in members]:
        raise Refusal(f"Only members of the project can be mentioned; these are none: {', '.join(strangers)}")


def keep_mentions(session: Session, row: CommentRow, mentioned: Collection[str]) -> None:
    """Put these in place of those whom the comment mentioned before."""
    session.flush()
    session.execute(sa.delete(CommentMentionRow).where(CommentMentionRow.comment_id == row.id))
    session.add_all(CommentMentionRow(comment_id=row.id, user_id=user, project_id=row.project_id) for user in mentioned)


def mentions_of(session: Session, row: CommentRow) -> set[str]:
    """The ids of those whom a comment mentions."""
    return set(session.scalars(sa.select(CommentMentionRow.user_id).where(CommentMentionRow.comment_id == row.id)))
