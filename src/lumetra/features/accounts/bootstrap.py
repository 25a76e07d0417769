"""What exists after a start: the accounts that LUMETRA_INIT_* asks for, or on an empty instance a first project to use at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Role
from lumetra.domain.errors import LumetraError
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.hash_secret import hash_key_secret, hash_password
from lumetra.features.accounts.keys.create_key import KeyWish, create_key
from lumetra.features.accounts.organizations.change_organization import create_organization
from lumetra.features.accounts.projects.create_project import NewProject, create_project
from lumetra.features.accounts.sign_in.add_user import find_owner
from lumetra.features.accounts.tables import (
    ApiKeyRow,
    MembershipRow,
    OrganizationRow,
    ProjectRow,
    UserRow,
)
from lumetra.settings import InitSettings

SAMPLE_KEY_LIFETIME = timedelta(hours=1)  # nobody is told this key: it only has to live until the sample is filled


class BootstrapError(LumetraError):
    """The LUMETRA_INIT_* settings contradict each other or what is stored."""


@dataclass(frozen=True)
class FirstStart:
    """What an empty instance was given. The only moment at which the secret key can be shown."""

    public_key: str
    secret_key: str
    sample_keys: tuple[str, str] | None = None
    """Key pair of the sample project, which waits for its traffic."""


def bootstrap(session: Session, pepper: bytes, init: InitSettings, now: datetime, *, sample: bool = False) -> FirstStart | None:
    """Create what is asked for and missing; running it again changes nothing. A FirstStart only on an empty instance."""
    if init.org_id:
        _create_asked(session, pepper, init, now)
        return None
    if session.scalar(sa.select(sa.func.count()).select_from(OrganizationRow)):
        return None
    organization = create_organization(session, "My organization", now)
    project = create_project(session, organization.id, NewProject("My project"), now)
    wish = KeyWish(organization_id=organization.id, project_id=project.id, note="Created at first start")
    key = create_key(session, pepper, wish, now)
    if not sample:
        return FirstStart(key.row.public_key, key.secret_key)
    sample_project = create_project(session, organization.id, NewProject("Sample: documentation Q&A"), now)
    sample_wish = KeyWish(
        organization_id=organization.id,
        project_id=sample_project.id,
        note="Fills the sample project",
        expires_at=now + SAMPLE_KEY_LIFETIME,
    )
    sample_key = create_key(session, pepper, sample_wish, now)
    return FirstStart(key.row.public_key, key.secret_key, (sample_key.row.public_key, sample_key.secret_key))


def _create_asked(session: Session, pepper: bytes, init: InitSettings, now: datetime) -> None:
    organization = session.get(OrganizationRow, init.org_id)
    if organization is None:
        organization = create_organization(session, init.org_name or init.org_id, now, identifier=init.org_id)
    if init.project_id:
        project = session.get(ProjectRow, init.project_id)
        if project is None:
            wish = NewProject(
                init.project_name or init.project_id, id=init.project_id, retention_days=init.project_retention or None
            )
            project = create_project(session, organization.id, wish, now)
        if init.project_public_key and init.project_secret_key:
            _key(session, pepper, project, init, now)
    if init.user_email:
        _user(session, organization, init, now)


def _key(session: Session, pepper: bytes, project: ProjectRow, init: InitSettings, now: datetime) -> None:
    row = session.scalar(sa.select(ApiKeyRow).where(ApiKeyRow.public_key == init.project_public_key))
    if row is None:
        wish = KeyWish(
            organization_id=project.organization_id,
            project_id=project.id,
            note="From LUMETRA_INIT",
            public_key=init.project_public_key,
            secret_key=init.project_secret_key,
        )
        create_key(session, pepper, wish, now)
    elif row.project_id != project.id:
        raise BootstrapError(f"LUMETRA_INIT_PROJECT_PUBLIC_KEY {row.public_key} belongs to another project.")
    elif row.revoked_at is None and row.secret_hash != hash_key_secret(pepper, init.project_secret_key):
        raise BootstrapError(f"LUMETRA_INIT_PROJECT_SECRET_KEY is not the secret that {row.public_key} was created with.")


def _user(session: Session, organization: OrganizationRow, init: InitSettings, now: datetime) -> None:
    email = init.user_email.strip().lower()
    user = session.scalar(sa.select(UserRow).where(UserRow.email == email))
    if user is None:
        user = UserRow(
            id=new_id(),
            email=email,
            name=init.user_name or email,
            password_hash=hash_password(init.user_password) if init.user_password else None,
            is_instance_owner=find_owner(session) is None,
            created_at=now,
            updated_at=now,
        )
        session.add(user)
        session.flush()
    if session.get(MembershipRow, (organization.id, user.id)) is None:
        session.add(MembershipRow(organization_id=organization.id, user_id=user.id, role=Role.OWNER.value, created_at=now))
