"""`/api/v1` routes of members: of an organization, and their roles in a project."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission, Role
from lumetra.domain.errors import NotFound
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.email_address import clean_email
from lumetra.features.accounts.find_roles import acting_role
from lumetra.features.accounts.members.change_members import (
    check_may_give,
    list_members,
    remove_member,
    set_project_role,
    set_role,
)
from lumetra.features.accounts.members.invite import NewInvitation, invite
from lumetra.features.accounts.members.mail_membership import mail_membership
from lumetra.features.accounts.members.responses import AddedMember, MemberName, OrganizationMember
from lumetra.features.accounts.members.routes_invitations import hand_over
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import living_project
from lumetra.features.accounts.responses import Listing
from lumetra.features.accounts.tables import MembershipRow, UserRow
from lumetra.http.access import requires
from lumetra.http.add_routes import add_routes

P = Permission


class MemberForm(BaseModel):
    """Who shall become a member."""

    email: str
    role: Role
    project_id: str | None = None
    project_role: Role | None = None


class RoleForm(BaseModel):
    """A role."""

    role: Role


class ProjectRoleForm(BaseModel):
    """A role in one project; null lets the role in the organization hold again."""

    role: Role | None


def build_member_routes(accounts: Accounts) -> APIRouter:
    """Who is in, and with which role."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_organization_members(router, accounts)
    of_project = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    _add_project_members(of_project, accounts)
    add_routes(router, of_project)
    return router


def _add_organization_members(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{organization_id}/members")
    def get_members(
        organization_id: str, access: Access = requires(P.MEMBERS_READ, about="organization")
    ) -> Listing[OrganizationMember]:
        """Everyone in the organization."""
        with database.reading() as session:
            return Listing(data=[OrganizationMember.of(member) for member in list_members(session, organization_id)])

    @router.post("/{organization_id}/members", status_code=201)
    def post_member(
        organization_id: str,
        form: MemberForm,
        request: Request,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> AddedMember:
        """Add a known user at once, or make an invitation for anyone else; either is told by mail where that is possible."""
        added = _add_known(accounts, access, organization_id, form)
        if added is not None:
            return added
        with database.session() as session:
            new = _invite(session, access, organization_id, form, accounts.clock())
        return AddedMember(member=None, **hand_over(accounts, request, new).model_dump())

    @router.put("/{organization_id}/members/{user_id}", status_code=204)
    def put_member(
        organization_id: str,
        user_id: str,
        form: RoleForm,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> None:
        """Change a member's role. Never above the own one, and an organization keeps an owner."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            if session.get(MembershipRow, (organization_id, user_id)) is None:
                raise NotFound("User is not a member of this organization")
            before = set_role(session, organization_id, user_id, form.role, acting, accounts.clock())
            _record_role(session, access, user_id, before, form.role)

    @router.delete("/{organization_id}/members/{user_id}", status_code=204)
    def delete_member(
        organization_id: str, user_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """End a membership and the roles in all projects of the organization."""
        with database.session() as session:
            before = remove_member(session, organization_id, user_id, acting_role(session, access, None))
            _record_role(session, access, user_id, before, None)


def _add_known(accounts: Accounts, access: Access, organization_id: str, form: MemberForm) -> AddedMember | None:
    """Somebody who has an account is a member at once, and told so unless it was so before. None: nobody has this address."""
    with accounts.database.session() as session:
        acting = acting_role(session, access, None)
        check_may_give(acting, form.role)
        user = session.scalar(sa.select(UserRow).where(UserRow.email == clean_email(form.email)))
        if user is None:
            return None
        before = set_role(session, organization_id, user.id, form.role, acting, accounts.clock())
        session.flush()
        _record_role(session, access, user.id, before, form.role)
        member = OrganizationMember.of(next(m for m in list_members(session, organization_id) if m.user.id == user.id))
    is_mailed = before is None and mail_membership(accounts, access, organization_id, member.user_id)
    return AddedMember(member=member, invitation=None, link=None, is_mailed=is_mailed)


def _invite(session: Session, access: Access, organization_id: str, form: MemberForm, now: datetime) -> NewInvitation:
    acting, email = acting_role(session, access, None), clean_email(form.email)
    for role in (form.role, form.project_role or Role.NONE):
        check_may_give(acting, role)
    if form.project_id is not None:
        living_project(session, form.project_id, organization_id)
    new = invite(
        session,
        organization_id=organization_id,
        email=email,
        role=form.role,
        project_id=form.project_id,
        project_role=form.project_role,
        invited_by=access.user_id or None,
        now=now,
    )
    record_audit(session, access, "create", "invitation", new.row.id, after={"email": email, "role": form.role.value})
    return new


def _record_role(session: Session, access: Access, user_id: str, before: Role | None, after: Role | None) -> None:
    """Write a change of role to the audit log."""
    record_audit(
        session,
        access,
        "update" if before and after else "create" if after else "delete",
        "membership",
        user_id,
        before=None if before is None else {"role": before.value},
        after=None if after is None else {"role": after.value},
    )


def _add_project_members(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{project_id}/members")
    def get_members(project_id: str, access: Access = requires(P.MEMBERS_READ)) -> Listing[OrganizationMember]:
        """Everyone in the project's organization, with the role here where it differs."""
        with database.reading() as session:
            members = list_members(session, access.organization_id, project_id)
        return Listing(data=[OrganizationMember.of(member) for member in members])

    @router.get("/{project_id}/people")
    def get_people(project_id: str, access: Access = requires(P.TRACES_READ)) -> Listing[MemberName]:
        """What the members are called, for everyone who reads what they wrote. Addresses and roles are told by `members`."""
        with database.reading() as session:
            members = list_members(session, access.organization_id)
        return Listing(data=[MemberName(user_id=member.user.id, name=member.user.name) for member in members])

    @router.put("/{project_id}/members/{user_id}", status_code=204)
    def put_member(project_id: str, user_id: str, form: ProjectRoleForm, access: Access = requires(P.MEMBERS_WRITE)) -> None:
        """Give a member another role in this project than in the organization."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            before = set_project_role(session, project, user_id, form.role, acting, accounts.clock())
            record_audit(
                session,
                access,
                "update",
                "project_membership",
                user_id,
                before={"role": None if before is None else before.value},
                after={"role": None if form.role is None else form.role.value},
            )
