"""Langfuse-compatible routes of projects: the key's own, behind every SDK's `auth_check`, and administering them (wire contract 2.16)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, field_validator

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import AccessDenied
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import change_project, delete_project, list_projects, living_project
from lumetra.features.accounts.projects.create_project import NewProject, create_project
from lumetra.features.accounts.tables import OrganizationRow, ProjectRow
from lumetra.http.access import requires, requires_caller
from lumetra.http.add_routes import add_routes
from lumetra.http.wire_time import wire_time

P = Permission
ProjectId = Annotated[str, Path(alias="projectId")]
Json = dict[str, Any]


class WireOrganization(BaseModel):
    """The organization of a project."""

    id: str
    name: str


class WireProject(BaseModel):
    """A project as SDK models require it (wire contract 13.7); `retentionDays` is left out when data is kept for ever."""

    id: str
    name: str
    organization: WireOrganization
    metadata: dict[str, Any]
    retention_days: int | None = Field(default=None, serialization_alias="retentionDays", exclude_if=lambda days: not days)


class WireProjects(BaseModel):
    """Always exactly one project: the key's own."""

    data: list[WireProject]


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


def build_project_wire_routes(accounts: Accounts) -> APIRouter:
    """Any key may ask for its own project; all else needs an organization's key."""
    router = APIRouter(prefix="/api/public", tags=["wire: projects"])
    database = accounts.database

    @router.get("/projects")
    def get_projects(access: Access = requires_caller()) -> WireProjects:
        """The project that the key belongs to. Never rate limited."""
        if not access.project_id:
            raise AccessDenied("Invalid API key. Are you using an organization key?")
        with database.reading() as session:
            project = session.get_one(ProjectRow, access.project_id)
            organization = session.get_one(OrganizationRow, project.organization_id)
        return WireProjects(
            data=[
                WireProject(
                    id=project.id,
                    name=project.name,
                    organization=WireOrganization(id=organization.id, name=organization.name),
                    metadata=project.metadata_,
                    retention_days=project.retention_days,
                )
            ]
        )

    administration = APIRouter(prefix="/api/public", tags=["wire: administration"])
    _add_administration(administration, accounts)
    add_routes(router, administration)
    return router


def _project_body(row: ProjectRow) -> Json:
    body: Json = {"id": row.id, "name": row.name, "metadata": row.metadata_}
    return body | ({"retentionDays": row.retention_days} if row.retention_days else {})


def _add_administration(router: APIRouter, accounts: Accounts) -> None:
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

    @router.get("/organizations/projects")
    def get_projects(access: Access = requires(P.PROJECT_READ, about="organization")) -> Json:
        """The organization's projects."""
        with database.reading() as session:
            rows = list_projects(session, access.organization_id)
        times = [{"createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at)} for row in rows]
        bodies = [{"id": row.id, "name": row.name, "metadata": row.metadata_} for row in rows]
        return {"projects": [body | moment for body, moment in zip(bodies, times, strict=True)]}
