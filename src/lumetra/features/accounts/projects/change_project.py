"""Changing and deleting projects. A deleted project is hidden at once; what it held is removed later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound
from lumetra.domain.time_zone import check_time_zone
from lumetra.features.accounts.projects.create_project import check_project_name
from lumetra.features.accounts.tables import ApiKeyRow, ProjectRow


def living_project(session: Session, project_id: str, organization_id: str) -> ProjectRow:
    """A project that is not deleted; NotFound when it is, or when it is in another organization."""
    row = session.get(ProjectRow, project_id)
    if row is None or row.deleted_at is not None or row.organization_id != organization_id:
        raise NotFound("Project not found")
    return row


def list_projects(session: Session, organization_id: str) -> list[ProjectRow]:
    """An organization's living projects by name."""
    query = sa.select(ProjectRow).where(ProjectRow.organization_id == organization_id, ProjectRow.deleted_at.is_(None))
    return list(session.scalars(query.order_by(ProjectRow.name, ProjectRow.id)))


def change_project(session: Session, project: ProjectRow, changes: dict[str, Any], now: datetime) -> None:
    """Set the given fields (`name`, `metadata`, `retention_days`, `time_zone`, `settings`); `settings` is merged by key, where
    null removes one."""
    if "name" in changes:
        check_project_name(session, project.organization_id, changes["name"], except_id=project.id)
        project.name = changes["name"]
    if "metadata" in changes:
        project.metadata_ = changes["metadata"] or {}
    if "retention_days" in changes:
        project.retention_days = changes["retention_days"] or None
    if "time_zone" in changes:
        check_time_zone(changes["time_zone"])
        project.time_zone = changes["time_zone"]
    if "settings" in changes:
        merged = project.settings | (changes["settings"] or {})
        project.settings = {key: value for key, value in merged.items() if value is not None}
    project.updated_at = now


def delete_project(session: Session, project: ProjectRow, now: datetime) -> None:
    """Hide the project and end its keys. The caller then tells every process to forget its keys."""
    project.deleted_at = now
    living = sa.and_(ApiKeyRow.project_id == project.id, ApiKeyRow.revoked_at.is_(None))
    session.execute(sa.update(ApiKeyRow).where(living).values(revoked_at=now))
