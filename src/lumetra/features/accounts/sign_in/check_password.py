"""Passwords: what a new one must be like, and whether a given one is right, without letting anybody guess for long."""

from __future__ import annotations

import sqlalchemy as sa

from lumetra.domain.errors import Refusal, Unauthenticated
from lumetra.engines.cache import Cache
from lumetra.engines.database import Database
from lumetra.features.accounts.authentication.hash_secret import password_matches
from lumetra.features.accounts.authentication.limit_attempts import AttemptLimiter
from lumetra.features.accounts.tables import UserRow

MIN_PASSWORD = 8
_WRONG = "E-mail or password is wrong."


def check_new_password(password: str) -> None:
    """Length is what counts (NIST SP 800-63B); no rules about kinds of characters."""
    if len(password) < MIN_PASSWORD:
        raise Refusal(f"A password needs at least {MIN_PASSWORD} characters.", code="password_too_short")
    if len(password) > 1000:
        raise Refusal("A password may have at most 1000 characters.", code="password_too_long")


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
