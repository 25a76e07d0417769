"""Langfuse-compatible administration of memberships with an organization's key (wire contract 2.16)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission, Role
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.find_roles import acting_role
from lumetra.features.accounts.members.change_members import list_members, remove_member, set_project_role, set_role
from lumetra.features.accounts.members.mail_membership import mail_membership
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import living_project
from lumetra.http.access import requires

P = Permission
ProjectId = Annotated[str, Path(alias="projectId")]
Json = dict[str, Any]


class WireMembershipForm(BaseModel):
    """A user's role."""

    user_id: Annotated[str, Field(alias="userId")]
    role: Role


class WireUserForm(BaseModel):
    """A user."""

    user_id: Annotated[str, Field(alias="userId")]


def build_member_wire_routes(accounts: Accounts) -> APIRouter:
    """Roles in the organization's projects, and in the organization itself."""
    router = APIRouter(prefix="/api/public", tags=["wire: administration"])
    _add_project_memberships(router, accounts)
    _add_organization_memberships(router, accounts)
    return router


def _member_body(user_id: str, role: Role, email: str, name: str) -> Json:
    return {"userId": user_id, "role": role.value, "email": email, "name": name}


def _add_project_memberships(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/projects/{projectId}/memberships")
    def get_members(project_id: ProjectId, access: Access = requires(P.MEMBERS_READ, about="organization")) -> Json:
        """Members with a role of their own in the project."""
        with database.reading() as session:
            project = living_project(session, project_id, access.organization_id)
            members = list_members(session, access.organization_id, project.id)
        bodies = [_member_body(m.user.id, m.project_role, m.user.email, m.user.name) for m in members if m.project_role]
        return {"memberships": bodies}

    @router.put("/projects/{projectId}/memberships")
    def put_member(
        project_id: ProjectId,
        form: WireMembershipForm,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> Json:
        """Give a member of the organization a role in the project."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            set_project_role(session, project, form.user_id, form.role, acting, accounts.clock())
            record_audit(session, access, "update", "project_membership", form.user_id, after={"role": form.role.value})
            session.flush()
            member = next(m for m in list_members(session, access.organization_id) if m.user.id == form.user_id)
        return _member_body(form.user_id, form.role, member.user.email, member.user.name)

    @router.delete("/projects/{projectId}/memberships")
    def delete_member(
        project_id: ProjectId, form: WireUserForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> Json:
        """Let the role in the organization hold again."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            set_project_role(session, project, form.user_id, None, acting, accounts.clock())
            record_audit(session, access, "delete", "project_membership", form.user_id)
        return {"message": "Successfully removed user from project", "userId": form.user_id}


def _add_organization_memberships(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/organizations/memberships")
    def get_members(access: Access = requires(P.MEMBERS_READ, about="organization")) -> Json:
        """The organization's members."""
        with database.reading() as session:
            members = list_members(session, access.organization_id)
        return {"memberships": [_member_body(m.user.id, m.role, m.user.email, m.user.name) for m in members]}

    @router.put("/organizations/memberships")
    def put_member(form: WireMembershipForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")) -> Json:
        """Make a known user a member, or change the role."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            before = set_role(session, access.organization_id, form.user_id, form.role, acting, accounts.clock())
            record_audit(session, access, "update", "membership", form.user_id, after={"role": form.role.value})
            session.flush()
            member = next(m for m in list_members(session, access.organization_id) if m.user.id == form.user_id)
        if before is None:
            mail_membership(accounts, access, access.organization_id, form.user_id)
        return _member_body(form.user_id, form.role, member.user.email, member.user.name)

    @router.delete("/organizations/memberships")
    def delete_member(form: WireUserForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")) -> Json:
        """End a membership."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            before = remove_member(session, access.organization_id, form.user_id, acting)
            record_audit(session, access, "delete", "membership", form.user_id, before={"role": before.value})
        return {"message": "Successfully removed user from organization", "userId": form.user_id}
