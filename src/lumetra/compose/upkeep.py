"""What a process does again and again while it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from lumetra.domain.access import Access
from lumetra.domain.deletion import Deletion
from lumetra.engines.heap import trim_heap
from lumetra.engines.opening import Engines
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.purge_projects import purge_projects
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.ingest.open_ingest import Ingest
from lumetra.ingest.write.purge import purge_deleted

log = logging.getLogger(__name__)

PURGE_SECONDS = 6 * 3600
PROJECT_FOLDERS = ("media", "dataset-uploads")
"""Folders of the blob store that hold one folder a project."""


def begin_upkeep(engines: Engines, accounts: Accounts, prompts: Prompts, ingest: Ingest) -> list[asyncio.Task[None]]:
    """The running tasks, to be cancelled when the process stops."""
    return [
        asyncio.create_task(_every(30, trim_heap)),
        asyncio.create_task(_every(30, accounts.keys.flush_usage)),
        asyncio.create_task(_every(PURGE_SECONDS, partial(purge_deleted, engines.analytics))),
        asyncio.create_task(_every(2, accounts.keys.watch)),
        asyncio.create_task(_every(60, partial(_purge_projects, engines, accounts, ingest))),
        asyncio.create_task(_every(5, prompts.store_exposures)),
    ]


def remove_project_data(engines: Engines, ingest: Ingest, access: Access) -> None:
    """Remove what a project holds outside of the database: its events, through the log, and its files."""
    ingest.submit_internal(access, [Deletion(whole_project=True)])
    for folder in PROJECT_FOLDERS:
        engines.blobs.delete([blob.key for blob in engines.blobs.list(f"{folder}/{access.project_id}")])


def _purge_projects(engines: Engines, accounts: Accounts, ingest: Ingest) -> None:
    purge_projects(engines.database, accounts.clock, partial(remove_project_data, engines, ingest))


async def _every(seconds: float, work: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except Exception:  # the next turn may succeed; a broken turn must not end the task
            log.exception("periodic work failed")
