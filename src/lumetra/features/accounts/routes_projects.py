"""`/api/v1` routes of one project's administration: the project itself, roles in it, API keys, its audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission, Role
from lumetra.features.accounts.change_members import acting_role, list_members, set_project_role
from lumetra.features.accounts.change_project import change_project, delete_project, living_project
from lumetra.features.accounts.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.find_roles import projects_of
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.read_me import my_project, sorted_permissions
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.accounts.responses import (
    ApiKey,
    AuditEntry,
    CreatedApiKey,
    Listing,
    MemberName,
    MyProject,
    OrganizationMember,
    Project,
)
from lumetra.features.accounts.routes_organization_keys import KeyForm
from lumetra.features.accounts.routes_organizations import read_audit
from lumetra.features.accounts.tables import ProjectRow, UserRow
from lumetra.http.access import requires, requires_caller
from lumetra.http.paging import CursorPaging

P = Permission


class ProjectChanges(BaseModel):
    """Fields that are given are changed. `settings` is merged by key; a null value removes the key."""

    name: str | None = Field(None, min_length=1, max_length=60)
    metadata: dict[str, Any] | None = None
    retention_days: int | None = Field(None, ge=0, description="Null or 0 keeps data for ever.")
    time_zone: str | None = Field(None, description="IANA name, such as Europe/Berlin.")
    settings: dict[str, Any] | None = None


class ProjectRoleForm(BaseModel):
    """A role in one project; null lets the role in the organization hold again."""

    role: Role | None


def build_project_routes(accounts: Accounts) -> APIRouter:
    """Everything under `/api/v1/projects` that administers a project."""
    router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    _add_project_routes(router, accounts)
    _add_member_routes(router, accounts)
    _add_key_routes(router, accounts)
    return router


def _add_project_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("")
    def get_projects(access: Access = requires_caller()) -> Listing[MyProject]:
        """The projects that the caller may open: a user's, or the one of the key."""
        with database.reading() as session:
            if access.user_id:
                user = session.get_one(UserRow, access.user_id)
                return Listing(data=[my_project(row, role, user) for row, role in projects_of(session, user.id)])
            rows = [session.get_one(ProjectRow, access.project_id)] if access.project_id else []
        return Listing(data=[_of_caller(row, access, None) for row in rows])

    @router.get("/{project_id}")
    def get_project(project_id: str, access: Access = requires(P.PROJECT_READ)) -> MyProject:
        """One project, with the caller's role and permissions in it."""
        with database.reading() as session:
            row = living_project(session, project_id, access.organization_id)
            role = acting_role(session, access, row) if access.user_id else None
        return _of_caller(row, access, role)

    @router.patch("/{project_id}")
    def patch_project(project_id: str, form: ProjectChanges, access: Access = requires(P.PROJECT_UPDATE)) -> Project:
        """Change name, metadata, retention, time zone or settings."""
        changes = form.model_dump(exclude_unset=True)
        changes = {k: v for k, v in changes.items() if v is not None or k in {"retention_days", "metadata"}}
        with database.session() as session:
            row = living_project(session, project_id, access.organization_id)
            before = Project.of(row).model_dump(mode="json", include=set(changes))
            change_project(session, row, changes, accounts.clock())
            after = Project.of(row).model_dump(mode="json", include=set(changes))
            record_audit(session, access, "update", "project", row.id, before=before, after=after)
        return Project.of(row)

    @router.delete("/{project_id}", status_code=204)
    def delete_one(project_id: str, access: Access = requires(P.PROJECT_DELETE)) -> None:
        """Hide the project at once and end its keys; its data is removed later."""
        with database.session() as session:
            row = living_project(session, project_id, access.organization_id)
            delete_project(session, row, accounts.clock())
            record_audit(session, access, "delete", "project", row.id, before={"name": row.name})
        accounts.forget_keys()

    @router.get("/{project_id}/audit-log")
    def get_audit_log(
        project_id: str,
        paging: CursorPaging,
        object_type: Annotated[Sequence[str], Query(max_length=20, description="Only changes of these; none: all.")] = (),
        access: Access = requires(P.AUDIT_READ),
    ) -> Listing[AuditEntry]:
        """Changes in the project, newest first."""
        return read_audit(accounts, access.organization_id, project_id, paging, object_type)


def _of_caller(row: ProjectRow, access: Access, role: Role | None) -> MyProject:
    permissions = sorted_permissions(access.permissions)
    return MyProject(**Project.of(row).model_dump(), role=role, permissions=permissions)


def _add_member_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{project_id}/members")
    def get_members(project_id: str, access: Access = requires(P.MEMBERS_READ)) -> Listing[OrganizationMember]:
        """Everyone in the project's organization, with the role here where it differs."""
        with database.reading() as session:
            members = list_members(session, access.organization_id, project_id)
        return Listing(data=[OrganizationMember.of(member) for member in members])

    @router.get("/{project_id}/people")
    def get_people(project_id: str, access: Access = requires(P.TRACES_READ)) -> Listing[MemberName]:
        """What the members are called, for everyone who reads what they wrote. Addresses and roles are told by `members`."""
        with database.reading() as session:
            members = list_members(session, access.organization_id)
        return Listing(data=[MemberName(user_id=member.user.id, name=member.user.name) for member in members])

    @router.put("/{project_id}/members/{user_id}", status_code=204)
    def put_member(project_id: str, user_id: str, form: ProjectRoleForm, access: Access = requires(P.MEMBERS_WRITE)) -> None:
        """Give a member another role in this project than in the organization."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            before = set_project_role(session, project, user_id, form.role, acting, accounts.clock())
            record_audit(
                session,
                access,
                "update",
                "project_membership",
                user_id,
                before={"role": None if before is None else before.value},
                after={"role": None if form.role is None else form.role.value},
            )


def _add_key_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/{project_id}/api-keys")
    def get_keys(project_id: str, access: Access = requires(P.KEYS_READ)) -> Listing[ApiKey]:
        """The project's keys, newest first, without secrets."""
        with database.reading() as session:
            rows = list_keys(session, organization_id=access.organization_id, project_id=project_id)
        return Listing(data=[ApiKey.of(row) for row in rows])

    @router.post("/{project_id}/api-keys", status_code=201)
    def post_key(project_id: str, form: KeyForm, access: Access = requires(P.KEYS_WRITE)) -> CreatedApiKey:
        """A new key pair; the secret is shown only now."""
        wish = KeyWish(
            organization_id=access.organization_id,
            project_id=project_id,
            scope=form.scope,
            note=form.note,
            expires_at=form.expires_at,
            created_by=access.user_id or None,
        )
        with database.session() as session:
            new = create_key(session, accounts.pepper, wish, accounts.clock())
            after = {"public_key": new.row.public_key, "scope": form.scope.value, "note": form.note}
            record_audit(session, access, "create", "api_key", new.row.id, after=after)
        return CreatedApiKey.of_new(new)

    @router.delete("/{project_id}/api-keys/{key_id}", status_code=204)
    def delete_key(project_id: str, key_id: str, access: Access = requires(P.KEYS_WRITE)) -> None:
        """Revoke a key; it is refused from now on."""
        with database.session() as session:
            row = revoke_key(
                session,
                organization_id=access.organization_id,
                project_id=project_id,
                key_id=key_id,
                now=accounts.clock(),
            )
            record_audit(session, access, "revoke", "api_key", row.id, before={"public_key": row.public_key})
        accounts.forget_keys()
