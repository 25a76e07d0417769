"""Doing a thing until it is done: waits while the engine is unavailable, gives up when the fault lies in what was asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from lumetra.domain.errors import OutOfMemory, Transient

log = logging.getLogger(__name__)

_ATTEMPTS = 4


class Abandoned(Exception):
    """The server stops and will not wait; what is unfinished comes again after the next start."""


class Retry:
    """`probe` raises when the engine cannot take inserts at all, whatever they hold."""

    def __init__(self, probe: Callable[[], None], *, longest_pause_seconds: float) -> None:
        self._probe = probe
        self._longest_pause_seconds = longest_pause_seconds
        self.abandoned = threading.Event()

    def until_clear(self, action: Callable[[], None], what: str, *, memory_tries: int = 0) -> Exception | None:
        """Do it, again and again while the engine is only unavailable. The error when the fault lies in what was asked.

        `memory_tries` says how often the engine may be out of memory before that, too, is taken for a fault of what was asked;
        0: for ever. Raises Abandoned when the server stops meanwhile.
        """
        pause, without_memory = 0.1, 0
        while True:
            try:
                action()
                return None
            except Transient as error:
                without_memory += isinstance(error, OutOfMemory)
                if memory_tries and without_memory >= memory_tries:
                    return error
                log.warning("%s waits for the analytics engine: %s", what, error)
            except Exception as error:
                if self._engine_is_well():
                    log.exception("%s failed", what)
                    return error
                log.warning("%s waits for the analytics engine to recover: %s", what, error)
            self._sleep(pause)
            pause = min(pause * 2, self._longest_pause_seconds)

    def insist(self, action: Callable[[], None], what: str) -> Exception | None:
        """The same, but several times while the engine is well. The last error when even that did not help."""
        error: Exception | None = None
        for attempt in range(_ATTEMPTS):
            error = self.until_clear(action, what)
            if error is None:
                return None
            self._sleep(0.1 * 2**attempt)
        log.error("%s was given up: %s", what, error)
        return error

    def _engine_is_well(self) -> bool:
        try:
            self._probe()
        except Exception:
            return False
        return True

    def _sleep(self, seconds: float) -> None:
        if self.abandoned.wait(seconds):
            raise Abandoned
