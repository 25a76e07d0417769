"""Brings the transactional schema forward at start with Alembic, under a lock, never back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from lumetra.engines.database.database import Database

_LOCK_KEY = 727_238_001


def alembic_config() -> Config:
    """The Alembic configuration inside the package; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", "lumetra.engines.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


def migrate_database(database: Database) -> None:
    """Upgrade to the newest revision. Several processes may start at once: one migrates, the others wait for it."""
    config = alembic_config()
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
