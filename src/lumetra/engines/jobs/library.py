"""DBOS Transact set up as a part of ours: its settings, its queues, its log."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import Final

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig

from lumetra.engines.jobs.interface import JobQueue
from lumetra.engines.jobs.serializer import JsonSerializer

APPLICATION_VERSION: Final = "1"
"""Stored with every job. Constant, because a job that was submitted before an upgrade must still run after it."""


def open_library(url: sa.URL, executor_id: str, max_threads: int) -> DBOS:
    """The library on `url`, not launched yet. It keeps one instance per process."""
    if url.get_backend_name() == "sqlite" and url.database:
        with closing(sqlite3.connect(url.database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    _log_with_us()
    return DBOS(config=_config(url, executor_id, max_threads))


def register_queue(queue: JobQueue) -> None:
    """Store how many jobs of a queue may run and start; what was stored of it before is replaced."""
    DBOS.register_queue(
        queue.name,
        worker_concurrency=queue.concurrency,
        partition_concurrency=queue.concurrency_per_project,
        limiter={"limit": queue.starts_per_period, "period": queue.period_seconds} if queue.starts_per_period else None,
        on_conflict="always_update",
    )


def _config(url: sa.URL, executor_id: str, max_threads: int) -> DBOSConfig:
    return {
        "name": "lumetra",
        "system_database_url": url.render_as_string(hide_password=False),
        "dbos_system_schema": "lumetra_jobs",
        "application_version": APPLICATION_VERSION,
        "executor_id": executor_id,
        "serializer": JsonSerializer(),
        "max_executor_threads": max_threads,
        "scheduler_polling_interval_sec": 10.0,
        "log_level": "WARNING",
        "enable_otlp": False,
    }


def _log_with_us() -> None:
    # Without a handler of its own the library's log goes where ours goes; the failure of a job is logged by us, once.
    library = logging.getLogger("dbos")
    library.addHandler(logging.NullHandler())
    library.addFilter(_is_not_a_job_failure)


def _is_not_a_job_failure(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Exception encountered in background workflow")
