"""Who is a member, and with which role. Nobody hands out or takes away a role above the own one; the last owner stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Role
from lumetra.domain.errors import Conflict, Forbidden, NotFound
from lumetra.features.accounts.find_roles import role_in_project
from lumetra.features.accounts.tables import MembershipRow, ProjectMembershipRow, ProjectRow, UserRow


@dataclass(frozen=True)
class Member:
    """A member with the role in the organization and, where it differs, in the project that was asked about."""

    user: UserRow
    role: Role
    project_role: Role | None = None


def check_may_give(acting: Role, role: Role) -> None:
    """Raise Forbidden when the role is above that of the one who gives or takes it."""
    if not acting.covers(role):
        raise Forbidden(f"As {acting.value} you cannot give or change the role {role.value}.", code="role_above_own")


def list_members(session: Session, organization_id: str, project_id: str | None = None) -> list[Member]:
    """Everyone in the organization by e-mail; with a project also their role in it when it differs."""
    own = ProjectMembershipRow
    query = (
        sa.select(UserRow, MembershipRow.role, own.role)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .outerjoin(own, sa.and_(own.user_id == UserRow.id, own.project_id == project_id))
        .where(MembershipRow.organization_id == organization_id)
        .order_by(UserRow.email)
    )
    return [Member(user, Role(role), _role(own_role)) for user, role, own_role in session.execute(query)]


def names_of_members(session: Session, project_id: str, user_ids: Sequence[str]) -> dict[str, str]:
    """What members of the project's organization are called, by id; strangers and those who left are left out."""
    query = (
        sa.select(UserRow.id, UserRow.name)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .join(ProjectRow, ProjectRow.organization_id == MembershipRow.organization_id)
        .where(ProjectRow.id == project_id, UserRow.id.in_(user_ids))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _role(value: str | None) -> Role | None:
    return None if value is None else Role(value)


def set_role(session: Session, organization_id: str, user_id: str, role: Role, acting: Role, now: datetime) -> Role | None:
    """Give a user a role in the organization, making the user a member when needed. Returns the role before, or None."""
    if session.get(UserRow, user_id) is None:
        raise NotFound("User not found")
    check_may_give(acting, role)
    row = session.get(MembershipRow, (organization_id, user_id))
    if row is None:
        session.add(MembershipRow(organization_id=organization_id, user_id=user_id, role=role.value, created_at=now))
        return None
    before = Role(row.role)
    check_may_give(acting, before)
    if before is Role.OWNER and role is not Role.OWNER:
        _check_other_owner(session, organization_id, user_id)
    row.role = role.value
    return before


def remove_member(session: Session, organization_id: str, user_id: str, acting: Role) -> Role:
    """End a membership and all roles in the organization's projects. Returns the role before."""
    row = session.get(MembershipRow, (organization_id, user_id))
    if row is None:
        raise NotFound("User is not a member of this organization")
    before = Role(row.role)
    check_may_give(acting, before)
    if before is Role.OWNER:
        _check_other_owner(session, organization_id, user_id)
    projects = sa.select(ProjectRow.id).where(ProjectRow.organization_id == organization_id)
    own = ProjectMembershipRow
    session.execute(sa.delete(own).where(own.user_id == user_id, own.project_id.in_(projects)))
    session.delete(row)
    return before


def set_project_role(
    session: Session, project: ProjectRow, user_id: str, role: Role | None, acting: Role, now: datetime
) -> Role | None:
    """Give a member another role in one project, or with None let the organization's hold again. Returns the own role before."""
    if session.get(MembershipRow, (project.organization_id, user_id)) is None:
        raise NotFound("User is not a member of this organization")
    check_may_give(acting, role or Role.NONE)
    present = role_in_project(session, user_id, project)
    check_may_give(acting, present or Role.NONE)
    row = session.get(ProjectMembershipRow, (project.id, user_id))
    before = None if row is None else Role(row.role)
    if role is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(ProjectMembershipRow(project_id=project.id, user_id=user_id, role=role.value, created_at=now))
    else:
        row.role = role.value
    return before


def _check_other_owner(session: Session, organization_id: str, user_id: str) -> None:
    other = sa.select(MembershipRow.user_id).where(
        MembershipRow.organization_id == organization_id,
        MembershipRow.role == Role.OWNER.value,
        MembershipRow.user_id != user_id,
    )
    if session.scalar(other.limit(1)) is None:
        raise Conflict("An organization needs an owner; make someone else owner first.", code="last_owner")
