"""`/api/v1` routes of organizations: their projects, members, invitations, keys and audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, KeyScope, Permission, Role
from lumetra.domain.errors import NotFound
from lumetra.domain.time_zone import check_time_zone
from lumetra.features.accounts.change_members import acting_role, check_may_give, list_members, remove_member, set_role
from lumetra.features.accounts.change_project import delete_organization, list_projects, living_project
from lumetra.features.accounts.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.create_project import NewProject, create_organization, create_project
from lumetra.features.accounts.invite import invite, list_invitations, withdraw_invitation
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.read_me import my_organizations
from lumetra.features.accounts.record_audit import list_audit, record_audit
from lumetra.features.accounts.responses import (
    AddedMember,
    ApiKey,
    AuditEntry,
    CreatedApiKey,
    Invitation,
    Listing,
    MyOrganization,
    Organization,
    OrganizationMember,
    Project,
)
from lumetra.features.accounts.sign_in import clean_email
from lumetra.features.accounts.tables import MembershipRow, OrganizationRow, UserRow
from lumetra.http.access import requires, requires_user
from lumetra.http.links import external_url
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


class MemberForm(BaseModel):
    """Who shall become a member."""

    email: str
    role: Role
    project_id: str | None = None
    project_role: Role | None = None


class RoleForm(BaseModel):
    """A role."""

    role: Role


class KeyForm(BaseModel):
    """A new key."""

    note: str | None = Field(None, max_length=200)
    scope: KeyScope = KeyScope.FULL
    expires_at: AwareDatetime | None = None


def build_organization_routes(accounts: Accounts) -> APIRouter:
    """Everything under `/api/v1/organizations`."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_organization_routes(router, accounts)
    _add_member_routes(router, accounts)
    _add_key_routes(router, accounts)
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


def _add_member_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{organization_id}/members")
    def get_members(
        organization_id: str, access: Access = requires(P.MEMBERS_READ, about="organization")
    ) -> Listing[OrganizationMember]:
        """Everyone in the organization."""
        with database.reading() as session:
            return Listing(data=[OrganizationMember.of(member) for member in list_members(session, organization_id)])

    @router.post("/{organization_id}/members", status_code=201)
    def post_member(
        organization_id: str,
        form: MemberForm,
        request: Request,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> AddedMember:
        """Add a known user at once, or make an invitation for anyone else."""
        email, now = clean_email(form.email), accounts.clock()
        with database.session() as session:
            acting = acting_role(session, access, None)
            check_may_give(acting, form.role)
            user = session.scalar(sa.select(UserRow).where(UserRow.email == email))
            if user is not None:
                before = set_role(session, organization_id, user.id, form.role, acting, now)
                session.flush()
                record_role(session, access, user.id, before, form.role)
                member = next(m for m in list_members(session, organization_id) if m.user.id == user.id)
                return AddedMember(member=OrganizationMember.of(member), invitation=None, link=None)
            check_may_give(acting, form.project_role or Role.NONE)
            if form.project_id is not None:
                living_project(session, form.project_id, organization_id)
            new = invite(
                session,
                organization_id=organization_id,
                email=email,
                role=form.role,
                project_id=form.project_id,
                project_role=form.project_role,
                invited_by=access.user_id or None,
                now=now,
            )
            record_audit(session, access, "create", "invitation", new.row.id, after={"email": email, "role": form.role.value})
        link = external_url(request, f"/invite?token={new.token}")
        return AddedMember(member=None, invitation=Invitation.of(new.row), link=link)

    @router.put("/{organization_id}/members/{user_id}", status_code=204)
    def put_member(
        organization_id: str,
        user_id: str,
        form: RoleForm,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> None:
        """Change a member's role. Never above the own one, and an organization keeps an owner."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            if session.get(MembershipRow, (organization_id, user_id)) is None:
                raise NotFound("User is not a member of this organization")
            before = set_role(session, organization_id, user_id, form.role, acting, accounts.clock())
            record_role(session, access, user_id, before, form.role)

    @router.delete("/{organization_id}/members/{user_id}", status_code=204)
    def delete_member(
        organization_id: str, user_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """End a membership and the roles in all projects of the organization."""
        with database.session() as session:
            before = remove_member(session, organization_id, user_id, acting_role(session, access, None))
            record_role(session, access, user_id, before, None)

    @router.get("/{organization_id}/invitations")
    def get_invitations(
        organization_id: str, access: Access = requires(P.MEMBERS_READ, about="organization")
    ) -> Listing[Invitation]:
        """Open invitations, newest first."""
        with database.reading() as session:
            rows = list_invitations(session, organization_id, accounts.clock())
        return Listing(data=[Invitation.of(row) for row in rows])

    @router.delete("/{organization_id}/invitations/{invitation_id}", status_code=204)
    def delete_invitation(
        organization_id: str, invitation_id: str, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> None:
        """Withdraw an invitation."""
        with database.session() as session:
            row = withdraw_invitation(session, organization_id, invitation_id)
            record_audit(session, access, "delete", "invitation", row.id, before={"email": row.email})


def record_role(session: Session, access: Access, user_id: str, before: Role | None, after: Role | None) -> None:
    """Write a change of role to the audit log."""
    record_audit(
        session,
        access,
        "update" if before and after else "create" if after else "delete",
        "membership",
        user_id,
        before=None if before is None else {"role": before.value},
        after=None if after is None else {"role": after.value},
    )


def _add_key_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{organization_id}/api-keys")
    def get_keys(organization_id: str, access: Access = requires(P.ORGANIZATION_DELETE, about="organization")) -> Listing[ApiKey]:
        """Keys of the organization itself, which administer its projects. Only owners see them."""
        with database.reading() as session:
            rows = list_keys(session, organization_id=organization_id, project_id=None)
        return Listing(data=[ApiKey.of(row) for row in rows])

    @router.post("/{organization_id}/api-keys", status_code=201)
    def post_key(
        organization_id: str, form: KeyForm, access: Access = requires(P.ORGANIZATION_DELETE, about="organization")
    ) -> CreatedApiKey:
        """A new key of the organization; the secret is shown only now."""
        with database.session() as session:
            wish = KeyWish(
                organization_id=organization_id,
                project_id=None,
                note=form.note,
                expires_at=form.expires_at,
                created_by=access.user_id or None,
            )
            new = create_key(session, accounts.pepper, wish, accounts.clock())
            record_audit(session, access, "create", "api_key", new.row.id, after={"public_key": new.row.public_key})
        return CreatedApiKey.of_new(new)

    @router.delete("/{organization_id}/api-keys/{key_id}", status_code=204)
    def delete_key(
        organization_id: str, key_id: str, access: Access = requires(P.ORGANIZATION_DELETE, about="organization")
    ) -> None:
        """Revoke a key of the organization; it is refused from now on."""
        with database.session() as session:
            row = revoke_key(session, organization_id=organization_id, project_id=None, key_id=key_id, now=accounts.clock())
            record_audit(session, access, "revoke", "api_key", row.id, before={"public_key": row.public_key})
        accounts.forget_keys()
