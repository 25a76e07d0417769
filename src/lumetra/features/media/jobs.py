"""The durable job that takes media off the disk when nothing refers to them any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from lumetra.engines.jobs import JobContext, JobKind, Jobs, Schedule
from lumetra.features.media.remove_unreferenced import Remover, WithdrawnPage

KIND: Final = "media.remove_unreferenced"


def install_jobs(jobs: Jobs, remover: Remover) -> None:
    """Registers the job and its schedule: some times a day, because a laptop may sleep through any one."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> int:
        after, removed = ("", ""), 0
        while True:
            page = msgspec.convert(
                context.step("withdraw", lambda at=after: msgspec.to_builtins(remover.withdraw(at)), attempts=3), WithdrawnPage
            )
            if page.last is None:
                return removed
            removed += context.step("remove", lambda these=page.withdrawn: remover.remove(these), attempts=3)
            after = page.last

    jobs.register(JobKind(KIND, run))
    jobs.schedule(Schedule("unreferenced media every six hours", KIND, "41 */6 * * *"))
