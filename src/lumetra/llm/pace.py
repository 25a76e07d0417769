"""Keeps calls within a connection's limits, over all features of a process, and over all processes for the limit per minute."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

from lumetra.engines.cache import Cache
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure

DEFAULT_CONCURRENT: Final = 8
COOL_DOWN_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.05
_MINUTE: Final = 60.0


class HeldBack(Exception):
    """The limit left no place for this call within the longest wait; nothing was sent."""


class Pacer:
    """One for a process. Safe from any thread and any event loop."""

    def __init__(self, cache: Cache, clock: Callable[[], float] = time.monotonic) -> None:
        self._cache = cache
        self._clock = clock
        self._lock = threading.Lock()
        self._active: dict[str, int] = {}
        self._cool_until: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, connection: Connection) -> AsyncGenerator[None]:
        """Wait for a place, then hold it for the block. Raises HeldBack. A rate limit that the provider states cools all of us down."""
        deadline = self._clock() + LONGEST_WAIT_SECONDS
        while not await asyncio.to_thread(self._enter, connection):
            if self._clock() > deadline:
                raise HeldBack
            await asyncio.sleep(_LOOK_SECONDS)
        try:
            yield
        except CallFailure as failure:
            if failure.kind == "rate_limit":
                with self._lock:
                    self._cool_until[connection.id] = self._clock() + COOL_DOWN_SECONDS
            raise
        finally:
            with self._lock:
                self._active[connection.id] -= 1

    def _enter(self, connection: Connection) -> bool:
        with self._lock:
            active = self._active.get(connection.id, 0)
            if active >= (connection.concurrent_calls or DEFAULT_CONCURRENT):
                return False
            if self._cool_until.get(connection.id, 0.0) > self._clock():
                return False
            self._active[connection.id] = active + 1
        if not connection.calls_per_minute or self._counts(connection.id, connection.calls_per_minute):
            return True
        with self._lock:
            self._active[connection.id] -= 1
        return False

    def _counts(self, connection_id: str, per_minute: int) -> bool:
        key = f"llm.pace:{connection_id}"
        if self._cache.count(key, window_seconds=_MINUTE, amount=0) >= per_minute:
            return False
        return self._cache.count(key, window_seconds=_MINUTE) <= per_minute
