"""Automations of one process: the listener that features tell, and the jobs that send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import PromptEvent
from lumetra.engines.database import Database
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs, Schedule
from lumetra.engines.outbound import AllowedHosts
from lumetra.engines.secrets import MasterKey
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.automations.deliver import Sender
from lumetra.features.automations.edit import add_delivery
from lumetra.features.automations.payload import prompt_payload, slack_payload
from lumetra.features.automations.tables import Automation

DELIVER: Final = "automations.deliver"
FindUser = Callable[[Session, str], dict[str, str] | None]
"""(session, user id) → {name, email}."""


@dataclass(frozen=True)
class Automations:
    """`record` and `wake` are what a feature that has events calls."""

    database: Database
    jobs: Jobs
    sealer: Sealer
    sender: Sender
    allowed: AllowedHosts
    find_user: FindUser
    clock: Clock

    def record(self, session: Session, project_id: str, events: list[PromptEvent]) -> None:
        """Note deliveries for every enabled automation that wants these events, in the caller's transaction."""
        query = sa.select(Automation).where(
            Automation.project_id == project_id, Automation.enabled.is_(True), Automation.action != "callout"
        )
        automations = list(session.scalars(query))
        now = self.clock()
        for event in events:
            user = self.find_user(session, event.user_id) if automations and event.user_id else None
            for automation in automations:
                if not wants(automation, event):
                    continue
                delivery_id = new_id()
                is_slack = automation.action == "slack"
                payload = slack_payload(event, user) if is_slack else prompt_payload(delivery_id, event, user, now)
                add_delivery(session, project_id, automation.id, event.action, payload, now, delivery_id=delivery_id)

    def wake(self, delay_seconds: float = 0.0) -> None:
        """Send what is due soon."""
        if self.sender.seconds_to_next() is not None:
            self.jobs.submit(DELIVER, {}, key=new_id(), delay_seconds=delay_seconds)


def wants(automation: Automation, event: PromptEvent) -> bool:
    """True when the automation's filter lets this event through."""
    if automation.events and event.action not in automation.events:
        return False
    scope = automation.prompt_filter
    if not scope:
        return True
    return event.prompt.name.startswith(scope) if scope.endswith("/") else event.prompt.name == scope


def open_automations(
    database: Database, jobs: Jobs, key: MasterKey, allowed: AllowedHosts, find_user: FindUser, clock: Clock = utc_now
) -> Automations:
    """Wire the parts together and make the delivery job known."""
    sealer = Sealer(key, "automations")
    sender = Sender(database, sealer, allowed, clock)
    automations = Automations(database, jobs, sealer, sender, allowed, find_user, clock)

    def deliver(context: JobContext, _argument: Mapping[str, Any]) -> dict[str, int]:
        sent = context.step("send what is due", sender.send_due)
        wait = context.step("look for the next", sender.seconds_to_next)
        if wait is not None and wait < 60:  # later ones are found by the schedule
            # Not inside a step: a job that a job submits is remembered by itself, and a step may not start one.
            jobs.submit(DELIVER, {}, key=context.step("name the next", new_id), delay_seconds=wait)
        return {"attempts": sent}

    jobs.register(JobKind(DELIVER, deliver, JobQueue("webhooks", concurrency=2)))
    jobs.schedule(Schedule("webhooks every minute", DELIVER, "* * * * *"))
    return automations
