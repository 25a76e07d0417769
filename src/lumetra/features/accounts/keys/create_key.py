"""Making, listing and revoking API key pairs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import KeyScope
from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.hash_secret import hash_key_secret
from lumetra.features.accounts.tables import ApiKeyRow

PUBLIC_PREFIX = "pk-lf-"
SECRET_PREFIX = "sk-lf-"  # noqa: S105  (a prefix, not a password)


@dataclass(frozen=True)
class NewKey:
    """A key pair at the one moment when its secret is known."""

    row: ApiKeyRow
    secret_key: str


@dataclass(frozen=True)
class KeyWish:
    """What a new key shall be like. A predefined pair is given whole or not at all. `project_id` None: a key of the organization."""

    organization_id: str
    project_id: str | None
    scope: KeyScope = KeyScope.FULL
    note: str | None = None
    expires_at: datetime | None = None
    public_key: str | None = None
    secret_key: str | None = None
    created_by: str | None = None


def display_secret(secret: str) -> str:
    """The form in which a secret may be shown later: its first six and last four characters."""
    return f"{secret[:6]}...{secret[-4:]}"


def create_key(session: Session, pepper: bytes, wish: KeyWish, now: datetime) -> NewKey:
    """Store a new pair and return it with its secret. Conflict when the given pair, or half of it, is taken."""
    if (wish.public_key is None) != (wish.secret_key is None):
        raise Refusal("Give both publicKey and secretKey, or neither.")
    public_key = wish.public_key or f"{PUBLIC_PREFIX}{uuid.uuid4()}"
    secret_key = wish.secret_key or f"{SECRET_PREFIX}{uuid.uuid4()}"
    if not public_key.startswith(PUBLIC_PREFIX) or not secret_key.startswith(SECRET_PREFIX):
        raise Refusal(f"A predefined key pair starts with {PUBLIC_PREFIX} and {SECRET_PREFIX}.")
    if wish.expires_at is not None and wish.expires_at <= now:
        raise Refusal("expires_at lies in the past.")
    secret_hash = hash_key_secret(pepper, secret_key)
    taken = sa.or_(ApiKeyRow.public_key == public_key, ApiKeyRow.secret_hash == secret_hash)
    if session.scalar(sa.select(ApiKeyRow.id).where(taken)) is not None:
        raise Conflict("This API key is already in use.")
    row = ApiKeyRow(
        id=new_id(),
        organization_id=wish.organization_id,
        project_id=wish.project_id,
        public_key=public_key,
        secret_hash=secret_hash,
        secret_display=display_secret(secret_key),
        scope=wish.scope.value,
        note=wish.note,
        created_by=wish.created_by,
        created_at=now,
        expires_at=wish.expires_at,
    )
    session.add(row)
    session.flush()
    return NewKey(row, secret_key)


def list_keys(session: Session, *, organization_id: str, project_id: str | None) -> list[ApiKeyRow]:
    """Keys that are not revoked, newest first; of one project, or with None those of the organization itself."""
    query = (
        sa.select(ApiKeyRow)
        .where(ApiKeyRow.organization_id == organization_id, ApiKeyRow.revoked_at.is_(None))
        .order_by(ApiKeyRow.id.desc())
    )
    query = query.where(ApiKeyRow.project_id.is_(None) if project_id is None else ApiKeyRow.project_id == project_id)
    return list(session.scalars(query))


def revoke_key(session: Session, *, organization_id: str, project_id: str | None, key_id: str, now: datetime) -> ApiKeyRow:
    """End a key for good. The caller then tells every process to forget it. NotFound when it is not a living key of this owner."""
    row = session.get(ApiKeyRow, key_id)
    if row is None or row.revoked_at or row.organization_id != organization_id or row.project_id != project_id:
        raise NotFound("API key not found")
    row.revoked_at = now
    return row
