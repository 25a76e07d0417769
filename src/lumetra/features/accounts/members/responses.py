"""What the `/api/v1` routes of members and invitations answer with."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from lumetra.domain.access import Role
from lumetra.features.accounts.members.change_members import Member
from lumetra.features.accounts.tables import InvitationRow


class MemberName(BaseModel):
    """What a user is called."""

    user_id: str
    name: str


class OrganizationMember(BaseModel):
    """A member. `project_role` is set where a project was asked about and gives another role than the organization."""

    user_id: str
    email: str
    name: str
    role: Role
    project_role: Role | None

    @classmethod
    def of(cls, member: Member) -> OrganizationMember:
        """From what `list_members` found."""
        user = member.user
        return cls(user_id=user.id, email=user.email, name=user.name, role=member.role, project_role=member.project_role)


class Invitation(BaseModel):
    """A promised membership."""

    id: str
    email: str
    role: Role
    project_id: str | None
    project_role: Role | None
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, row: InvitationRow) -> Invitation:
        """From its row."""
        return cls(
            id=row.id,
            email=row.email,
            role=Role(row.role),
            project_id=row.project_id,
            project_role=None if row.project_role is None else Role(row.project_role),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


class OpenInvitation(BaseModel):
    """An invitation with its link, which is shown only here. `is_mailed`: it is on its way to the address by mail, too."""

    invitation: Invitation
    link: str
    is_mailed: bool


class AddedMember(BaseModel):
    """A known user became a member at once; for anyone else there is an invitation, whose link is shown only here.

    `is_mailed`: the invitation, or the word that somebody was added, is on its way by mail.
    """

    member: OrganizationMember | None
    invitation: Invitation | None
    link: str | None
    is_mailed: bool
