"""The Langfuse-compatible identity of a key: `GET /api/public/projects`, the call behind every SDK's `auth_check`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access
from lumetra.domain.errors import AccessDenied
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import OrganizationRow, ProjectRow
from lumetra.features.accounts.wire_administration import build_administration_routes
from lumetra.http.access import requires_caller
from lumetra.http.add_routes import add_routes


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


def build_wire_routes(accounts: Accounts) -> APIRouter:
    """All routes of accounts under `/api/public`."""
    database = accounts.database
    router = APIRouter(prefix="/api/public", tags=["wire: projects"])

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

    add_routes(router, build_administration_routes(accounts))
    return router
