"""How far behind ingestion is, and what is paused for it. Measured in bytes and age of the backlog, not in requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import msgspec

from lumetra.domain.errors import TooManyRequests
from lumetra.domain.work import Work
from lumetra.ingest.log import Backlog

log = logging.getLogger(__name__)


_FIRST_PAUSE: Final = 0.8
_STEP: Final = 0.04
_RESUME_BELOW: Final = 0.2
"""A kind of work resumes when the level falls this far below where it was paused."""


class PressureState(msgspec.Struct, frozen=True, kw_only=True):
    """The level (1.0 = intake refuses), the backlog behind it, and what is paused now."""

    level: float
    backlog_bytes: int
    backlog_age_seconds: float
    paused: list[Work]


class Pressure:
    """Answers "may this work run now" and "may intake accept". Safe from any thread; asking is cheap."""

    def __init__(
        self,
        read_backlog: Callable[[], Backlog],
        *,
        max_bytes: int,
        max_age_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._read_backlog = read_backlog
        self._max_bytes = max_bytes
        self._max_age_seconds = max_age_seconds
        self._clock = clock
        self._paused: dict[Work, bool] = dict.fromkeys(Work, False)

    def _measure(self) -> tuple[float, Backlog, float]:
        backlog = self._read_backlog()
        age = max(0.0, self._clock() - backlog.oldest_logged_at_us / 1e6) if backlog.oldest_logged_at_us else 0.0
        level = max(backlog.bytes / self._max_bytes, age / self._max_age_seconds)
        for rank, work in enumerate(Work):
            pause_at = _FIRST_PAUSE + rank * _STEP
            if not self._paused[work] and level >= pause_at:
                self._paused[work] = True
                log.warning("ingestion is behind (%.0f %% of its bound): %s paused", level * 100, work)
            elif self._paused[work] and level < pause_at - _RESUME_BELOW:
                self._paused[work] = False
                log.warning("ingestion has caught up: %s resumed", work)
        return level, backlog, age

    def state(self) -> PressureState:
        """The present state, for status pages and `doctor`."""
        level, backlog, age = self._measure()
        return PressureState(
            level=level,
            backlog_bytes=backlog.bytes,
            backlog_age_seconds=age,
            paused=[work for work in Work if self._paused[work]],
        )

    def may_run(self, work: Work) -> bool:
        """False while this kind of work is paused."""
        self._measure()
        return not self._paused[work]

    def check_intake(self) -> None:
        """Raises TooManyRequests when the backlog has reached its bound."""
        level, _, _ = self._measure()
        if level >= 1.0:
            raise TooManyRequests(
                "Lumetra stores events more slowly than they arrive and its backlog is full; send this again later.",
                retry_after_seconds=5,
            )
