"""`/api/v1` routes of an organization's own keys, which administer its projects."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, KeyScope, Permission
from lumetra.features.accounts.create_key import KeyWish, create_key, list_keys, revoke_key
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.accounts.responses import ApiKey, CreatedApiKey, Listing
from lumetra.http.access import requires

P = Permission


class KeyForm(BaseModel):
    """A new key."""

    note: str | None = Field(None, max_length=200)
    scope: KeyScope = KeyScope.FULL
    expires_at: AwareDatetime | None = None


def add_key_routes(router: APIRouter, accounts: Accounts) -> None:
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
