"""Mails invitations where the instance can; elsewhere the inviter passes the link on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lumetra.domain.ids import new_id
from lumetra.domain.letter import known_language
from lumetra.engines.mail import Envelope, Post
from lumetra.features.accounts.letters import invitation_letter
from lumetra.features.accounts.members.invite import LIFETIME, NewInvitation
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import InvitationRow, OrganizationRow, ProjectRow, UserRow

INVITATION: Final = "invitation"
INVITE_PAGE: Final = "/invite"


def invitation_path(token: str) -> str:
    """The page of an invitation."""
    return f"{INVITE_PAGE}?token={token}"


def mail_invitation(accounts: Accounts, new: NewInvitation) -> bool:
    """Have the link mailed; False where nothing can be. Call it when the invitation is stored."""
    if accounts.post is None:
        return False
    accounts.post.send(INVITATION, {"invitation_id": new.row.id, "token": new.token}, key=new_id())
    return True


def register_letters(accounts: Accounts, post: Post) -> None:
    """An invitation that was withdrawn or accepted meanwhile is not mailed."""

    def write(argument: Mapping[str, Any]) -> Envelope | None:
        with accounts.database.reading() as session:
            row = session.get(InvitationRow, argument["invitation_id"])
            if row is None or row.accepted_at is not None or row.expires_at <= accounts.clock():
                return None
            inviter = session.get(UserRow, row.invited_by) if row.invited_by else None
            project = session.get(ProjectRow, row.project_id) if row.project_id else None
            letter = invitation_letter(
                known_language(inviter.language if inviter else None),
                inviter=inviter.name if inviter else "",
                organization=session.get_one(OrganizationRow, row.organization_id).name,
                project=project.name if project else "",
                link=post.smtp.link(invitation_path(argument["token"])),
                days=LIFETIME.days,
            )
        return Envelope(row.email, letter)

    post.register(INVITATION, write)
