"""Langfuse-compatible administration of keys with an organization's key (wire contract 2.16)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from lumetra.domain.access import Access, Permission
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.keys.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.change_project import living_project
from lumetra.features.accounts.tables import ApiKeyRow
from lumetra.http.access import requires
from lumetra.http.wire_time import wire_time

P = Permission
ProjectId = Annotated[str, Path(alias="projectId")]
Json = dict[str, Any]


class WireKeyForm(BaseModel):
    """A new key; a predefined pair is given whole."""

    model_config = ConfigDict(populate_by_name=True)

    note: str | None = None
    public_key: Annotated[str | None, Field(alias="publicKey")] = None
    secret_key: Annotated[str | None, Field(alias="secretKey")] = None


def build_key_wire_routes(accounts: Accounts) -> APIRouter:
    """Keys of the organization's projects, and the organization's own."""
    router = APIRouter(prefix="/api/public", tags=["wire: administration"])
    _add_project_keys(router, accounts)
    _add_organization_keys(router, accounts)
    return router


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


def _add_project_keys(router: APIRouter, accounts: Accounts) -> None:
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


def _add_organization_keys(router: APIRouter, accounts: Accounts) -> None:
    database = accounts.database

    @router.get("/organizations/apiKeys")
    def get_keys(access: Access = requires(P.KEYS_READ, about="organization")) -> Json:
        """The organization's own keys."""
        with database.reading() as session:
            rows = list_keys(session, organization_id=access.organization_id, project_id=None)
        return {"apiKeys": [_key_body(row) for row in rows]}
