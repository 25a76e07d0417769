"""What people decided about public links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class SharingRow(Base):
    """Whether a trace or session is shared. A session without a row is not. A trace without one is when its flag says so; a row
    that says no counts for more than the flag, so that what an application still sends cannot open again what a person closed.
    """

    __tablename__ = "sharing"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    object_type: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    is_shared: Mapped[bool]
    changed_at: Mapped[datetime]
