"""Accounts of people: whether there are any, whose the instance is, and a new one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, UserRow


def has_users(session: Session) -> bool:
    """False on an instance where nobody has signed up yet."""
    return session.scalar(sa.select(UserRow.id).limit(1)) is not None


def find_owner(session: Session) -> UserRow | None:
    """The instance's owner (the first of them), or None while nobody has signed up."""
    return session.scalar(sa.select(UserRow).where(UserRow.is_instance_owner).order_by(UserRow.id).limit(1))


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
