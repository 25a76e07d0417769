"""What prompts do by themselves every minute: scheduled label moves, and guard-rails of running A/B tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.engines.analytics import Analytics
from lumetra.engines.jobs import JobContext, JobKind, Jobs, Schedule
from lumetra.features.prompts.ab_tests.change_test import get_test, stop_arm
from lumetra.features.prompts.ab_tests.compare_arms import GuardRail, arms_to_stop
from lumetra.features.prompts.ab_tests.read_arms import read_arms
from lumetra.features.prompts.actor import SERVER
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import names_of
from lumetra.features.prompts.release.proposals import apply_due, due_proposals
from lumetra.features.prompts.tables import Prompt, PromptAbTest

TICK: Final = "prompts.tick"


def register_jobs(jobs: Jobs, prompts: Prompts, analytics: Analytics) -> None:
    """Make the kind known and have it run every minute."""

    def tick(context: JobContext, _argument: Mapping[str, Any]) -> dict[str, int]:
        moved = context.step("apply scheduled moves", lambda: apply_scheduled(prompts))
        stopped = context.step("check guard-rails", lambda: check_guard_rails(prompts, analytics))
        return {"moved": moved, "arms_stopped": stopped}

    jobs.register(JobKind(TICK, tick))
    jobs.schedule(Schedule("prompts every minute", TICK, "* * * * *"))


def apply_scheduled(prompts: Prompts) -> int:
    """Carry out every approved move whose time has come; each in its own transaction. Returns how many."""
    with prompts.database.reading() as session:
        due = due_proposals(session, prompts.clock())
    moved = 0
    for project_id, proposal_id in due:

        def change(session: Session, now: datetime, project: str = project_id, proposal: str = proposal_id) -> bool:
            return apply_due(session, project, proposal, now)

        moved += prompts.writer.write(project_id, change)
    return moved


def check_guard_rails(prompts: Prompts, analytics: Analytics) -> int:
    """Stop every arm that a guard-rail of its test proves too bad. Returns how many."""
    with prompts.database.reading() as session:
        running = [
            (test, names_of(session, prompt))
            for test, prompt in session.execute(
                sa.select(PromptAbTest, Prompt).join(Prompt).where(PromptAbTest.status == "running")
            )
            if test.guard_rails
        ]
    return sum(_check_test(prompts, analytics, test, names) for test, names in running)


def _check_test(prompts: Prompts, analytics: Analytics, test: PromptAbTest, names: list[str]) -> int:
    live = [int(arm["version"]) for i, arm in enumerate(test.arms) if i == 0 or not arm["stopped_because"]]
    numbers = read_arms(analytics, test.project_id, names, live, test.ranges, test.started_at, None)
    rails = [GuardRail(**rail) for rail in test.guard_rails]
    reasons = arms_to_stop(live, numbers, rails, test.alpha)
    for version, reason in reasons.items():

        def change(session: Session, now: datetime, version: int = version, reason: str = reason) -> None:
            fresh = get_test(session, test.project_id, test.id)
            if fresh.status == "running":
                stop_arm(session, fresh, version, reason, SERVER, now)

        prompts.writer.write(test.project_id, change)
    return len(reasons)
