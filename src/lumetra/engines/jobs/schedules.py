"""Jobs that are submitted at set times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from dbos import DBOS
from dbos import error as dbos_error

from lumetra.domain.errors import Unprocessable
from lumetra.engines.jobs.interface import Schedule
from lumetra.engines.jobs.stored import forget_old_jobs

_FIRE: Final = "lumetra.fire"
_FORGET: Final = "lumetra.forget_jobs"


class Submit(Protocol):
    """See Jobs.submit."""

    def __call__(self, kind: str, argument: Mapping[str, Any], *, key: str, project_id: str = "") -> str: ...


class Schedules:
    """The schedules that one process asks for, and the one by which old jobs are forgotten. The library stores and fires them.

    What is asked for before `store_kept` is kept until then.
    """

    def __init__(self, submit: Submit) -> None:
        self._submit = submit
        self._kept: dict[str, Schedule] = {}
        self._stores = False

    def register(self) -> None:
        """Tell the library what fires, before it is launched."""
        self._fire = DBOS.workflow(name=_FIRE)(self._firing())
        self._forget = DBOS.workflow(name=_FORGET)(forget_old_jobs)

    def store_kept(self) -> None:
        """From now on schedules are stored at once; those that were kept, now."""
        self._stores = True
        DBOS.apply_schedules([{"schedule_name": _FORGET, "workflow_fn": self._forget, "schedule": "17 3 * * *"}])
        for schedule in self._kept.values():
            self.add(schedule)

    def stop(self) -> None:
        """Keep what is asked for from now on until the next start."""
        self._stores = False

    def add(self, schedule: Schedule) -> None:
        """See Jobs.schedule."""
        if not self._stores:
            self._kept[schedule.name] = schedule
            return
        context = {"kind": schedule.kind, "argument": dict(schedule.argument), "project_id": schedule.project_id}
        try:
            DBOS.apply_schedules(
                [
                    {
                        "schedule_name": schedule.name,
                        "workflow_fn": self._fire,
                        "schedule": schedule.cron,
                        "context": context,
                        "cron_timezone": schedule.time_zone,
                    }
                ]
            )
        except dbos_error.DBOSException as error:
            raise Unprocessable(f"schedule {schedule.name}: {error}") from error

    def remove(self, name: str) -> None:
        """See Jobs.unschedule."""
        self._kept.pop(name, None)
        if self._stores:
            DBOS.delete_schedule(name)

    def _firing(self) -> Any:
        def fire(scheduled_at: Any, context: Any) -> None:
            argument = {**context["argument"], "scheduled_at": scheduled_at}
            self._submit(context["kind"], argument, key=DBOS.workflow_id or scheduled_at, project_id=context["project_id"])

        return fire
