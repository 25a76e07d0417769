"""Gives the jobs of dead processes to living ones, on PostgreSQL: a process that lives holds an advisory lock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy.exc import DBAPIError

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
_TRY_LOCK = sa.text("SELECT pg_try_advisory_lock(hashtextextended('lumetra-jobs:' || :executor_id, 0))")
_UNLOCK = sa.text("SELECT pg_advisory_unlock(hashtextextended('lumetra-jobs:' || :executor_id, 0))")


class DeadWorkers:
    """Every few seconds: hold our own lock, and take over the jobs of executors that hold theirs no longer.

    An executor must be found dead in two sweeps in a row, so that one that has just lost its connection has time to
    come back. Should both run the same job for a moment, the library lets only the new owner record results.
    """

    def __init__(self, url: sa.URL, executor_id: str, recover: Callable[[list[str]], object]) -> None:
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self._executor_id = executor_id
        self._recover = recover
        self._connection: sa.Connection | None = None
        self._suspects: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs-recovery", daemon=True)

    def start(self) -> None:
        """Take our lock, then sweep in a thread until `stop`."""
        self._connection = self._connect()
        self._thread.start()

    def stop(self) -> None:
        """Release our lock: from now on others may take our unfinished jobs."""
        self._stop.set()
        self._thread.join()
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _connect(self) -> sa.Connection:
        connection = self._engine.connect()
        connection.execute(_TRY_LOCK, {"executor_id": self._executor_id})
        return connection

    def _loop(self) -> None:
        while not self._stop.wait(SWEEP_SECONDS):
            try:
                self._connection = self._connection or self._connect()
                self._sweep(self._connection)
            except DBAPIError as error:
                log.warning("jobs of dead processes cannot be looked for now: %s", error.orig)
                if self._connection is not None:
                    self._connection.close()
                self._connection = None

    def _sweep(self, connection: sa.Connection) -> None:
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        owners = {status.executor_id for status in pending if status.executor_id} - {self._executor_id}
        dead = {owner for owner in owners if self._is_dead(connection, owner)}
        confirmed = dead & self._suspects
        self._suspects = dead - confirmed
        if confirmed:
            log.warning("resuming the jobs of %d processes that are gone", len(confirmed))
            self._recover(sorted(confirmed))

    @staticmethod
    def _is_dead(connection: sa.Connection, executor_id: str) -> bool:
        free = bool(connection.execute(_TRY_LOCK, {"executor_id": executor_id}).scalar())
        if free:
            connection.execute(_UNLOCK, {"executor_id": executor_id})
        return free
