"""Brings the transactional schema forward at start with Alembic, under a lock, never back."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lumetra.domain.errors import LumetraError
from lumetra.engines.database.database import Database

_LOCK_KEY = 727_238_001


def alembic_config() -> Config:
    """The Alembic configuration inside the package; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", "lumetra.engines.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def migration_lock(database: Database) -> Generator[sa.Connection]:
    """Held by one process at a time while it changes a schema, this one or another engine's; the others wait.

    Yields a connection in the transaction that holds the lock, committed at the end.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Rebuilding a table would otherwise delete, by cascade, what refers to it. Has no effect inside a transaction.
            _enforce_foreign_keys(connection, on=False)
        with connection.begin():  # SQLite: BEGIN IMMEDIATE, which is the lock
            if not database.is_sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
            yield connection
            if database.is_sqlite:
                _check_foreign_keys(connection)
        if database.is_sqlite:
            _enforce_foreign_keys(connection, on=True)


def migrate_database(database: Database) -> None:
    """Upgrade to the newest revision. Raises LumetraError when the data is of a newer version than this program."""
    config = alembic_config()
    with migration_lock(database) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise LumetraError(
                f"The database was written by a newer version (its schema is at revision {current}, unknown to this one)."
                " Install that version or a later one; schemas only go forward."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _enforce_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    # Below SQLAlchemy, which would begin a transaction first.
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None
    driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise LumetraError(f"the migration would leave {len(broken)} rows that refer to nothing, first {broken[0]}")
