"""`/api/v1` routes of organizations: their projects, members, invitations, keys and audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission, Role
from lumetra.domain.time_zone import check_time_zone
from lumetra.features.accounts.change_project import delete_organization, list_projects
from lumetra.features.accounts.create_project import NewProject, create_organization, create_project
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.read_me import my_organizations
from lumetra.features.accounts.record_audit import list_audit, record_audit
from lumetra.features.accounts.responses import (
    AuditEntry,
    Listing,
    MyOrganization,
    Organization,
    Project,
)
from lumetra.features.accounts.routes_members import add_invitation_routes, add_member_routes
from lumetra.features.accounts.routes_organization_keys import add_key_routes
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, UserRow
from lumetra.http.access import requires, requires_user
from lumetra.http.paging import CursorPaging, encode_cursor

P = Permission


class OrganizationForm(BaseModel):
    """A new organization."""

    name: str = Field(min_length=1, max_length=100)


class OrganizationChanges(BaseModel):
    """Fields that are given are changed."""

    name: str | None = Field(None, min_length=1, max_length=100)
    metadata: dict[str, Any] | None = None


class ProjectForm(BaseModel):
    """A new project."""

    name: str = Field(min_length=1, max_length=60)
    metadata: dict[str, Any] | None = None
    retention_days: int | None = Field(None, ge=1, description="Null keeps data for ever.")
    time_zone: str = "UTC"


def build_organization_routes(accounts: Accounts) -> APIRouter:
    """Everything under `/api/v1/organizations`."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_organization_routes(router, accounts)
    _add_project_routes(router, accounts)
    add_member_routes(router, accounts)
    add_invitation_routes(router, accounts)
    add_key_routes(router, accounts)
    return router


def _add_organization_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("")
    def get_organizations(access: Access = requires_user()) -> Listing[MyOrganization]:
        """The organizations of the signed-in user."""
        with database.reading() as session:
            return Listing(data=my_organizations(session, session.get_one(UserRow, access.user_id)))

    @router.post("", status_code=201)
    def post_organization(form: OrganizationForm, access: Access = requires_user()) -> Organization:
        """A new organization, owned by whoever makes it."""
        now = accounts.clock()
        with database.session() as session:
            row = create_organization(session, form.name, now)
            session.add(MembershipRow(organization_id=row.id, user_id=access.user_id, role=Role.OWNER.value, created_at=now))
            within = msgspec.structs.replace(access, organization_id=row.id)
            record_audit(session, within, "create", "organization", row.id, after={"name": row.name})
        return Organization.of(row)

    @router.get("/{organization_id}")
    def get_organization(organization_id: str, access: Access = requires(P.PROJECT_READ, about="organization")) -> Organization:
        """One organization."""
        with database.reading() as session:
            return Organization.of(session.get_one(OrganizationRow, organization_id))

    @router.patch("/{organization_id}")
    def patch_organization(
        organization_id: str,
        form: OrganizationChanges,
        access: Access = requires(P.ORGANIZATION_UPDATE, about="organization"),
    ) -> Organization:
        """Rename it, or replace its metadata."""
        with database.session() as session:
            row = session.get_one(OrganizationRow, organization_id)
            before = {"name": row.name, "metadata": row.metadata_}
            row.name = form.name or row.name
            row.metadata_ = row.metadata_ if form.metadata is None else form.metadata
            row.updated_at = accounts.clock()
            after = {"name": row.name, "metadata": row.metadata_}
            record_audit(session, access, "update", "organization", row.id, before=before, after=after)
        return Organization.of(row)

    @router.delete("/{organization_id}", status_code=204)
    def delete_one(organization_id: str, access: Access = requires(P.ORGANIZATION_DELETE, about="organization")) -> None:
        """Delete an organization that has no projects any more."""
        with database.session() as session:
            delete_organization(session, organization_id, accounts.clock())
            record_audit(session, access, "delete", "organization", organization_id)
        accounts.forget_keys()


def _add_project_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{organization_id}/projects")
    def get_projects(organization_id: str, access: Access = requires(P.PROJECT_READ, about="organization")) -> Listing[Project]:
        """All projects of the organization."""
        with database.reading() as session:
            return Listing(data=[Project.of(row) for row in list_projects(session, organization_id)])

    @router.post("/{organization_id}/projects", status_code=201)
    def post_project(
        organization_id: str, form: ProjectForm, access: Access = requires(P.PROJECTS_CREATE, about="organization")
    ) -> Project:
        """A new project."""
        check_time_zone(form.time_zone)
        wish = NewProject(form.name, metadata=form.metadata or {}, retention_days=form.retention_days, time_zone=form.time_zone)
        with database.session() as session:
            row = create_project(session, organization_id, wish, accounts.clock())
            within = msgspec.structs.replace(access, project_id=row.id)
            record_audit(session, within, "create", "project", row.id, after={"name": row.name})
        return Project.of(row)

    @router.get("/{organization_id}/audit-log")
    def get_audit_log(
        organization_id: str, paging: CursorPaging, access: Access = requires(P.AUDIT_READ, about="organization")
    ) -> Listing[AuditEntry]:
        """Changes in the organization and all its projects, newest first."""
        return read_audit(accounts, organization_id, None, paging)


def read_audit(
    accounts: Accounts, organization_id: str, project_id: str | None, paging: CursorPaging, object_types: Sequence[str] = ()
) -> Listing[AuditEntry]:
    """One page of the audit log."""
    parts = paging.parts(1)
    with accounts.database.reading() as session:
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
