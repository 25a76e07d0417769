"""Which projects are gone for good, asked for every request that is stored and so remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from lumetra.engines.database import Database
from lumetra.features.accounts.tables import ProjectRow

_LOOK_AGAIN_SECONDS: Final = 30.0


class GoneProjects:
    """Safe from any thread. A project counts as gone at most half a minute after everything of it was removed."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._known: frozenset[str] = frozenset()
        self._looked_at = float("-inf")

    def __call__(self, project_id: str) -> bool:
        """True when the project was removed."""
        with self._lock:
            if self._clock() - self._looked_at > _LOOK_AGAIN_SECONDS:
                with self._database.reading() as session:
                    self._known = frozenset(session.scalars(sa.select(ProjectRow.id).where(ProjectRow.purged_at.is_not(None))))
                self._looked_at = self._clock()
            return project_id in self._known
