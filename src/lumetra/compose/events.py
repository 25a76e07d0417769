"""The way of an event in this process: put together, started by whoever stores, and written through by features."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial

from fastapi import FastAPI

from lumetra.domain.access import Access
from lumetra.engines.coordination import CLAIM_SECONDS
from lumetra.engines.opening import Engines
from lumetra.features.accounts.projects.gone_projects import GoneProjects
from lumetra.features.costs.open_costs import Costs
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.scores.configs import keep_fitting
from lumetra.http.add_routes import add_routes
from lumetra.ingest.election import Election
from lumetra.ingest.intake.routes import build_intake_routes
from lumetra.ingest.internal import InternalRecord
from lumetra.ingest.open_ingest import Ingest, IngestSettings, SharedIngest, open_ingest
from lumetra.ingest.receipts.routes import build_receipt_routes
from lumetra.settings import Settings

WRITE_PATIENCE_SECONDS = 5.0
"""A change that takes longer to become visible is answered all the same: it is durable, and follows."""


def install_events(app: FastAPI, settings: Settings, engines: Engines, costs: Costs, prompts: Prompts) -> Ingest:
    """Intake and receipts. Nothing is stored yet: `begin_storing` starts that when everything is in place."""
    ingest = open_ingest(
        engines.analytics,
        IngestSettings(
            directory=engines.data_dir / "ingest",
            max_body_bytes=settings.ingest_max_body_bytes,
            backlog_bytes=settings.ingest_backlog_bytes,
            backlog_seconds=settings.ingest_backlog_seconds,
            log_retention_hours=settings.ingest_log_retention_hours,
        ),
        price=costs.pricer.price,
        link_prompts=prompts.link,
        check_scores=partial(keep_fitting, engines.database),
        is_gone=GoneProjects(engines.database),
        shared=_shared_ingest(engines),
    )
    app.state.ingest = ingest
    engines.jobs.hold_back(ingest.pressure.may_run)
    app.router.routes[0:0] = build_intake_routes(ingest.otlp, ingest.batch)  # first: no other routes need to be tried before
    add_routes(app, build_receipt_routes(engines.analytics, ingest.pending, ingest.pressure))
    return ingest


def begin_storing(settings: Settings, engines: Engines, ingest: Ingest, begun: Callable[[], None]) -> Election | None:
    """Let this process store what the log holds: at once when it is alone, when elected in a cluster, never as `api`.

    `begun` is told when it does.
    """

    def store() -> None:
        ingest.start()
        begun()

    if not engines.coordination.is_shared:
        store()
        return None
    if settings.role == "api":
        return None

    def give_up() -> None:
        ingest.abandon()
        os.kill(os.getpid(), signal.SIGTERM)  # to be started anew, without what it thinks it knows

    lease = engines.coordination.open_lease("ingest", CLAIM_SECONDS)
    election = Election(lease, ttl_seconds=CLAIM_SECONDS, start_storing=store, lost=give_up)
    election.start()
    return election


def write_and_wait(ingest: Ingest, access: Access, records: Sequence[InternalRecord]) -> None:
    """Write through the log and wait until reads see it, so that a person's own change is there when the answer is."""
    receipt = ingest.submit_internal(access, records)
    ingest.wait_until_stored(receipt, timeout_seconds=WRITE_PATIENCE_SECONDS)


def _shared_ingest(engines: Engines) -> SharedIngest | None:
    if not engines.coordination.is_shared:
        return None
    queue = engines.coordination.open_queue("ingest")
    return SharedIngest(blobs=engines.blobs, queue=queue, live_events=engines.coordination.live_events)
