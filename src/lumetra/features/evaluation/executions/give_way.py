"""Giving way to ingestion: while events wait to be stored, executions start one after another at a pace that leaves it the processor."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Final

BEHIND_SECONDS: Final = 1.0
"""Ingestion that stores events this long after they came needs all it can get."""
BUSY_SPACING_SECONDS: Final = 0.25
BEHIND_SPACING_SECONDS: Final = 1.0
"""An execution takes some 50 ms of a core with everything it reads and writes: a fifth of one, and a twentieth."""
_LOOK_SECONDS: Final = 0.2


class GiveWay:
    """One for a process. `oldest_seconds` says how long the oldest event has been waiting to be stored; 0: none waits.

    Safe from several threads and event loops. Without waiting events nothing is spaced.
    """

    def __init__(self, oldest_seconds: Callable[[], float], clock: Callable[[], float] = time.monotonic) -> None:
        self._oldest_seconds = oldest_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._last = float("-inf")

    def is_busy(self) -> bool:
        """Whether events wait to be stored."""
        return self._oldest_seconds() > 0

    async def turn(self) -> None:
        """Wait until the next execution may start."""
        wait = self.take()
        while wait > 0:
            await asyncio.sleep(min(wait, _LOOK_SECONDS))
            wait = self.take()

    def take(self) -> float:
        """Take the next place, or say how long it is until there is one."""
        oldest = self._oldest_seconds()
        spacing = 0.0 if oldest <= 0 else BUSY_SPACING_SECONDS if oldest < BEHIND_SECONDS else BEHIND_SPACING_SECONDS
        with self._lock:
            now = self._clock()
            wait = self._last + spacing - now
            if wait <= 0:
                self._last = now
            return wait
