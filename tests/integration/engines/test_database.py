"""The transactional database behaves the same on SQLite and PostgreSQL, and its migrations make exactly the models' tables."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError, StatementError

import lumetra.features
from lumetra.domain.errors import LumetraError
from lumetra.engines.database import Base, Database, UtcDateTime
from lumetra.engines.database.migrate import alembic_config, migrate_database, migration_lock, read_revisions

METADATA = sa.MetaData()
THINGS = sa.Table(
    "things",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("data", sa.JSON),
    sa.Column("parent_id", sa.ForeignKey("things.id", ondelete="CASCADE")),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite'}"
    created: str = request.getfixturevalue("postgres").new_database()
    return created


@pytest.fixture
def database(url: str) -> Generator[Database]:
    database = Database(url)
    METADATA.create_all(database.engine)
    yield database
    database.close()


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(THINGS.c.id).order_by(THINGS.c.id)))


def test_a_session_commits_at_its_end(database: Database) -> None:
    with database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a"))
    assert names(database) == ["a"]


def test_a_session_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a"))
        raise ZeroDivisionError
    assert names(database) == []


def test_times_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    tokyo = datetime(2026, 1, 2, 3, 4, 5, 678901, timezone(timedelta(hours=9)))
    with database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a", at=tokyo, data={"text": "图像", "none": None}))
    with database.reading() as session:
        row = session.execute(sa.select(THINGS)).one()
    assert row.at == tokyo
    assert row.at.tzinfo is UTC
    assert row.data == {"text": "图像", "none": None}
    with pytest.raises(StatementError, match="naive"), database.session() as session:
        session.execute(sa.insert(THINGS).values(id="b", at=datetime(2026, 1, 2)))  # noqa: DTZ001  (that is the point)


def test_foreign_keys_are_enforced_and_cascade(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a", parent_id="nobody"))
    with database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a"))
        session.execute(sa.insert(THINGS).values(id="b", parent_id="a"))
        session.execute(sa.delete(THINGS).where(THINGS.c.id == "a"))
    assert names(database) == []


def test_readers_and_many_writers_work_at_once(database: Database) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for step in range(10):
                with database.session() as session:  # reads first, then writes: the hard case
                    session.execute(sa.select(sa.func.count()).select_from(THINGS)).scalar()
                    session.execute(sa.insert(THINGS).values(id=f"{number}-{step}"))
                names(database)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(names(database)) == 60


def import_all_tables() -> None:
    """Every feature's tables, so that the models are complete."""
    for feature in pkgutil.iter_modules(lumetra.features.__path__, "lumetra.features."):
        for module in pkgutil.iter_modules(importlib.import_module(feature.name).__path__, f"{feature.name}."):
            if module.name.endswith(".tables"):
                importlib.import_module(module.name)


def test_there_is_one_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    revisions, newest = read_revisions()
    assert scripts.get_heads() == [newest]
    assert revisions == {script.revision for script in scripts.walk_revisions()}


def test_migrations_make_exactly_the_tables_of_the_models(url: str) -> None:
    import_all_tables()
    database = Database(url)
    migrate_database(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        differences = compare_metadata(context, Base.metadata)
    database.close()
    assert differences == []


def test_what_sampled_into_a_queue_becomes_a_rule_that_fills_it(url: str) -> None:
    database = Database(url)
    with migration_lock(database, foreign_keys=False) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0018_trigger_firings")
        columns = "id, project_id, name, score_config_ids, sample_of, sample_filter, sample_share, sample_problem, created_by, created_at, updated_at"
        moment = "'2026-11-01 00:00:00.000000'"
        for row in ("'q1', 'p', 'spot', '[]', 'TRACE', 'environment:live', 0.25", "'q2', 'p', 'by hand', '[]', '', '', 0"):
            connection.execute(
                sa.text(f"INSERT INTO annotation_queues ({columns}) VALUES ({row}, '', 'ann', {moment}, {moment})")
            )
    migrate_database(database)
    with database.reading() as session:
        rules = session.execute(sa.text("SELECT queue_id, target, filter, sampling, settle, enabled FROM evaluation_rules")).all()
        queues = session.scalars(sa.text("SELECT name FROM annotation_queues ORDER BY id")).all()
    assert [tuple(rule) for rule in rules] == [("q1", "trace", "environment:live", 0.25, "root_end", True)]
    assert queues == ["spot", "by hand"]
    database.close()


def test_several_processes_may_migrate_at_once(url: str) -> None:
    failures: list[Exception] = []

    def start() -> None:
        database = Database(url)
        try:
            migrate_database(database)
        except Exception as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_start_with_nothing_to_migrate_does_without_alembic(url: str) -> None:
    database = Database(url)
    migrate_database(database)
    database.close()
    code = (
        "import sys\nfrom lumetra.engines.database import Database\n"
        "from lumetra.engines.database.migrate import migrate_database\n"
        "migrate_database(Database(sys.argv[1]))\nassert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, url], check=True)


def test_data_of_a_newer_version_is_refused(url: str) -> None:
    database = Database(url)
    migrate_database(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'of the future'"))
    with pytest.raises(LumetraError, match="newer version"):
        migrate_database(database)
    database.close()


def test_foreign_keys_are_enforced_again_after_a_migration(database: Database) -> None:
    with migration_lock(database):
        pass
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(sa.insert(THINGS).values(id="a", parent_id="nobody"))
