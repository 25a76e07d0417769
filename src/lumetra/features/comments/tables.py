"""The tables of comments."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class CommentRow(Base):
    """One comment. Observation ids are unique within a project here as on the wire. No author: written by a program."""

    __tablename__ = "comments"
    __table_args__ = (sa.Index("ix_comments_object", "project_id", "object_type", "object_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    content: Mapped[str]
    # The content folded for looking words up; null for what was written before it was kept.
    words: Mapped[str | None]
    # The trace of a trace or an observation; null for other things and for what was written before it was kept.
    trace_id: Mapped[str | None]
    # Which part of the thing is meant, null for all of it: see places.py.
    field: Mapped[str | None]
    path: Mapped[str | None]
    range_start: Mapped[int | None]
    range_end: Mapped[int | None]
    quote: Mapped[str | None]
    author_user_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CommentMentionRow(Base):
    """Somebody whom a comment mentions."""

    __tablename__ = "comment_mentions"
    __table_args__ = (sa.Index("ix_comment_mentions_user", "project_id", "user_id"),)

    comment_id: Mapped[str] = mapped_column(sa.ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]


class CommentReactionRow(Base):
    """A sign that somebody put under a comment."""

    __tablename__ = "comment_reactions"

    comment_id: Mapped[str] = mapped_column(sa.ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
