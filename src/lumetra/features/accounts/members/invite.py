"""Invitations: a membership promised to an e-mail address, with a link to accept it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Role
from lumetra.domain.errors import NotFound
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.hash_secret import hash_token, new_token
from lumetra.features.accounts.tables import InvitationRow, MembershipRow, ProjectMembershipRow, UserRow

LIFETIME = timedelta(days=14)


@dataclass(frozen=True)
class NewInvitation:
    """An invitation at the one moment when its token is known."""

    row: InvitationRow
    token: str


def invite(
    session: Session,
    *,
    organization_id: str,
    email: str,
    role: Role,
    project_id: str | None,
    project_role: Role | None,
    invited_by: str | None,
    now: datetime,
) -> NewInvitation:
    """Promise a role; an earlier open invitation of the same address to the same organization is replaced."""
    same = (InvitationRow.organization_id == organization_id, InvitationRow.email == email, InvitationRow.accepted_at.is_(None))
    session.execute(sa.delete(InvitationRow).where(*same))
    token = new_token()
    row = InvitationRow(
        id=new_id(),
        organization_id=organization_id,
        project_id=project_id,
        email=email,
        role=role.value,
        project_role=None if project_role is None else project_role.value,
        token_hash=hash_token(token),
        invited_by=invited_by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return NewInvitation(row, token)


def list_invitations(session: Session, organization_id: str, now: datetime) -> list[InvitationRow]:
    """Open invitations, newest first."""
    query = sa.select(InvitationRow).where(
        InvitationRow.organization_id == organization_id, InvitationRow.accepted_at.is_(None), InvitationRow.expires_at > now
    )
    return list(session.scalars(query.order_by(InvitationRow.id.desc())))


def withdraw_invitation(session: Session, organization_id: str, invitation_id: str) -> InvitationRow:
    """Make the link worthless. NotFound when there is no such open invitation."""
    row = _open_invitation(session, organization_id, invitation_id)
    session.delete(row)
    return row


def renew_invitation(session: Session, organization_id: str, invitation_id: str, now: datetime) -> NewInvitation:
    """A new link with its whole time before it; the old one ends. NotFound when there is no such open invitation."""
    row = _open_invitation(session, organization_id, invitation_id)
    token = new_token()
    row.token_hash, row.expires_at = hash_token(token), now + LIFETIME
    return NewInvitation(row, token)


def _open_invitation(session: Session, organization_id: str, invitation_id: str) -> InvitationRow:
    row = session.get(InvitationRow, invitation_id)
    if row is None or row.organization_id != organization_id or row.accepted_at is not None:
        raise NotFound("Invitation not found")
    return row


def find_invitation(session: Session, token: str, now: datetime) -> InvitationRow:
    """The open invitation of a token; NotFound when it was used, withdrawn or has expired."""
    row = session.scalar(sa.select(InvitationRow).where(InvitationRow.token_hash == hash_token(token)))
    if row is None or row.accepted_at is not None or row.expires_at <= now:
        raise NotFound("This invitation was used, withdrawn or has expired.")
    return row


def invitations_for(session: Session, email: str, now: datetime) -> list[InvitationRow]:
    """The open invitations to an address, for somebody who has proven that it is theirs."""
    query = sa.select(InvitationRow).where(
        InvitationRow.email == email, InvitationRow.accepted_at.is_(None), InvitationRow.expires_at > now
    )
    return list(session.scalars(query.order_by(InvitationRow.id)))


def accept_invitation(session: Session, row: InvitationRow, user: UserRow, now: datetime) -> None:
    """Give the user what was promised. An existing membership is never lowered by it: it stays as it is."""
    row.accepted_at = now
    if session.get(MembershipRow, (row.organization_id, user.id)) is None:
        session.add(MembershipRow(organization_id=row.organization_id, user_id=user.id, role=row.role, created_at=now))
    if row.project_id is None or row.project_role is None:
        return
    if session.get(ProjectMembershipRow, (row.project_id, user.id)) is None:
        session.add(ProjectMembershipRow(project_id=row.project_id, user_id=user.id, role=row.project_role, created_at=now))
