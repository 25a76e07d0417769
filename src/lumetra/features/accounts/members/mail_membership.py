"""Tells somebody who has an account by mail that an organization took them in; an invitation is for those who have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lumetra.domain.access import Access, Role
from lumetra.domain.ids import new_id
from lumetra.domain.letter import known_language
from lumetra.engines.mail import Envelope, Post
from lumetra.features.accounts.letters import membership_letter
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import list_projects
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, UserRow

MEMBERSHIP: Final = "membership"


def mail_membership(accounts: Accounts, access: Access, organization_id: str, user_id: str) -> bool:
    """Have a new member told; False where nothing can be mailed, or who adds is added. Call it when the membership is stored."""
    if accounts.post is None or access.user_id == user_id:
        return False
    argument = {"organization_id": organization_id, "user_id": user_id, "added_by": access.user_id or ""}
    accounts.post.send(MEMBERSHIP, argument, key=new_id())
    return True


def register_letters(accounts: Accounts, post: Post) -> None:
    """Somebody who is no member any more when the letter is written gets none."""

    def write(argument: Mapping[str, Any]) -> Envelope | None:
        organization_id, user_id = argument["organization_id"], argument["user_id"]
        with accounts.database.reading() as session:
            membership = session.get(MembershipRow, (organization_id, user_id))
            if membership is None:
                return None
            reader = session.get_one(UserRow, user_id)
            adder = session.get(UserRow, argument["added_by"]) if argument["added_by"] else None
            # Whoever is in single projects only finds them in the switcher; nothing says here which they are.
            projects = [] if membership.role == Role.NONE.value else list_projects(session, organization_id)
            letter = membership_letter(
                known_language(reader.language),
                adder=adder.name if adder else "",
                organization=session.get_one(OrganizationRow, organization_id).name,
                link=post.smtp.link(f"/projects/{projects[0].id}" if projects else "/"),
            )
        return Envelope(reader.email, letter)

    post.register(MEMBERSHIP, write)
