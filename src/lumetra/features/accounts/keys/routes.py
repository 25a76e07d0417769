"""`/api/v1` routes of keys: those of a project, and those of an organization itself."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, KeyScope, Permission
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.keys.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.keys.responses import ApiKey, CreatedApiKey
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.responses import Listing
from lumetra.http.access import requires
from lumetra.http.add_routes import add_routes

P = Permission


class KeyForm(BaseModel):
    """A new key."""

    note: str | None = Field(None, max_length=200)
    scope: KeyScope = KeyScope.FULL
    expires_at: AwareDatetime | None = None


def build_key_routes(accounts: Accounts) -> APIRouter:
    """A secret is shown once, by the answer to making the key."""
    router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    _add_project_keys(router, accounts)
    of_organization = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
    _add_organization_keys(of_organization, accounts)
    add_routes(router, of_organization)
    return router


def _add_project_keys(router: APIRouter, accounts: Accounts) -> None:
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


def _add_organization_keys(router: APIRouter, accounts: Accounts) -> None:
    """Only owners see and change them."""
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
