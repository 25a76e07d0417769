"""The table of comments."""

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
    author_user_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
