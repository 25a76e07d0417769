"""Signing up with a password. The caller opens the browser session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict
from lumetra.features.accounts.authentication.hash_secret import hash_password
from lumetra.features.accounts.email_address import clean_email
from lumetra.features.accounts.members.invite import accept_invitation, find_invitation
from lumetra.features.accounts.sign_in.add_user import add_user, has_users
from lumetra.features.accounts.sign_in.check_password import check_new_password
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.tables import UserRow


@dataclass(frozen=True)
class NewUser:
    """A sign-up form, checked, its password already hashed (which takes long enough not to do it inside a transaction)."""

    email: str
    name: str
    password_hash: str
    invitation: str | None

    @classmethod
    def read(cls, *, email: str, name: str, password: str, invitation: str | None) -> NewUser:
        """Check and hash. Raises Refusal."""
        check_new_password(password)
        email = clean_email(email)
        return cls(email, name.strip() or email, hash_password(password), invitation)


def sign_up(session: Session, new: NewUser, rules: EntryRules, now: datetime) -> UserRow:
    """A new user with a password. The first becomes owner of the instance; an invitation's token gives the membership it promised."""
    first = not has_users(session)
    invited = find_invitation(session, new.invitation, now) if new.invitation else None
    rules.check_password_allowed(new.email)
    rules.check_sign_up(new.email, first=first, invited=invited is not None)
    if session.scalar(sa.select(UserRow.id).where(UserRow.email == new.email)) is not None:
        raise Conflict("There is an account with this e-mail already.", code="email_taken")
    user = add_user(session, new.email, new.name, new.password_hash, now, owner=first)
    if invited is not None:
        accept_invitation(session, invited, user, now)
    return user
