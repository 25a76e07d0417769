"""`/api/v1` routes of an organization's members and invitations."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission, Role
from lumetra.domain.errors import NotFound
from lumetra.features.accounts.change_members import acting_role, check_may_give, list_members, remove_member, set_role
from lumetra.features.accounts.change_project import living_project
from lumetra.features.accounts.email_address import clean_email
from lumetra.features.accounts.invite import (
    NewInvitation,
    invite,
    list_invitations,
    renew_invitation,
    withdraw_invitation,
)
from lumetra.features.accounts.letters.mail_invitation import invitation_path, mail_invitation
from lumetra.features.accounts.letters.mail_membership import mail_membership
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.accounts.responses import AddedMember, Invitation, Listing, OpenInvitation, OrganizationMember
from lumetra.features.accounts.tables import MembershipRow, UserRow
from lumetra.http.access import requires
from lumetra.http.links import external_url

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


def add_member_routes(router: APIRouter, accounts: Accounts) -> None:
    """Who is in the organization, and with which role."""
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
        return AddedMember(member=None, **_handed_over(accounts, request, new).model_dump())

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
            record_role(session, access, user_id, before, form.role)

    @router.delete("/{organization_id}/members/{user_id}", status_code=204)
    def delete_member(
        organization_id: str, user_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """End a membership and the roles in all projects of the organization."""
        with database.session() as session:
            before = remove_member(session, organization_id, user_id, acting_role(session, access, None))
            record_role(session, access, user_id, before, None)


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
        record_role(session, access, user.id, before, form.role)
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


def _handed_over(accounts: Accounts, request: Request, new: NewInvitation) -> OpenInvitation:
    link = external_url(request, invitation_path(new.token))
    return OpenInvitation(invitation=Invitation.of(new.row), link=link, is_mailed=mail_invitation(accounts, new))


def add_invitation_routes(router: APIRouter, accounts: Accounts) -> None:
    """Who was asked to come."""
    database = accounts.database

    @router.get("/{organization_id}/invitations")
    def get_invitations(
        organization_id: str, access: Access = requires(P.MEMBERS_READ, about="organization")
    ) -> Listing[Invitation]:
        """Open invitations, newest first."""
        with database.reading() as session:
            rows = list_invitations(session, organization_id, accounts.clock())
        return Listing(data=[Invitation.of(row) for row in rows])

    @router.post("/{organization_id}/invitations/{invitation_id}/renew")
    def post_renewal(
        organization_id: str,
        invitation_id: str,
        request: Request,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> OpenInvitation:
        """Send an invitation again: a new link, mailed where that is possible. The old link ends."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            new = renew_invitation(session, organization_id, invitation_id, accounts.clock())
            for role in (new.row.role, new.row.project_role):
                check_may_give(acting, Role(role) if role else Role.NONE)
            record_audit(session, access, "renew", "invitation", new.row.id, after={"email": new.row.email})
        return _handed_over(accounts, request, new)

    @router.delete("/{organization_id}/invitations/{invitation_id}", status_code=204)
    def delete_invitation(
        organization_id: str, invitation_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """Withdraw an invitation."""
        with database.session() as session:
            row = withdraw_invitation(session, organization_id, invitation_id)
            record_audit(session, access, "delete", "invitation", row.id, before={"email": row.email})


def record_role(session: Session, access: Access, user_id: str, before: Role | None, after: Role | None) -> None:
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
