"""Who a provider's person is here: an account that is linked already, one with the same proven e-mail, or a new one (docs/adr/0015)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound
from lumetra.domain.ids import new_id
from lumetra.features.accounts.audit.record_audit import record_own_audit
from lumetra.features.accounts.authentication.sessions import end_all_sessions
from lumetra.features.accounts.members.invite import accept_invitation, find_invitation, invitations_for
from lumetra.features.accounts.sign_in.add_user import add_user, has_users
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sso.problems import SsoProblem
from lumetra.features.accounts.sso.provider import Person, Provider
from lumetra.features.accounts.tables import IdentityRow, InvitationRow, SigninLinkRow, UserRow


def enter(
    session: Session,
    person: Person,
    provider: Provider,
    rules: EntryRules,
    *,
    invitation: str | None,
    address: str,
    now: datetime,
) -> UserRow:
    """The account that this person signs in to, made when there is none and there may be one.

    Raises SsoProblem, or Forbidden by the instance's rules. `invitation` is the token of an invitation's link.
    """
    invited = None if invitation is None else _find_invitation(session, invitation, now)
    identity = find_identity(session, person)
    if identity is not None:
        user = session.get_one(UserRow, identity.user_id)
        rules.check_provider(user.email, provider.name)
        _remember(identity, person, provider, now)
    else:
        _check_email(person)
        rules.check_provider(person.email, provider.name)
        user = session.scalar(sa.select(UserRow).where(UserRow.email == person.email))
        if user is None:
            user = _sign_up(session, person, rules, invited, now)
        else:
            _take_over(session, user, provider)
        add_identity(session, user, person, provider, now)
    if invited is not None and invited.accepted_at is None:
        accept_invitation(session, invited, user, now)
    session.flush()
    if identity is None:
        record_own_audit(session, user.id, address, "link_identity", after={"provider": provider.name, "email": person.email})
    return user


def find_identity(session: Session, person: Person) -> IdentityRow | None:
    """The link of this person, or None."""
    query = sa.select(IdentityRow).where(IdentityRow.issuer == person.issuer, IdentityRow.subject == person.subject)
    return session.scalar(query)


def add_identity(session: Session, user: UserRow, person: Person, provider: Provider, now: datetime) -> IdentityRow:
    """From now on this person signs in as this user."""
    row = IdentityRow(
        id=new_id(),
        user_id=user.id,
        provider=provider.name,
        issuer=person.issuer,
        subject=person.subject,
        email=person.email if person.email_verified else "",
        created_at=now,
        last_used_at=now,
    )
    session.add(row)
    return row


def _remember(identity: IdentityRow, person: Person, provider: Provider, now: datetime) -> None:
    identity.last_used_at = now
    identity.provider = provider.name
    identity.email = person.email if person.email_verified else ""


def _check_email(person: Person) -> None:
    if not person.email:
        raise SsoProblem("email_missing", f"{person.issuer} gave no e-mail address for {person.subject}")
    if not person.email_verified:
        raise SsoProblem("email_unverified", f"{person.issuer} has not verified the address of {person.subject}")


def _find_invitation(session: Session, token: str, now: datetime) -> InvitationRow:
    try:
        return find_invitation(session, token, now)
    except NotFound as error:
        raise SsoProblem("invitation_gone", error.message) from error


def _sign_up(session: Session, person: Person, rules: EntryRules, invited: InvitationRow | None, now: datetime) -> UserRow:
    """A new account. The address is proven, so invitations to it count even without their link."""
    promised = invitations_for(session, person.email, now)
    first = not has_users(session)
    rules.check_sign_up(person.email, first=first, invited=bool(invited or promised))
    user = add_user(session, person.email, person.name or person.email, None, now, owner=first)
    for row in promised:
        accept_invitation(session, row, user, now)
    return user


def _take_over(session: Session, user: UserRow, provider: Provider) -> None:
    """Let the owner of an address have the account with it.

    While no identity has proven the address, whoever made the account may be somebody else, and loses every way in: password,
    browsers, one-time links. An account that an identity with another address, or an unproven one, signs in to is not given away.
    """
    proven = session.scalars(sa.select(IdentityRow.email).where(IdentityRow.user_id == user.id)).all()
    if not provider.settings.link_by_email or any(email != user.email for email in proven):
        raise SsoProblem(
            "account_exists", f"there is an account {user.id} with this e-mail that {provider.name} is not linked to"
        )
    if proven:
        return
    user.password_hash = None
    end_all_sessions(session, user.id)
    session.execute(sa.delete(SigninLinkRow).where(SigninLinkRow.user_id == user.id, SigninLinkRow.used_at.is_(None)))
