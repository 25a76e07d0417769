"""`/api/v1` routes of the audit log, of a project and of a whole organization."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.engines.database import Database
from lumetra.features.accounts.audit.record_audit import list_audit
from lumetra.features.accounts.responses import Listing
from lumetra.features.accounts.tables import AuditRow
from lumetra.http.access import requires
from lumetra.http.add_routes import add_routes
from lumetra.http.paging import CursorPaging, encode_cursor

P = Permission


class AuditEntry(BaseModel):
    """One change: who, when, from where, what, and the state before and after."""

    id: str
    created_at: datetime
    project_id: str
    user_id: str
    key_id: str
    address: str
    action: str
    object_type: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @classmethod
    def of(cls, row: AuditRow) -> AuditEntry:
        """From its row."""
        return cls(
            id=row.id,
            created_at=row.created_at,
            project_id=row.project_id,
            user_id=row.user_id,
            key_id=row.key_id,
            address=row.address,
            action=row.action,
            object_type=row.object_type,
            object_id=row.object_id,
            before=row.before,
            after=row.after,
        )


def build_audit_routes(database: Database) -> APIRouter:
    """Read only: entries are written with what they tell of."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_organization_audit(router, database)
    of_project = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    _add_project_audit(of_project, database)
    add_routes(router, of_project)
    return router


def _add_organization_audit(router: APIRouter, database: Database) -> None:
    @router.get("/{organization_id}/audit-log")
    def get_audit_log(
        organization_id: str, paging: CursorPaging, access: Access = requires(P.AUDIT_READ, about="organization")
    ) -> Listing[AuditEntry]:
        """Changes in the organization and all its projects, newest first."""
        return _read_page(database, organization_id, None, paging)


def _add_project_audit(router: APIRouter, database: Database) -> None:
    @router.get("/{project_id}/audit-log")
    def get_audit_log(
        project_id: str,
        paging: CursorPaging,
        object_type: Annotated[Sequence[str], Query(max_length=20, description="Only changes of these; none: all.")] = (),
        access: Access = requires(P.AUDIT_READ),
    ) -> Listing[AuditEntry]:
        """Changes in the project, newest first."""
        return _read_page(database, access.organization_id, project_id, paging, object_type)


def _read_page(
    database: Database, organization_id: str, project_id: str | None, paging: CursorPaging, object_types: Sequence[str] = ()
) -> Listing[AuditEntry]:
    """One page of the audit log."""
    parts = paging.parts(1)
    with database.reading() as session:
        rows = list_audit(
            session,
            organization_id=organization_id,
            project_id=project_id,
            before_id=str(parts[0]) if parts else None,
            limit=paging.limit + 1,
            object_types=object_types,
        )
    page = rows[: paging.limit]
    following = encode_cursor(page[-1].id) if len(rows) > len(page) else None
    return Listing(data=[AuditEntry.of(row) for row in page], next_cursor=following)
