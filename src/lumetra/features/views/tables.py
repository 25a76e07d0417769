"""The table of saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class SavedViewRow(Base):
    """One view. Without an owner it belongs to the project; a default is shown when nothing else is asked for."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.Index("ix_saved_views_table", "project_id", "table_name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    table_name: Mapped[str]
    name: Mapped[str]
    owner_user_id: Mapped[str | None]
    is_default: Mapped[bool]
    state: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
