"""Making and deleting organizations."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict
from lumetra.domain.ids import new_id
from lumetra.features.accounts.projects.change_project import list_projects
from lumetra.features.accounts.tables import ApiKeyRow, InvitationRow, MembershipRow, OrganizationRow


def create_organization(session: Session, name: str, now: datetime, *, identifier: str | None = None) -> OrganizationRow:
    """A new organization without members or projects. Names need not be unique."""
    row = OrganizationRow(id=identifier or new_id(), name=name, metadata_={}, created_at=now, updated_at=now)
    session.add(row)
    session.flush()
    return row


def delete_organization(session: Session, organization_id: str, now: datetime) -> None:
    """Remove an organization that has no living project: its members, invitations and keys."""
    if list_projects(session, organization_id):
        raise Conflict("Delete the organization's projects first.", code="organization_not_empty")
    living = sa.and_(ApiKeyRow.organization_id == organization_id, ApiKeyRow.revoked_at.is_(None))
    session.execute(sa.update(ApiKeyRow).where(living).values(revoked_at=now))
    session.execute(sa.delete(MembershipRow).where(MembershipRow.organization_id == organization_id))
    session.execute(sa.delete(InvitationRow).where(InvitationRow.organization_id == organization_id))
    row = session.get_one(OrganizationRow, organization_id)
    row.name, row.metadata_, row.updated_at = "(deleted)", {}, now
