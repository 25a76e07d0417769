"""`/api/v1` routes of organizations themselves."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission, Role
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.organizations.change_organization import create_organization, delete_organization
from lumetra.features.accounts.read_me import my_organizations
from lumetra.features.accounts.responses import (
    Listing,
    MyOrganization,
    Organization,
)
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, UserRow
from lumetra.http.access import requires, requires_user

P = Permission


class OrganizationForm(BaseModel):
    """A new organization."""

    name: str = Field(min_length=1, max_length=100)


class OrganizationChanges(BaseModel):
    """Fields that are given are changed."""

    name: str | None = Field(None, min_length=1, max_length=100)
    metadata: dict[str, Any] | None = None


def build_organization_routes(accounts: Accounts) -> APIRouter:
    """Everybody who is signed in may make one, and owns it."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
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

    return router
