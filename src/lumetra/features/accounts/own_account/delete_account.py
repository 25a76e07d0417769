"""Somebody leaves for good. What they wrote stays with its projects, without a name."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lumetra.domain.access import Access, Role
from lumetra.domain.errors import Conflict, Refusal
from lumetra.engines.database import Base
from lumetra.features.accounts.audit.record_audit import record_own_audit
from lumetra.features.accounts.authentication.hash_secret import password_matches
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.sign_in.check_password import SignInAttempts
from lumetra.features.accounts.tables import (
    ApiKeyRow,
    IdentityRow,
    InvitationRow,
    MembershipRow,
    OrganizationRow,
    PasswordResetRow,
    ProjectMembershipRow,
    SessionRow,
    SigninLinkRow,
    UserRow,
)

OWN: Final[tuple[type[Base], ...]] = (
    SessionRow,
    MembershipRow,
    ProjectMembershipRow,
    PasswordResetRow,
    SigninLinkRow,
    IdentityRow,
)
"""Tables whose rows go with their user (`user_id`)."""
OUTLIVING: Final = ((InvitationRow, InvitationRow.invited_by), (ApiKeyRow, ApiKeyRow.created_by))
"""Rows that stay and forget who made them."""


def delete_account(accounts: Accounts, attempts: SignInAttempts, access: Access, proof: str) -> None:
    """Delete the caller's account. `proof` is the password, or where there is none the e-mail address.

    Raises Refusal for a wrong proof, and Conflict for somebody without whom the instance or an organization had no owner.
    """
    attempts.check(access.user_id, access.address)
    with accounts.database.reading() as session:
        user = session.get_one(UserRow, access.user_id)
    if not _proves(user, proof):
        attempts.failed(access.user_id, access.address)
        what = "password" if user.password_hash else "e-mail address"
        raise Refusal(f"This is not the {what} of your account.", code="wrong_password")
    with accounts.database.session() as session:
        _check_not_needed(session, session.get_one(UserRow, user.id))
        record_own_audit(session, user.id, access.address, "delete")
        _remove(session, user.id)


def _proves(user: UserRow, proof: str) -> bool:
    if user.password_hash is None:
        return proof.strip().lower() == user.email
    return password_matches(proof, user.password_hash)


def _check_not_needed(session: Session, user: UserRow) -> None:
    if user.is_instance_owner:
        raise Conflict("You own this instance; it cannot be left without its owner.", code="instance_owner")
    if alone := _owned_alone(session, user.id):
        message = f"You are the last owner of {', '.join(alone)}. Make someone else owner there first."
        raise Conflict(message, code="last_owner", detail={"organizations": alone})


def _owned_alone(session: Session, user_id: str) -> list[str]:
    """The names of the organizations that have no other owner."""
    other = aliased(MembershipRow)
    query = (
        sa.select(OrganizationRow.name)
        .join(MembershipRow, MembershipRow.organization_id == OrganizationRow.id)
        .where(
            MembershipRow.user_id == user_id,
            MembershipRow.role == Role.OWNER.value,
            ~sa.exists().where(
                other.organization_id == OrganizationRow.id, other.role == Role.OWNER.value, other.user_id != user_id
            ),
        )
        .order_by(OrganizationRow.name)
    )
    return list(session.scalars(query))


def _remove(session: Session, user_id: str) -> None:
    for table in OWN:
        session.execute(sa.delete(table).where(table.__table__.c.user_id == user_id))
    for table, column in OUTLIVING:
        session.execute(sa.update(table).where(column == user_id).values({column: None}))
    session.execute(sa.delete(UserRow).where(UserRow.id == user_id))
