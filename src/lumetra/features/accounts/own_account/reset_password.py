"""A forgotten password: a mailed link that works once and soon ends, by which its reader sets a new one.

Nobody learns from it who has an account: asking does the same for every address, and what follows happens in a job.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound
from lumetra.domain.ids import new_id
from lumetra.domain.letter import Language, known_language
from lumetra.engines.cache import Cache
from lumetra.engines.mail import Envelope, Post
from lumetra.features.accounts.audit.record_audit import record_own_audit
from lumetra.features.accounts.authentication.hash_secret import hash_password, hash_token, new_token
from lumetra.features.accounts.authentication.limit_attempts import AttemptLimiter
from lumetra.features.accounts.authentication.sessions import end_other_sessions
from lumetra.features.accounts.email_address import clean_email
from lumetra.features.accounts.letters import RESET_MINUTES, password_changed_letter, reset_letter
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.sign_in.check_password import check_new_password
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.tables import PasswordResetRow, UserRow

RESET: Final = "password_reset"
CHANGED: Final = "password_changed"
FORGOTTEN_PAGE: Final = "/forgotten-password"
RESET_PAGE: Final = "/reset-password"


class ResetAttempts:
    """In an hour: 5 mails to one account, 20 asked for by one address. In a quarter of an hour: 20 wrong links from one address."""

    def __init__(self, cache: Cache) -> None:
        self.by_account = AttemptLimiter(cache, "reset-account", limit=5, window_seconds=3600)
        self.by_address = AttemptLimiter(cache, "reset-address", limit=20, window_seconds=3600)
        self.links = AttemptLimiter(cache, "reset-link", limit=20, window_seconds=900)


def register_letters(accounts: Accounts, post: Post) -> None:
    """What a letter about passwords needs is looked up when it is sent."""

    def write_reset(argument: Mapping[str, Any]) -> Envelope | None:
        return _write_reset(accounts, post, argument["email"], known_language(argument["language"]))

    def write_changed(argument: Mapping[str, Any]) -> Envelope | None:
        with accounts.database.reading() as session:
            user = session.get(UserRow, argument["user_id"])
        if user is None:
            return None
        link = post.smtp.link(FORGOTTEN_PAGE)
        return Envelope(user.email, password_changed_letter(known_language(user.language), email=user.email, link=link))

    post.register(RESET, write_reset)
    post.register(CHANGED, write_changed)


def ask_for_reset(accounts: Accounts, attempts: ResetAttempts, email: str, language: Language, address: str) -> None:
    """Have a link mailed when there is such an account. Raises TooManyRequests, and Conflict where nothing can be mailed."""
    if accounts.post is None:
        message = "This instance sends no mail. Ask its owner for a sign-in link (`lumetra signin-link`)."
        raise Conflict(message, code="mail_off")
    email = clean_email(email)
    for limiter, subject in ((attempts.by_account, email), (attempts.by_address, address)):
        limiter.check(subject)
        limiter.failed(subject)
    accounts.post.send(RESET, {"email": email, "language": language}, key=new_id())


def _write_reset(accounts: Accounts, post: Post, email: str, language: Language) -> Envelope | None:
    now, token = accounts.clock(), new_token()
    with accounts.database.session() as session:
        user = session.scalar(sa.select(UserRow).where(UserRow.email == email))
        if user is None:
            return None
        session.execute(sa.delete(PasswordResetRow).where(PasswordResetRow.expires_at <= now))
        expires_at = now + timedelta(minutes=RESET_MINUTES)
        session.add(
            PasswordResetRow(id=new_id(), user_id=user.id, token_hash=hash_token(token), created_at=now, expires_at=expires_at)
        )
    link = post.smtp.link(f"{RESET_PAGE}?token={token}")
    return Envelope(email, reset_letter(language, email=email, link=link))


def set_forgotten_password(
    accounts: Accounts, attempts: ResetAttempts, rules: EntryRules, *, token: str, password: str, address: str
) -> None:
    """Use a link up: a new password, and every browser of the user is signed out.

    Raises NotFound for a link that does not work, Forbidden for somebody who may not have a password.
    """
    attempts.links.check(address)
    check_new_password(password)
    password_hash = hash_password(password)
    now = accounts.clock()
    with accounts.database.session() as session:
        user_id = _use_link(session, token, now)
        if user_id is not None:
            user = session.get_one(UserRow, user_id)
            rules.check_password_allowed(user.email)
            user.password_hash = password_hash
            user.updated_at = now
            end_other_sessions(session, user.id, keep_id="")
            record_own_audit(session, user.id, address, "reset_password")
    if user_id is None:
        attempts.links.failed(address)
        raise NotFound("This link was used or has expired. Ask for a new one.", code="link_expired")
    tell_of_change(accounts, user_id)


def _use_link(session: Session, token: str, now: datetime) -> str | None:
    """Whose link it is, or None. All links of the user end, also those asked for twice."""
    row = PasswordResetRow
    this = sa.delete(row).where(row.token_hash == hash_token(token), row.expires_at > now)
    user_id = session.scalar(this.returning(row.user_id))
    if user_id is not None:
        session.execute(sa.delete(row).where(row.user_id == user_id))
    return user_id


def tell_of_change(accounts: Accounts, user_id: str) -> None:
    """Write to the user that the password was changed, where mail can be sent."""
    if accounts.post is not None:
        accounts.post.send(CHANGED, {"user_id": user_id}, key=new_id())
