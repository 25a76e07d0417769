"""`/api/v1` routes of an organization's invitations."""

from __future__ import annotations

from fastapi import APIRouter, Request

from lumetra.domain.access import Access, Permission, Role
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.find_roles import acting_role
from lumetra.features.accounts.members.change_members import check_may_give
from lumetra.features.accounts.members.invite import NewInvitation, list_invitations, renew_invitation, withdraw_invitation
from lumetra.features.accounts.members.mail_invitation import invitation_path, mail_invitation
from lumetra.features.accounts.members.responses import Invitation, OpenInvitation
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.responses import Listing
from lumetra.http.access import requires
from lumetra.http.links import external_url

P = Permission


def build_invitation_routes(accounts: Accounts) -> APIRouter:
    """Who was asked to come."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
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
        return hand_over(accounts, request, new)

    @router.delete("/{organization_id}/invitations/{invitation_id}", status_code=204)
    def delete_invitation(
        organization_id: str, invitation_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """Withdraw an invitation."""
        with database.session() as session:
            row = withdraw_invitation(session, organization_id, invitation_id)
            record_audit(session, access, "delete", "invitation", row.id, before={"email": row.email})

    return router


def hand_over(accounts: Accounts, request: Request, new: NewInvitation) -> OpenInvitation:
    """The link of a new invitation for whoever made it, and by mail where that is possible. Call it when the invitation is stored."""
    link = external_url(request, invitation_path(new.token))
    return OpenInvitation(invitation=Invitation.of(new.row), link=link, is_mailed=mail_invitation(accounts, new))
