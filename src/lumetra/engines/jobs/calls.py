"""Tells the other processes on a PostgreSQL which queue to look into, so that a job starts at once wherever it was submitted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

log = logging.getLogger(__name__)

_CHANNEL = "lumetra_jobs"
_NOTIFY = sa.text("SELECT pg_notify('lumetra_jobs', :call)")
_LISTEN_SECONDS = 1.0
_RECONNECT_SECONDS = 5.0


class Calls:
    """Calls of `queue after_seconds` over the database's notifications. A lost one costs a wait until the next regular look."""

    def __init__(self, url: sa.URL, hear: Callable[[str, float], None]) -> None:
        self._engine = sa.create_engine(url, pool_size=2, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._hear = hear
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs-calls", daemon=True)

    def listen(self) -> None:
        """Hear calls in a thread until `stop`. A process that only submits need not."""
        self._thread.start()

    def call(self, queue: str, after_seconds: float) -> None:
        """Have every process that listens look into a queue so many seconds from now."""
        try:
            with self._engine.connect() as connection:
                connection.execute(_NOTIFY, {"call": f"{after_seconds} {queue}"})
        except DBAPIError as error:
            log.warning("workers were not called to queue %s, they will look by themselves: %s", queue, error.orig)

    def stop(self) -> None:
        """Hear no more, and close."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._engine.dispose()

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                with self._engine.connect() as connection:
                    connection.execute(sa.text(f"LISTEN {_CHANNEL}"))
                    self._hear_from(connection.connection.driver_connection)
            except Exception as error:  # the driver's own errors come unwrapped here
                log.warning("calls to queues cannot be heard for now: %s", error)
                self._stop.wait(_RECONNECT_SECONDS)

    def _hear_from(self, driver_connection: Any) -> None:
        try:
            while not self._stop.is_set():
                for notification in driver_connection.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                    after_seconds, _, queue = notification.payload.partition(" ")
                    self._hear(queue, float(after_seconds))
        finally:
            if not driver_connection.closed:
                driver_connection.execute(f"UNLISTEN {_CHANNEL}")
