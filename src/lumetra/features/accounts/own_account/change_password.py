"""A new password by somebody who is signed in."""

from __future__ import annotations

from datetime import datetime

from lumetra.domain.access import Access
from lumetra.domain.errors import Refusal
from lumetra.engines.database import Database
from lumetra.features.accounts.authentication.hash_secret import hash_password, password_matches
from lumetra.features.accounts.authentication.sessions import end_other_sessions
from lumetra.features.accounts.sign_in.check_password import SignInAttempts, check_new_password
from lumetra.features.accounts.sign_in.entry_rules import EntryRules
from lumetra.features.accounts.tables import UserRow


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
