"""One-time links that sign a user in, as the command line prints them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Unauthenticated
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.hash_secret import hash_token, new_token
from lumetra.features.accounts.sign_in.add_user import add_user, find_owner
from lumetra.features.accounts.tables import SigninLinkRow, UserRow

LINK_LIFETIME = timedelta(hours=24)
LOCAL_OWNER_EMAIL = "owner@localhost"


def create_signin_link(session: Session, user_id: str | None, now: datetime) -> str:
    """A one-time token, valid for a day, that signs the user in; with None it makes the instance's owner. Replaces older ones."""
    same_user = SigninLinkRow.user_id.is_(None) if user_id is None else SigninLinkRow.user_id == user_id
    session.execute(sa.delete(SigninLinkRow).where(same_user, SigninLinkRow.used_at.is_(None)))
    token = new_token()
    session.add(
        SigninLinkRow(id=new_id(), token_hash=hash_token(token), user_id=user_id, created_at=now, expires_at=now + LINK_LIFETIME)
    )
    return token


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
