"""Tells the rest of the process what was just stored: live views and evaluation rules. Ingestion never waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import msgspec

from lumetra.domain.observation import Observation, Score

log = logging.getLogger(__name__)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became visible in one project with one insert, in the order of arrival.

    Observations that arrived in pieces appear as they stand after folding, and again with every further piece.
    """

    project_id: str
    observations: list[Observation]
    scores: list[Score]
    trace_ids: list[str]


Listener = Callable[[Stored], None]


class Announcer:
    """Holds the listeners. They are called on the writing thread right after the insert, and must only note and return."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for everything stored from now on, until the function returned here is called."""
        with self._lock:
            self._listeners = [*self._listeners, listener]

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = [known for known in self._listeners if known is not listener]

        return unsubscribe

    def announce(self, stored: Stored) -> None:
        """Call every listener; one that fails is logged and does not disturb the others."""
        for listener in self._listeners:
            try:
                listener(stored)
            except Exception:
                log.exception("a listener of stored events failed")
