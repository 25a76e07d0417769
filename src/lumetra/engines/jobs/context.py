"""The running side of a job: what its function holds while it works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from dbos import DBOS

from lumetra.domain.errors import Transient

T = TypeVar("T")
PROGRESS_EVENT = "progress"
_LOOK_AGAIN_SECONDS = 0.5


class Stopping(BaseException):  # no Exception: neither a job nor the library may take it for the job's own failure
    """Leaves a job at its next step because the process stops; the job stays unfinished and is resumed later."""


class DurableContext:
    """JobContext over DBOS. See the protocol for what each call promises."""

    def __init__(
        self, job_id: str, project_id: str, stopping: threading.Event, may_go_on: Callable[[], bool] = lambda: True
    ) -> None:
        self.job_id = job_id
        self.project_id = project_id
        self._stopping = stopping
        self._may_go_on = may_go_on

    def step(self, name: str, function: Callable[[], T], *, attempts: int = 1, first_wait_seconds: float = 1.0) -> T:
        """See JobContext.step."""
        self._leave_when_stopping()
        while not self._may_go_on():
            self._pause(_LOOK_AGAIN_SECONDS)

        def run() -> T:
            for attempt in range(1, attempts):
                try:
                    return function()
                except Transient:
                    self._pause(first_wait_seconds * 2 ** (attempt - 1))
            return function()

        return DBOS.run_step({"name": name}, run)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """See JobContext.progress."""
        self._leave_when_stopping()
        DBOS.set_event(PROGRESS_EVENT, [done, total, note])

    def sleep(self, seconds: float) -> None:
        """See JobContext.sleep."""
        until: Any = self.step("sleep", lambda: time.time() + seconds)
        self._pause(until - time.time())

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._stopping.wait(seconds)
        self._leave_when_stopping()

    def _leave_when_stopping(self) -> None:
        if self._stopping.is_set():
            raise Stopping
