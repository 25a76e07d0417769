"""The Langfuse-compatible administration with an organization's key: projects, their keys, memberships (wire contract 2.16)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, field_validator

from lumetra.domain.access import Access, Permission, Role
from lumetra.features.accounts.change_members import acting_role, list_members, remove_member, set_project_role, set_role
from lumetra.features.accounts.change_project import change_project, delete_project, list_projects, living_project
from lumetra.features.accounts.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.create_project import NewProject, create_project
from lumetra.features.accounts.letters.mail_membership import mail_membership
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.accounts.tables import ApiKeyRow, ProjectRow
from lumetra.http.access import requires
from lumetra.http.wire_time import wire_time

P = Permission
ProjectId = Annotated[str, Path(alias="projectId")]
Json = dict[str, Any]


class WireProjectForm(BaseModel):
    """A project to create or change. `retention` 0 keeps data for ever."""

    name: str = Field(min_length=3, max_length=60)
    metadata: Json | None = None
    retention: int | None = None

    @field_validator("retention")
    @classmethod
    def check_retention(cls, days: int | None) -> int | None:
        """The contract's bound."""
        if days is not None and days != 0 and days < 3:
            raise ValueError("retention must be 0 or at least 3 days")
        return days


class WireKeyForm(BaseModel):
    """A new key; a predefined pair is given whole."""

    model_config = ConfigDict(populate_by_name=True)

    note: str | None = None
    public_key: Annotated[str | None, Field(alias="publicKey")] = None
    secret_key: Annotated[str | None, Field(alias="secretKey")] = None


class WireMembershipForm(BaseModel):
    """A user's role."""

    user_id: Annotated[str, Field(alias="userId")]
    role: Role


class WireUserForm(BaseModel):
    """A user."""

    user_id: Annotated[str, Field(alias="userId")]


def build_administration_routes(accounts: Accounts) -> APIRouter:
    """Routes under `/api/public` that need an organization's key."""
    router = APIRouter(prefix="/api/public", tags=["wire: administration"])
    _add_project_routes(router, accounts)
    _add_key_routes(router, accounts)
    _add_project_membership_routes(router, accounts)
    _add_organization_routes(router, accounts)
    return router


def _project_body(row: ProjectRow) -> Json:
    body: Json = {"id": row.id, "name": row.name, "metadata": row.metadata_}
    return body | ({"retentionDays": row.retention_days} if row.retention_days else {})


def _add_project_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.post("/projects", status_code=201)
    def post_project(form: WireProjectForm, access: Access = requires(P.PROJECTS_CREATE, about="organization")) -> Json:
        """Create a project."""
        wish = NewProject(form.name, metadata=form.metadata or {}, retention_days=form.retention or None)
        with database.session() as session:
            row = create_project(session, access.organization_id, wish, accounts.clock())
            record_audit(session, access, "create", "project", row.id, after={"name": row.name})
        return _project_body(row)

    @router.put("/projects/{projectId}")
    def put_project(
        project_id: ProjectId, form: WireProjectForm, access: Access = requires(P.PROJECT_UPDATE, about="organization")
    ) -> Json:
        """Change a project; fields that are not given stay."""
        changes: Json = {"name": form.name}
        if form.metadata is not None:
            changes["metadata"] = form.metadata
        if form.retention is not None:
            changes["retention_days"] = form.retention
        with database.session() as session:
            row = living_project(session, project_id, access.organization_id)
            before = _project_body(row)
            change_project(session, row, changes, accounts.clock())
            record_audit(session, access, "update", "project", row.id, before=before, after=_project_body(row))
        return _project_body(row)

    @router.delete("/projects/{projectId}", status_code=202)
    def delete_one(project_id: ProjectId, access: Access = requires(P.PROJECT_DELETE, about="organization")) -> Json:
        """Hide a project and end its keys at once; its data is removed later."""
        with database.session() as session:
            row = living_project(session, project_id, access.organization_id)
            delete_project(session, row, accounts.clock())
            record_audit(session, access, "delete", "project", row.id, before={"name": row.name})
        accounts.forget_keys()
        return {"success": True, "message": "Project deletion has been initiated and is being processed asynchronously."}


def _key_body(row: ApiKeyRow) -> Json:
    return {
        "id": row.id,
        "createdAt": wire_time(row.created_at),
        "expiresAt": wire_time(row.expires_at) if row.expires_at else None,
        "lastUsedAt": wire_time(row.last_used_at) if row.last_used_at else None,
        "note": row.note,
        "publicKey": row.public_key,
        "displaySecretKey": row.secret_display,
    }


def _add_key_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/projects/{projectId}/apiKeys")
    def get_keys(project_id: ProjectId, access: Access = requires(P.KEYS_READ, about="organization")) -> Json:
        """A project's keys, newest first."""
        with database.reading() as session:
            project = living_project(session, project_id, access.organization_id)
            rows = list_keys(session, organization_id=access.organization_id, project_id=project.id)
        return {"apiKeys": [_key_body(row) for row in rows]}

    @router.post("/projects/{projectId}/apiKeys", status_code=201)
    def post_key(project_id: ProjectId, form: WireKeyForm, access: Access = requires(P.KEYS_WRITE, about="organization")) -> Json:
        """A new key pair; the secret is shown only now."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            wish = KeyWish(
                organization_id=access.organization_id,
                project_id=project.id,
                note=form.note,
                public_key=form.public_key,
                secret_key=form.secret_key,
                created_by=access.user_id or None,
            )
            new = create_key(session, accounts.pepper, wish, accounts.clock())
            record_audit(session, access, "create", "api_key", new.row.id, after={"public_key": new.row.public_key})
        accounts.forget_keys()  # a predefined pair may have been tried before it existed
        body = _key_body(new.row) | {"secretKey": new.secret_key}
        return {name: body[name] for name in ("id", "createdAt", "publicKey", "secretKey", "displaySecretKey", "note")}

    @router.delete("/projects/{projectId}/apiKeys/{keyId}")
    def delete_key(
        project_id: ProjectId,
        key_id: Annotated[str, Path(alias="keyId")],
        access: Access = requires(P.KEYS_WRITE, about="organization"),
    ) -> Json:
        """Revoke a key."""
        organization_id, now = access.organization_id, accounts.clock()
        with database.session() as session:
            project = living_project(session, project_id, organization_id)
            row = revoke_key(session, organization_id=organization_id, project_id=project.id, key_id=key_id, now=now)
            record_audit(session, access, "revoke", "api_key", row.id, before={"public_key": row.public_key})
        accounts.forget_keys()
        return {"success": True}


def _member_body(user_id: str, role: Role, email: str, name: str) -> Json:
    return {"userId": user_id, "role": role.value, "email": email, "name": name}


def _add_project_membership_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/projects/{projectId}/memberships")
    def get_members(project_id: ProjectId, access: Access = requires(P.MEMBERS_READ, about="organization")) -> Json:
        """Members with a role of their own in the project."""
        with database.reading() as session:
            project = living_project(session, project_id, access.organization_id)
            members = list_members(session, access.organization_id, project.id)
        bodies = [_member_body(m.user.id, m.project_role, m.user.email, m.user.name) for m in members if m.project_role]
        return {"memberships": bodies}

    @router.put("/projects/{projectId}/memberships")
    def put_member(
        project_id: ProjectId,
        form: WireMembershipForm,
        access: Access = requires(P.MEMBERS_WRITE, about="organization"),
    ) -> Json:
        """Give a member of the organization a role in the project."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            set_project_role(session, project, form.user_id, form.role, acting, accounts.clock())
            record_audit(session, access, "update", "project_membership", form.user_id, after={"role": form.role.value})
            session.flush()
            member = next(m for m in list_members(session, access.organization_id) if m.user.id == form.user_id)
        return _member_body(form.user_id, form.role, member.user.email, member.user.name)

    @router.delete("/projects/{projectId}/memberships")
    def delete_member(
        project_id: ProjectId, form: WireUserForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")
    ) -> Json:
        """Let the role in the organization hold again."""
        with database.session() as session:
            project = living_project(session, project_id, access.organization_id)
            acting = acting_role(session, access, project)
            set_project_role(session, project, form.user_id, None, acting, accounts.clock())
            record_audit(session, access, "delete", "project_membership", form.user_id)
        return {"message": "Successfully removed user from project", "userId": form.user_id}


def _add_organization_routes(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/organizations/projects")
    def get_projects(access: Access = requires(P.PROJECT_READ, about="organization")) -> Json:
        """The organization's projects."""
        with database.reading() as session:
            rows = list_projects(session, access.organization_id)
        times = [{"createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at)} for row in rows]
        bodies = [{"id": row.id, "name": row.name, "metadata": row.metadata_} for row in rows]
        return {"projects": [body | moment for body, moment in zip(bodies, times, strict=True)]}

    @router.get("/organizations/apiKeys")
    def get_keys(access: Access = requires(P.KEYS_READ, about="organization")) -> Json:
        """The organization's own keys."""
        with database.reading() as session:
            rows = list_keys(session, organization_id=access.organization_id, project_id=None)
        return {"apiKeys": [_key_body(row) for row in rows]}

    @router.get("/organizations/memberships")
    def get_members(access: Access = requires(P.MEMBERS_READ, about="organization")) -> Json:
        """The organization's members."""
        with database.reading() as session:
            members = list_members(session, access.organization_id)
        return {"memberships": [_member_body(m.user.id, m.role, m.user.email, m.user.name) for m in members]}

    @router.put("/organizations/memberships")
    def put_member(form: WireMembershipForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")) -> Json:
        """Make a known user a member, or change the role."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            before = set_role(session, access.organization_id, form.user_id, form.role, acting, accounts.clock())
            record_audit(session, access, "update", "membership", form.user_id, after={"role": form.role.value})
            session.flush()
            member = next(m for m in list_members(session, access.organization_id) if m.user.id == form.user_id)
        if before is None:
            mail_membership(accounts, access, access.organization_id, form.user_id)
        return _member_body(form.user_id, form.role, member.user.email, member.user.name)

    @router.delete("/organizations/memberships")
    def delete_member(form: WireUserForm, access: Access = requires(P.MEMBERS_WRITE, about="organization")) -> Json:
        """End a membership."""
        with database.session() as session:
            acting = acting_role(session, access, None)
            before = remove_member(session, access.organization_id, form.user_id, acting)
            record_audit(session, access, "delete", "membership", form.user_id, before={"role": before.value})
        return {"message": "Successfully removed user from organization", "userId": form.user_id}
