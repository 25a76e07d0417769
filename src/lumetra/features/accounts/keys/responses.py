"""What the `/api/v1` routes of keys answer with."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from lumetra.domain.access import KeyScope
from lumetra.features.accounts.keys.create_key import NewKey
from lumetra.features.accounts.tables import ApiKeyRow


class ApiKey(BaseModel):
    """A key pair without its secret."""

    id: str
    public_key: str
    secret_display: str
    scope: KeyScope
    note: str | None
    created_by: str | None = Field(description="User who made it; null for first start and settings.")
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: ApiKeyRow) -> ApiKey:
        """From its row."""
        return cls(
            id=row.id,
            public_key=row.public_key,
            secret_display=row.secret_display,
            scope=KeyScope(row.scope),
            note=row.note,
            created_by=row.created_by,
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )


class CreatedApiKey(ApiKey):
    """A new key pair; its secret is shown here and never again."""

    secret_key: str

    @classmethod
    def of_new(cls, new: NewKey) -> CreatedApiKey:
        """From a pair just made."""
        return cls(**ApiKey.of(new.row).model_dump(), secret_key=new.secret_key)
