"""Tables of scores' configs. Scores themselves live in the analytics engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class ScoreConfigRow(Base):
    """What a score of this name may be. Configs are archived, never deleted, because scores point at them."""

    __tablename__ = "score_configs"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    data_type: Mapped[str]
    is_archived: Mapped[bool]
    min_value: Mapped[float | None]
    max_value: Mapped[float | None]
    categories: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    description: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
