"""The tables of accounts. Secrets are stored only as hashes; nothing here can be turned back into a credential."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class UserRow(Base):
    """A person. `email` is kept in lower case; without a `password_hash` only a one-time link signs in.

    `language` is the one of letters to them (`domain/letter.py`), None until it is known; `mention_mails` says whether
    being mentioned in a comment is worth a mail.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    is_instance_owner: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None]
    mention_mails: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class OrganizationRow(Base):
    """A company or team; owns projects."""

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ProjectRow(Base):
    """One application's data. `retention_days` None keeps data for ever; a set `deleted_at` hides the project at once."""

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    name: Mapped[str]
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    retention_days: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]


class MembershipRow(Base):
    """A user's role in an organization (`Role`), which holds in all its projects without a row in project_memberships."""

    __tablename__ = "memberships"

    organization_id: Mapped[str] = mapped_column(sa.ForeignKey("organizations.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str]
    created_at: Mapped[datetime]


class ProjectMembershipRow(Base):
    """A role in one project that replaces the one in its organization."""

    __tablename__ = "project_memberships"

    project_id: Mapped[str] = mapped_column(sa.ForeignKey("projects.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str]
    created_at: Mapped[datetime]


class InvitationRow(Base):
    """A pending membership for an e-mail address; accepted through its link by whoever signs up or in with it."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    project_id: Mapped[str | None] = mapped_column(sa.ForeignKey("projects.id"))
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    project_role: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by: Mapped[str | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class SessionRow(Base):
    """A signed-in browser. The cookie's token is stored hashed."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class IdentityRow(Base):
    """Somebody at an identity provider (`issuer` and `subject`), who signs in as `user_id`.

    `provider` is the provider's name in the settings at the last sign-in; `email` what it had verified then, or empty.
    """

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), index=True)
    provider: Mapped[str]
    issuer: Mapped[str]
    subject: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class SigninLinkRow(Base):
    """A one-time sign-in link; without a user it makes the instance's first one, its owner."""

    __tablename__ = "signin_links"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordResetRow(Base):
    """A link by which somebody who forgot the password may set a new one; gone when it is used."""

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiKeyRow(Base):
    """A key pair of a project, or of a whole organization when `project_id` is null. Revoked keys stay for the audit log."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    project_id: Mapped[str | None] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    public_key: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    secret_display: Mapped[str]
    scope: Mapped[str]
    note: Mapped[str | None]
    created_by: Mapped[str | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditRow(Base):
    """Who changed what. No foreign keys: the entry outlives everything it mentions."""

    __tablename__ = "audit_log"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    project_id: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[str]
    key_id: Mapped[str]
    address: Mapped[str]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
