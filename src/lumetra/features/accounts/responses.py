"""What the `/api/v1` routes of accounts answer with, and how rows become it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from lumetra.domain.access import Permission, Role
from lumetra.domain.letter import Language, known_language
from lumetra.features.accounts.tables import (
    OrganizationRow,
    ProjectRow,
    UserRow,
)

Row = TypeVar("Row")


class User(BaseModel):
    """A person."""

    id: str
    email: str
    name: str
    is_instance_owner: bool
    has_password: bool
    language: Language | None = Field(description="The language of mails; null until it is known.")
    mention_mails: bool = Field(description="Whether being mentioned in a comment is worth a mail.")

    @classmethod
    def of(cls, row: UserRow) -> User:
        """From its row."""
        return cls(
            id=row.id,
            email=row.email,
            name=row.name,
            is_instance_owner=row.is_instance_owner,
            has_password=row.password_hash is not None,
            language=None if row.language is None else known_language(row.language),
            mention_mails=row.mention_mails,
        )


class Project(BaseModel):
    """A project. `retention_days` null keeps data for ever; `settings` belongs to the web app."""

    id: str
    organization_id: str
    name: str
    metadata: dict[str, Any]
    retention_days: int | None
    time_zone: str
    settings: dict[str, Any]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: ProjectRow) -> Project:
        """From its row."""
        return cls(
            id=row.id,
            organization_id=row.organization_id,
            name=row.name,
            metadata=row.metadata_,
            retention_days=row.retention_days,
            time_zone=row.time_zone,
            settings=row.settings,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class MyProject(Project):
    """A project as its reader may use it: the reader's role (null for a key) and permissions in it."""

    role: Role | None
    permissions: list[Permission]


class Organization(BaseModel):
    """An organization."""

    id: str
    name: str
    metadata: dict[str, Any]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: OrganizationRow) -> Organization:
        """From its row."""
        return cls(id=row.id, name=row.name, metadata=row.metadata_, created_at=row.created_at, updated_at=row.updated_at)


class MyOrganization(Organization):
    """An organization with the reader's role in it and the projects the reader may open."""

    role: Role
    permissions: list[Permission]
    projects: list[MyProject]


class Me(BaseModel):
    """The signed-in user and everything the user may open: one call fills the web app's switchers."""

    user: User
    session_id: str
    organizations: list[MyOrganization]


class Listing(BaseModel, Generic[Row]):
    """A list; `next_cursor` is null on its last page, and always where a list comes whole."""

    data: list[Row]
    next_cursor: str | None = None
