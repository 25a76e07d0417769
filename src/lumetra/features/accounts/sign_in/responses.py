"""What the routes of signing in answer with."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from lumetra.features.accounts.tables import SessionRow


class SignInProvider(BaseModel):
    """An identity provider that one may sign in with; its button leads to `/api/v1/auth/sso/{name}/start`."""

    name: str
    label: str
    preset: str


class SignInState(BaseModel):
    """What the sign-in page needs to know before anybody is signed in."""

    has_users: bool
    sign_up_open: bool
    sends_mail: bool = Field(description="Whether a forgotten password can be set anew by a mailed link.")
    password_sign_in: bool
    providers: list[SignInProvider]
    version: str


class BrowserSession(BaseModel):
    """A browser in which the user is signed in."""

    id: str
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool

    @classmethod
    def of(cls, row: SessionRow, current_id: str) -> BrowserSession:
        """From its row."""
        return cls(
            id=row.id,
            address=row.address,
            user_agent=row.user_agent,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            is_current=row.id == current_id,
        )
