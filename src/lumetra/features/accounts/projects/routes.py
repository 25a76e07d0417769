"""`/api/v1` routes of projects themselves."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission, Role
from lumetra.domain.time_zone import check_time_zone
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.find_roles import acting_role, projects_of
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import change_project, delete_project, list_projects, living_project
from lumetra.features.accounts.projects.create_project import NewProject, create_project
from lumetra.features.accounts.read_me import my_project, sorted_permissions
from lumetra.features.accounts.responses import Listing, MyProject, Project
from lumetra.features.accounts.tables import ProjectRow, UserRow
from lumetra.http.access import requires, requires_caller
from lumetra.http.add_routes import add_routes

P = Permission


class ProjectChanges(BaseModel):
    """Fields that are given are changed. `settings` is merged by key; a null value removes the key."""

    name: str | None = Field(None, min_length=1, max_length=60)
    metadata: dict[str, Any] | None = None
    retention_days: int | None = Field(None, ge=0, description="Null or 0 keeps data for ever.")
    time_zone: str | None = Field(None, description="IANA name, such as Europe/Berlin.")
    settings: dict[str, Any] | None = None


class ProjectForm(BaseModel):
    """A new project."""

    name: str = Field(min_length=1, max_length=60)
    metadata: dict[str, Any] | None = None
    retention_days: int | None = Field(None, ge=1, description="Null keeps data for ever.")
    time_zone: str = "UTC"


def build_project_routes(accounts: Accounts) -> APIRouter:
    """A project is made in its organization, and administered by itself."""
    router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    _add_project_routes(router, accounts)
    of_organization = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_projects_of_organization(of_organization, accounts)
    add_routes(router, of_organization)
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


def _of_caller(row: ProjectRow, access: Access, role: Role | None) -> MyProject:
    permissions = sorted_permissions(access.permissions)
    return MyProject(**Project.of(row).model_dump(), role=role, permissions=permissions)


def _add_projects_of_organization(router: APIRouter, accounts: Accounts) -> None:
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
