"""The audit log: who changed what, when, from where. Written in the transaction of the change, so neither exists without the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.clock import utc_now
from lumetra.domain.ids import new_id
from lumetra.features.accounts.tables import AuditRow, MembershipRow


def record_audit(
    session: Session,
    access: Access,
    action: str,
    object_type: str,
    object_id: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the caller's open transaction.

    `action` is a verb in the infinitive (`create`, `update`, `delete`, `revoke`, `move_label`), `object_type` the noun of the
    route (`prompt`, `api_key`). `before` and `after` are JSON and must not hold secrets.
    """
    session.add(
        AuditRow(
            id=new_id(),
            organization_id=access.organization_id,
            project_id=access.project_id,
            user_id=access.user_id,
            key_id=access.key_id,
            address=access.address,
            action=action,
            object_type=object_type,
            object_id=object_id,
            before=before,
            after=after,
            created_at=utc_now(),
        )
    )


def record_own_audit(
    session: Session,
    user_id: str,
    address: str,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what somebody did to the own account to the audit log of each of their organizations; to none for who is in none."""
    query = sa.select(MembershipRow.organization_id).where(MembershipRow.user_id == user_id)
    for organization_id in session.scalars(query).all():
        access = Access(project_id="", organization_id=organization_id, permissions=frozenset(), user_id=user_id, address=address)
        record_audit(session, access, action, "user", user_id, before=before, after=after)


def list_audit(
    session: Session,
    *,
    organization_id: str,
    project_id: str | None,
    before_id: str | None,
    limit: int,
    object_types: Sequence[str] = (),
) -> list[AuditRow]:
    """Entries newest first, of one project or (None) of the whole organization, older than `before_id`; at most `limit`.

    `object_types` keeps only changes of these kinds of things; empty means all.
    """
    query = sa.select(AuditRow).where(AuditRow.organization_id == organization_id).order_by(AuditRow.id.desc()).limit(limit)
    if project_id is not None:
        query = query.where(AuditRow.project_id == project_id)
    if before_id is not None:
        query = query.where(AuditRow.id < before_id)
    if object_types:
        query = query.where(AuditRow.object_type.in_(object_types))
    return list(session.scalars(query))
