"""Signing up, in and with a link; changing a password. The caller opens the browser session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Role
from lumetra.domain.errors import Conflict, Refusal, Unauthenticated
from lumetra.domain.ids import new_id
from lumetra.engines.cache import Cache
from lumetra.engines.database import Database
from lumetra.features.accounts.bootstrap import find_owner
from lumetra.features.accounts.entry_rules import EntryRules
from lumetra.features.accounts.hash_secret import hash_password, hash_token, password_matches
from lumetra.features.accounts.invite import accept_invitation, find_invitation
from lumetra.features.accounts.limit_attempts import AttemptLimiter
from lumetra.features.accounts.sessions import end_other_sessions
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, SigninLinkRow, UserRow

MIN_PASSWORD = 8
LOCAL_OWNER_EMAIL = "owner@localhost"
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
_WRONG = "E-mail or password is wrong."


def clean_email(email: str) -> str:
    """The form in which addresses are stored and compared. Raises Refusal for what cannot be one."""
    email = email.strip().lower()
    if not _EMAIL.match(email) or len(email) > 320:
        raise Refusal("This is not an e-mail address.", code="invalid_email")
    return email


def check_new_password(password: str) -> None:
    """Length is what counts (NIST SP 800-63B); no rules about kinds of characters."""
    if len(password) < MIN_PASSWORD:
        raise Refusal(f"A password needs at least {MIN_PASSWORD} characters.", code="password_too_short")
    if len(password) > 1000:
        raise Refusal("A password may have at most 1000 characters.", code="password_too_long")


def has_users(session: Session) -> bool:
    """False on an instance where nobody has signed up yet."""
    return session.scalar(sa.select(UserRow.id).limit(1)) is not None


class SignInAttempts:
    """Failures of a quarter of an hour: 10 for one account, 50 from one address, behind which a whole office may sit."""

    def __init__(self, cache: Cache) -> None:
        self.by_account = AttemptLimiter(cache, "account", limit=10, window_seconds=900)
        self.by_address = AttemptLimiter(cache, "address", limit=50, window_seconds=900)

    def check(self, account: str, address: str) -> None:
        """Raise TooManyRequests when either bound is reached."""
        self.by_account.check(account)
        self.by_address.check(address)

    def failed(self, account: str, address: str) -> None:
        """Count one failure on both."""
        self.by_account.failed(account)
        self.by_address.failed(address)


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


def check_password(database: Database, attempts: SignInAttempts, *, email: str, password: str, address: str) -> str:
    """The id of the user with this e-mail and password. Failures are counted by account and by address, and refused beyond the bound."""
    email = email.strip().lower()
    attempts.check(email, address)
    with database.reading() as session:
        user = session.scalar(sa.select(UserRow).where(UserRow.email == email))
    if not password_matches(password, user.password_hash if user else None) or user is None:
        attempts.failed(email, address)
        raise Unauthenticated(_WRONG, code="wrong_password")
    attempts.by_account.succeeded(email)
    return user.id


def use_signin_link(session: Session, token: str, now: datetime) -> UserRow:
    """The user of a one-time link, which is used up; a link without a user makes the instance's owner."""
    link = session.scalar(sa.select(SigninLinkRow).where(SigninLinkRow.token_hash == hash_token(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise Unauthenticated(
            "This sign-in link was used or has expired. `lumetra signin-link` prints a new one.", code="link_expired"
        )
    link.used_at = now
    if link.user_id is not None:
        return session.get_one(UserRow, link.user_id)
    owner = find_owner(session)
    if owner is not None:
        raise Unauthenticated("This instance has an owner already; sign in instead.", code="link_expired")
    return add_user(session, LOCAL_OWNER_EMAIL, "Owner", None, now, owner=True)


def change_password(
    database: Database, attempts: SignInAttempts, access: Access, rules: EntryRules, *, current: str, new: str, now: datetime
) -> None:
    """Set a new password and sign the user's other browsers out.

    The current one must be given, unless there is none yet (an account made by a link).
    """
    check_new_password(new)
    attempts.check(access.user_id, access.address)
    with database.reading() as session:
        user = session.get_one(UserRow, access.user_id)
        stored = user.password_hash
    rules.check_password_allowed(user.email)
    if stored is not None and not password_matches(current, stored):
        attempts.failed(access.user_id, access.address)
        raise Refusal("The current password is wrong.", code="wrong_password")
    password_hash = hash_password(new)
    with database.session() as session:
        user = session.get_one(UserRow, access.user_id)
        user.password_hash = password_hash
        user.updated_at = now
        end_other_sessions(session, user.id, access.session_id)


def add_user(session: Session, email: str, name: str, password_hash: str | None, now: datetime, *, owner: bool) -> UserRow:
    """A new account; as owner it owns the instance and every organization that is there already."""
    user = UserRow(
        id=new_id(),
        email=email,
        name=name,
        password_hash=password_hash,
        is_instance_owner=owner,
        created_at=now,
        updated_at=now,
    )
    session.add(user)
    session.flush()
    if owner:
        _own_everything(session, user, now)
    return user


def _own_everything(session: Session, user: UserRow, now: datetime) -> None:
    # The organizations that exist before the first user were made by the first start or by LUMETRA_INIT_*.
    for organization_id in session.scalars(sa.select(OrganizationRow.id)):
        session.add(MembershipRow(organization_id=organization_id, user_id=user.id, role=Role.OWNER.value, created_at=now))
