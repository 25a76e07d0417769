"""Ways into the own account: which there are, adding a provider and taking one away, but never the last way in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.errors import Conflict, Forbidden, NotFound
from lumetra.features.accounts.audit.record_audit import record_own_audit
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.sso.enter import add_identity, find_identity
from lumetra.features.accounts.sso.problems import SsoProblem
from lumetra.features.accounts.sso.provider import Person, Provider
from lumetra.features.accounts.tables import IdentityRow, UserRow


def list_identities(session: Session, user_id: str) -> list[IdentityRow]:
    """The providers that a user signs in with, the oldest link first."""
    return list(session.scalars(sa.select(IdentityRow).where(IdentityRow.user_id == user_id).order_by(IdentityRow.id)))


def password_allowed(user: UserRow, rules: EntryRules) -> bool:
    """Whether this user may have and use a password."""
    try:
        rules.check_password_allowed(user.email)
    except Forbidden:
        return False
    return True


def link(session: Session, user: UserRow, person: Person, provider: Provider, address: str, now: datetime) -> None:
    """Let this person sign in as this user. The user asked for it while signed in, so the addresses need not be the same."""
    known = find_identity(session, person)
    if known is not None and known.user_id != user.id:
        raise SsoProblem("identity_taken", f"{provider.name} already signs in another account")
    if known is None:
        add_identity(session, user, person, provider, now)
        record_own_audit(session, user.id, address, "link_identity", after={"provider": provider.name, "email": person.email})


def unlink(
    session: Session, access: Access, identity_id: str, rules: EntryRules, providers: Collection[str], now: datetime
) -> None:
    """Take a provider away from the own account. Conflict when nothing else would lead into it."""
    row = session.get(IdentityRow, identity_id)
    if row is None or row.user_id != access.user_id:
        raise NotFound("This way to sign in is not linked to your account.")
    user = session.get_one(UserRow, access.user_id)
    others = [one for one in list_identities(session, user.id) if one.id != row.id and one.provider in providers]
    if not others and not (user.password_hash and password_allowed(user, rules)):
        raise Conflict("This is your only way to sign in. Set a password or link another provider first.", code="last_way_in")
    session.delete(row)
    user.updated_at = now
    record_own_audit(session, user.id, access.address, "unlink_identity", before={"provider": row.provider, "email": row.email})
