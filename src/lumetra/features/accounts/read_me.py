"""The signed-in user's view of everything the user may open."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Permission, Role
from lumetra.features.accounts.find_roles import permissions_of, projects_of
from lumetra.features.accounts.responses import Me, MyOrganization, MyProject, Organization, Project, User
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, ProjectRow, UserRow


def read_me(session: Session, user: UserRow, session_id: str) -> Me:
    """User, organizations by name, and in each the projects by name, with role and permissions."""
    return Me(user=User.of(user), session_id=session_id, organizations=my_organizations(session, user))


def my_organizations(session: Session, user: UserRow) -> list[MyOrganization]:
    """The organizations in which the user is a member, by name."""
    by_organization: dict[str, list[MyProject]] = {}
    for project, role in projects_of(session, user.id):
        by_organization.setdefault(project.organization_id, []).append(my_project(project, role, user))
    query = (
        sa.select(OrganizationRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.organization_id == OrganizationRow.id)
        .where(MembershipRow.user_id == user.id)
        .order_by(OrganizationRow.name, OrganizationRow.id)
    )
    return [
        MyOrganization(
            **Organization.of(row).model_dump(),
            role=Role(role),
            permissions=sorted_permissions(permissions_of(Role(role), user)),
            projects=by_organization.get(row.id, []),
        )
        for row, role in session.execute(query)
    ]


def my_project(project: ProjectRow, role: Role, user: UserRow) -> MyProject:
    """A project with what the user may do in it."""
    permissions = sorted_permissions(permissions_of(role, user))
    return MyProject(**Project.of(project).model_dump(), role=role, permissions=permissions)


def sorted_permissions(permissions: frozenset[Permission]) -> list[Permission]:
    """In the order of their declaration, so that answers are stable."""
    return [permission for permission in Permission if permission in permissions]
