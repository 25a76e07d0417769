"""Making projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict
from lumetra.domain.ids import new_id
from lumetra.features.accounts.tables import ProjectRow


@dataclass(frozen=True)
class NewProject:
    """What a new project shall be like. `retention_days` None keeps data for ever."""

    name: str
    id: str = field(default_factory=new_id)
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    retention_days: int | None = None
    time_zone: str = "UTC"


def create_project(session: Session, organization_id: str, wish: NewProject, now: datetime) -> ProjectRow:
    """A new project. Conflict when the organization has a living one of that name."""
    check_project_name(session, organization_id, wish.name, except_id=None)
    row = ProjectRow(
        id=wish.id,
        organization_id=organization_id,
        name=wish.name,
        metadata_=wish.metadata,
        settings={},
        retention_days=wish.retention_days,
        time_zone=wish.time_zone,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def check_project_name(session: Session, organization_id: str, name: str, *, except_id: str | None) -> None:
    """Raise Conflict when another living project of the organization has the name."""
    query = sa.select(ProjectRow.id).where(
        ProjectRow.organization_id == organization_id, ProjectRow.name == name, ProjectRow.deleted_at.is_(None)
    )
    taken = session.scalar(query.where(ProjectRow.id != except_id) if except_id else query)
    if taken is not None:
        raise Conflict("A project with this name already exists in your organization")
