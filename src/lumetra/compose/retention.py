"""What projects no longer want to keep, removed once an hour by one process of the installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from lumetra.engines.jobs import JobContext, JobKind, Schedule
from lumetra.engines.opening import Engines
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.find_retention import find_retention
from lumetra.features.datasets.find_texts import find_texts as find_item_texts
from lumetra.features.media.jobs import install_jobs as install_media_jobs
from lumetra.features.media.remove_unreferenced import Remover
from lumetra.features.media.uploads import Media
from lumetra.features.prompts.find_texts import find_texts as find_prompt_texts
from lumetra.ingest.write.expire import expire

KIND: Final = "retention.expire"


def install_retention(engines: Engines, accounts: Accounts, media: Media) -> None:
    """Registers the job and its schedule: hourly, because a laptop may sleep through any one time of the day. Media follow their traces."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> dict[str, Any]:
        today = context.step("today", lambda: accounts.clock().date().isoformat())
        kept = context.step("read retention", lambda: find_retention(engines.database))
        return {
            project_id: context.step(
                f"expire {project_id}",
                lambda p=project_id, d=days: expire(engines.analytics, p, first_kept(today, d)),
                attempts=3,
            )
            for project_id, days in kept.items()
        }

    engines.jobs.register(JobKind(KIND, run))
    engines.jobs.schedule(Schedule("retention every hour", KIND, "23 * * * *"))
    texts = [partial(find_item_texts, engines.database), partial(find_prompt_texts, engines.database)]
    install_media_jobs(engines.jobs, Remover(media, engines.analytics, texts))


def first_kept(today: str, days: int) -> datetime:
    """The beginning (UTC) of the oldest day that is kept. Today is kept, and `days` days before it."""
    return datetime.combine(datetime.fromisoformat(today), time(), UTC) - timedelta(days=days)
