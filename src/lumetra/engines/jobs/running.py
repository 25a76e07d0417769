"""The jobs that run in this process: each around its kind's function, until the process stops."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from dbos import DBOS

from lumetra.domain.errors import Refusal
from lumetra.domain.work import MayRun
from lumetra.engines.jobs.context import DurableContext
from lumetra.engines.jobs.interface import JobContext, JobKind
from lumetra.engines.jobs.stored import project_of

log = logging.getLogger(__name__)


class RunningJobs:
    """Counts them, logs how they fail, and has them leave at their next step when the process stops.

    `place_free(queue)` is called when one has ended. Safe from any thread.
    """

    def __init__(self, place_free: Callable[[str], None]) -> None:
        self._place_free = place_free
        self._stopping = threading.Event()
        self._count = 0
        self._changed = threading.Condition()
        self.may_run: MayRun = lambda _: True

    def start(self) -> None:
        """Let jobs run, after a `stop` again."""
        self._stopping.clear()

    def leave(self) -> None:
        """Have every job leave at its next step."""
        self._stopping.set()

    def wait_for_end(self, seconds: float) -> None:
        """Until none is in a step any more, at most so long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count == 0, seconds):
                log.warning("%d jobs are still in a step; they are resumed at the next start", self._count)

    def body(self, kind: JobKind) -> Any:
        """What the library calls to run a job of this kind."""
        work = kind.queue.work

        def may_go_on() -> bool:
            return work is None or self.may_run(work)

        def run(argument: Any) -> Any:
            job_id = DBOS.workflow_id or ""
            context: JobContext = DurableContext(job_id, project_of(job_id), self._stopping, may_go_on)
            with self._changed:
                self._count += 1
            try:
                return kind.run(context, argument)
            except Refusal as refusal:
                log.info("job %s failed: %s", job_id, refusal)
                raise
            except Exception:
                log.exception("job %s failed", job_id)
                raise
            finally:
                with self._changed:
                    self._count -= 1
                    self._changed.notify_all()
                self._place_free(kind.queue.name)

        return run
