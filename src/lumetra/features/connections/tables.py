"""The table of LLM connections. Secrets and header values are sealed; nothing here is ever answered in the clear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class LlmConnection(Base):
    """One provider of a project, by the name that the team gave it."""

    __tablename__ = "llm_connections"
    __table_args__ = (sa.UniqueConstraint("project_id", "provider"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    provider: Mapped[str]
    adapter: Mapped[str]
    sealed_secret: Mapped[str]
    display_secret: Mapped[str]
    base_url: Mapped[str]
    custom_models: Mapped[list[Any]]
    with_default_models: Mapped[bool]
    sealed_headers: Mapped[str]
    header_names: Mapped[list[Any]]
    config: Mapped[dict[str, Any]]
    calls_per_minute: Mapped[int | None]
    """The most calls that jobs make in a minute; null: no limit of ours."""
    concurrent_calls: Mapped[int | None]
    """The most calls that the jobs of one process have open; null: a default."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
