"""Brings the transactional schema forward at start with Alembic, under a lock, never back."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lumetra.domain.errors import LumetraError
from lumetra.engines.database.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK_KEY = 727_238_001
_REVISION = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = "([^"]+)"', re.MULTILINE)


def alembic_config() -> Config:
    """The Alembic configuration inside the package; there is no ini file."""
    # Imported here because Alembic takes long to load, and a start that has nothing to migrate does without it.
    from alembic.config import Config  # noqa: PLC0415  (see above)

    config = Config()
    config.set_main_option("script_location", "lumetra.engines.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


def read_revisions() -> tuple[frozenset[str], str]:
    """All revisions of this program and the newest, read from the files' text. Raises ValueError unless one is newest."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for entry in resources.files("lumetra.engines.database").joinpath("migrations", "versions").iterdir():
        if entry.name.endswith(".py"):
            found = dict(_REVISION.findall(entry.read_text("utf-8")))
            revisions |= {found["revision"]} if "revision" in found else set()
            followed |= {found["down_revision"]} if "down_revision" in found else set()
    (newest,) = revisions - followed
    return frozenset(revisions), newest


@contextmanager
def migration_lock(database: Database, *, foreign_keys: bool = True) -> Generator[sa.Connection]:
    """Held by one process at a time while it changes a schema, this one or another engine's; the others wait.

    Yields a connection in the transaction that holds the lock, committed at the end. Without `foreign_keys` SQLite does
    not enforce them meanwhile.
    """
    switch = database.is_sqlite and not foreign_keys
    with database.engine.connect() as connection:
        if switch:
            _enforce_foreign_keys(connection, on=False)  # has no effect inside a transaction
        try:
            with connection.begin():  # SQLite: BEGIN IMMEDIATE, which is the lock
                if not database.is_sqlite:
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
                yield connection
        finally:
            if switch:
                _enforce_foreign_keys(connection, on=True)


def migrate_database(database: Database) -> None:
    """Upgrade to the newest revision. Raises LumetraError when the data is of a newer version than this program."""
    known, newest = read_revisions()
    # Rebuilding a table of SQLite would delete, by cascade, what refers to it: hence without foreign keys, checked after.
    with migration_lock(database, foreign_keys=False) as connection:
        current = _current_revision(connection)
        if current == newest:
            return
        if current is not None and current not in known:
            raise LumetraError(
                f"The database was written by a newer version (its schema is at revision {current}, unknown to this one)."
                " Install that version or a later one; schemas only go forward."
            )
        from alembic import command  # noqa: PLC0415  (see alembic_config)

        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if database.is_sqlite:
            _check_foreign_keys(connection)


def _current_revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _enforce_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    # Below SQLAlchemy, which would begin a transaction first.
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None
    driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise LumetraError(f"the migration would leave {len(broken)} rows that refer to nothing, first {broken[0]}")
