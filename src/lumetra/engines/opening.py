"""Opens every engine from the settings and closes them again: the one place that knows which implementation runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.bounds import Bounds
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics
from lumetra.engines.blobs import Blobs, open_blobs
from lumetra.engines.coordination import Coordination, open_coordination
from lumetra.engines.database import Database, open_database
from lumetra.engines.database.migrate import migrate_database, migration_lock
from lumetra.engines.jobs import Jobs
from lumetra.engines.jobs.durable import DurableJobs
from lumetra.engines.mail import Smtp, open_smtp
from lumetra.engines.secrets import MasterKey, load_master_key
from lumetra.settings import Settings, SettingsError


@dataclass(frozen=True)
class Engines:
    """The outside world, opened. `smtp` is None where nothing can be mailed. `data_dir` is the directory of the embedded ones, absolute."""

    analytics: Analytics
    database: Database
    blobs: Blobs
    coordination: Coordination
    jobs: Jobs
    master_key: MasterKey
    smtp: Smtp | None
    data_dir: Path


def open_engines(settings: Settings) -> Engines:
    """Open every engine and bring both schemas forward. The data directory is made when it is missing.

    Jobs are opened and not started: the features register their kinds first.
    """
    _check_role(settings)
    smtp = open_smtp(settings)
    data_dir = settings.prepared_data_dir()
    analytics = ClickHouseAnalytics(
        settings.analytics_url or f"chdb://{data_dir / 'analytics'}",
        read_dsn=settings.analytics_read_url,
        bounds=Bounds(settings.analytics_memory_bytes, settings.analytics_threads, settings.analytics_query_seconds),
    )
    database = open_database(settings.database_url, data_dir)
    migrate_database(database)
    with migration_lock(database):
        migrate_analytics(analytics, cluster=settings.analytics_cluster)
    return Engines(
        analytics=analytics,
        database=database,
        blobs=open_blobs(settings.blobs_url or (data_dir / "blobs").as_uri()),
        coordination=open_coordination(settings.redis_url),
        # Embedded jobs get a file of their own, so that their many small writes never hold up a user's.
        jobs=DurableJobs(
            settings.database_url or f"sqlite:///{data_dir / 'jobs.sqlite'}",
            max_threads=settings.jobs_threads,
            takes_queued=settings.role != "api",
        ),
        master_key=load_master_key(settings.secret_key, data_dir),
        smtp=smtp,
        data_dir=data_dir,
    )


def _check_role(settings: Settings) -> None:
    """Processes of a cluster must meet in servers. Raises SettingsError naming what is missing."""
    needed = ("redis_url", "database_url", "analytics_url", "blobs_url", "secret_key")
    missing = [f"LUMETRA_{name.upper()}" for name in needed if not getattr(settings, name)]
    if settings.role != "all" and missing:
        raise SettingsError(
            f"LUMETRA_ROLE={settings.role} is one process of several and needs what they share: {', '.join(missing)}."
            " A single process needs none of them: LUMETRA_ROLE=all."
        )


def close_engines(engines: Engines) -> None:
    """Close what features use. Jobs must have been stopped before, while everything they work on was still open."""
    engines.coordination.close()
    engines.database.close()
    engines.analytics.close()
