"""`lumetra keys` and `lumetra signin-link`: accounts from the command line, straight on the database, server running or not."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from lumetra.domain.access import KeyScope
from lumetra.domain.errors import NotFound
from lumetra.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lumetra.features.accounts.tables import ProjectRow

keys = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")
ProjectOption = Annotated[str | None, typer.Option("--project", help="Project id; may be left out while there is only one.")]


@contextmanager
def open_accounts_from_settings() -> Generator[tuple[Session, bytes]]:
    """One transaction on the accounts, and the key under which secrets are hashed."""
    # Not through compose: a second process cannot open the analytics engine, and need not. A running server notices
    # changes within seconds, because it watches the keys' table.
    from lumetra.engines.database import open_database
    from lumetra.engines.database.migrate import migrate_database
    from lumetra.engines.secrets import load_master_key
    from lumetra.features.accounts.open_accounts import key_pepper

    settings = load_settings()
    data_dir = settings.prepared_data_dir()
    database = open_database(settings.database_url, data_dir)
    try:
        migrate_database(database)
        with database.session() as session:
            yield session, key_pepper(load_master_key(settings.secret_key, data_dir))
    finally:
        database.close()


def _project(session: Session, project_id: str | None) -> ProjectRow:
    import sqlalchemy as sa

    from lumetra.features.accounts.tables import ProjectRow

    query = sa.select(ProjectRow).where(ProjectRow.deleted_at.is_(None)).order_by(ProjectRow.created_at)
    rows = list(session.scalars(query))
    if project_id is None and len(rows) == 1:
        return rows[0]
    found = next((row for row in rows if row.id == project_id), None)
    if found is None:
        listing = "".join(f"\n  {row.id}  {row.name}" for row in rows)
        raise NotFound(f"Say which project, with --project:{listing}")
    return found


@keys.command("create")
def create(
    project: ProjectOption = None,
    note: Annotated[str | None, typer.Option(help="What the key is for.")] = None,
    scope: Annotated[KeyScope, typer.Option(help="What the key may do.")] = KeyScope.FULL,
    expires_days: Annotated[int | None, typer.Option(min=1, help="Days until the key ends; never when left out.")] = None,
) -> None:
    """Make a key pair and print it as environment lines. The secret is shown only this once."""
    from lumetra.features.accounts.keys.create_key import KeyWish, create_key

    now = datetime.now(UTC)
    with open_accounts_from_settings() as (session, pepper):
        row = _project(session, project)
        wish = KeyWish(
            organization_id=row.organization_id,
            project_id=row.id,
            note=note,
            scope=scope,
            expires_at=None if expires_days is None else now + timedelta(days=expires_days),
        )
        new = create_key(session, pepper, wish, now)
    typer.echo(f'LANGFUSE_PUBLIC_KEY="{new.row.public_key}"')
    typer.echo(f'LANGFUSE_SECRET_KEY="{new.secret_key}"')


@keys.command("list")
def list_all(project: ProjectOption = None) -> None:
    """List a project's keys."""
    from lumetra.features.accounts.keys.create_key import list_keys

    with open_accounts_from_settings() as (session, _):
        row = _project(session, project)
        found = list_keys(session, organization_id=row.organization_id, project_id=row.id)
    head = ("id", "public key", "secret", "scope", "last used", "expires", "note")
    lines = [head] + [
        (
            key.id,
            key.public_key,
            key.secret_display,
            key.scope,
            _minute(key.last_used_at),
            _minute(key.expires_at),
            key.note or "",
        )
        for key in found
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        typer.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _minute(moment: datetime | None) -> str:
    return "never" if moment is None else moment.strftime("%Y-%m-%d %H:%MZ")


@keys.command("revoke")
def revoke(key: Annotated[str, typer.Argument(help="Id or public key.")]) -> None:
    """End a key for good."""
    import sqlalchemy as sa

    from lumetra.features.accounts.keys.create_key import revoke_key
    from lumetra.features.accounts.tables import ApiKeyRow

    with open_accounts_from_settings() as (session, _):
        row = session.scalar(sa.select(ApiKeyRow).where(sa.or_(ApiKeyRow.id == key, ApiKeyRow.public_key == key)))
        if row is None:
            raise NotFound(f"There is no key {key}.")
        revoke_key(
            session,
            organization_id=row.organization_id,
            project_id=row.project_id,
            key_id=row.id,
            now=datetime.now(UTC),
        )
    typer.echo(f"Revoked {row.public_key}.")


def signin_link(
    email: Annotated[str | None, typer.Option(help="Whose link; the instance's owner when left out.")] = None,
) -> None:
    """Print a one-time sign-in link, valid for a day."""
    import sqlalchemy as sa

    from lumetra.features.accounts.sign_in.add_user import find_owner
    from lumetra.features.accounts.sign_in.signin_links import create_signin_link
    from lumetra.features.accounts.tables import UserRow

    settings = load_settings()
    with open_accounts_from_settings() as (session, _):
        user = find_owner(session)
        if email is not None:
            user = session.scalar(sa.select(UserRow).where(UserRow.email == email.strip().lower()))
            if user is None:
                raise NotFound(f"There is no user {email}.")
        token = create_signin_link(session, user.id if user else None, datetime.now(UTC))
    address = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    typer.echo(f"{address}/signin-link?token={token}")
