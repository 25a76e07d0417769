"""Sign-in sessions: opening one, finding it by its cookie, listing and ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.hash_secret import hash_token, new_token
from lumetra.features.accounts.tables import SessionRow

SESSION_COOKIE = "lumetra_session"
LIFETIME = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=5)


def open_session(session: Session, user_id: str, *, address: str, user_agent: str, now: datetime) -> str:
    """A new session for a user; returns the token for the cookie, known only here. Every sign-in gets a fresh one."""
    token = new_token()
    session.add(
        SessionRow(
            id=new_id(),
            user_id=user_id,
            token_hash=hash_token(token),
            address=address,
            user_agent=user_agent[:300],
            created_at=now,
            last_seen_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.execute(sa.delete(SessionRow).where(SessionRow.expires_at <= now))
    return token


def find_session(session: Session, token: str, now: datetime) -> SessionRow | None:
    """The living session of a cookie, or None."""
    return session.scalar(sa.select(SessionRow).where(SessionRow.token_hash == hash_token(token), SessionRow.expires_at > now))


def needs_seen(row: SessionRow, now: datetime) -> bool:
    """True when `last_seen_at` is stale enough to be worth a write."""
    return row.last_seen_at < now - _SEEN_EVERY


def list_sessions(session: Session, user_id: str, now: datetime) -> list[SessionRow]:
    """A user's living sessions, the last seen first."""
    query = sa.select(SessionRow).where(SessionRow.user_id == user_id, SessionRow.expires_at > now)
    return list(session.scalars(query.order_by(SessionRow.last_seen_at.desc())))


def end_session(session: Session, user_id: str, session_id: str) -> None:
    """Sign one of the user's browsers out. NotFound when it is not theirs."""
    row = session.get(SessionRow, session_id)
    if row is None or row.user_id != user_id:
        raise NotFound("Session not found")
    session.delete(row)


def end_other_sessions(session: Session, user_id: str, keep_id: str) -> None:
    """Sign every other browser of the user out, as after a change of password."""
    session.execute(sa.delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.id != keep_id))


def end_all_sessions(session: Session, user_id: str) -> None:
    """Sign the user out everywhere."""
    session.execute(sa.delete(SessionRow).where(SessionRow.user_id == user_id))
