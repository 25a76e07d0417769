"""Which role a user holds where, and which permissions follow."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import ROLE_PERMISSIONS, Access, Permission, Role
from lumetra.features.accounts.tables import MembershipRow, ProjectMembershipRow, ProjectRow, UserRow


def role_in_organization(session: Session, user_id: str, organization_id: str) -> Role | None:
    """The user's role there, or None for someone who is not a member."""
    role = session.scalar(
        sa.select(MembershipRow.role).where(MembershipRow.user_id == user_id, MembershipRow.organization_id == organization_id)
    )
    return None if role is None else Role(role)


def role_in_project(session: Session, user_id: str, project: ProjectRow) -> Role | None:
    """The role in the project itself when there is one, else the one in its organization, else None."""
    role = session.scalar(
        sa.select(ProjectMembershipRow.role).where(
            ProjectMembershipRow.user_id == user_id, ProjectMembershipRow.project_id == project.id
        )
    )
    if role is not None:
        return Role(role)
    return role_in_organization(session, user_id, project.organization_id)


def permissions_of(role: Role, user: UserRow) -> frozenset[Permission]:
    """A role's permissions. Looking at the whole installation is not a matter of role: only the instance's owner may."""
    permissions = ROLE_PERMISSIONS[role] - {Permission.INSTANCE_READ}
    return permissions | instance_permissions(user)


def instance_permissions(user: UserRow) -> frozenset[Permission]:
    """What the user may do about the installation as a whole."""
    return frozenset({Permission.INSTANCE_READ}) if user.is_instance_owner else frozenset()


def projects_of(session: Session, user_id: str) -> Sequence[tuple[ProjectRow, Role]]:
    """Every living project in which the user has a role other than NONE, with that role, by name."""
    own, whole = ProjectMembershipRow, MembershipRow
    query = (
        sa.select(ProjectRow, own.role, whole.role)
        .join(whole, sa.and_(whole.organization_id == ProjectRow.organization_id, whole.user_id == user_id))
        .outerjoin(own, sa.and_(own.project_id == ProjectRow.id, own.user_id == user_id))
        .where(ProjectRow.deleted_at.is_(None))
        .order_by(ProjectRow.name, ProjectRow.id)
    )
    found = [(project, Role(override or role)) for project, override, role in session.execute(query)]
    return [(project, role) for project, role in found if role is not Role.NONE]


def acting_role(session: Session, access: Access, project: ProjectRow | None) -> Role:
    """The role in which the caller acts: a user's own; an organization's key acts as owner, a project's key as admin."""
    if access.key_id:
        return Role.ADMIN if access.project_id else Role.OWNER
    if project is not None:
        return role_in_project(session, access.user_id, project) or Role.NONE
    return role_in_organization(session, access.user_id, access.organization_id) or Role.NONE
