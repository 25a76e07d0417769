"""What the `/api/v1` routes of accounts answer with, and how rows become it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from lumetra.domain.access import KeyScope, Permission, Role
from lumetra.domain.letter import Language
from lumetra.features.accounts.change_members import Member
from lumetra.features.accounts.create_key import NewKey
from lumetra.features.accounts.letters.words import known_language
from lumetra.features.accounts.tables import (
    ApiKeyRow,
    AuditRow,
    InvitationRow,
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


class MemberName(BaseModel):
    """What a user is called."""

    user_id: str
    name: str


class OrganizationMember(BaseModel):
    """A member. `project_role` is set where a project was asked about and gives another role than the organization."""

    user_id: str
    email: str
    name: str
    role: Role
    project_role: Role | None

    @classmethod
    def of(cls, member: Member) -> OrganizationMember:
        """From what `list_members` found."""
        user = member.user
        return cls(user_id=user.id, email=user.email, name=user.name, role=member.role, project_role=member.project_role)


class Invitation(BaseModel):
    """A promised membership."""

    id: str
    email: str
    role: Role
    project_id: str | None
    project_role: Role | None
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, row: InvitationRow) -> Invitation:
        """From its row."""
        return cls(
            id=row.id,
            email=row.email,
            role=Role(row.role),
            project_id=row.project_id,
            project_role=None if row.project_role is None else Role(row.project_role),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


class OpenInvitation(BaseModel):
    """An invitation with its link, which is shown only here. `is_mailed`: it is on its way to the address by mail, too."""

    invitation: Invitation
    link: str
    is_mailed: bool


class AddedMember(BaseModel):
    """A known user became a member at once; for anyone else there is an invitation, whose link is shown only here.

    `is_mailed`: the invitation, or the word that somebody was added, is on its way by mail.
    """

    member: OrganizationMember | None
    invitation: Invitation | None
    link: str | None
    is_mailed: bool


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


class AuditEntry(BaseModel):
    """One change: who, when, from where, what, and the state before and after."""

    id: str
    created_at: datetime
    project_id: str
    user_id: str
    key_id: str
    address: str
    action: str
    object_type: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @classmethod
    def of(cls, row: AuditRow) -> AuditEntry:
        """From its row."""
        return cls(
            id=row.id,
            created_at=row.created_at,
            project_id=row.project_id,
            user_id=row.user_id,
            key_id=row.key_id,
            address=row.address,
            action=row.action,
            object_type=row.object_type,
            object_id=row.object_id,
            before=row.before,
            after=row.after,
        )


class Listing(BaseModel, Generic[Row]):
    """A list; `next_cursor` is null on its last page, and always where a list comes whole."""

    data: list[Row]
    next_cursor: str | None = None
