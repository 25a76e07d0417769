"""Puts the way of an event together: log, pipeline, intake, receipts. `compose.py` calls this once a process."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec

from lumetra.domain.access import Access
from lumetra.engines.analytics import Analytics
from lumetra.ingest.announce import Announcer
from lumetra.ingest.block_builder import BlockBuilder
from lumetra.ingest.check_scores import CheckScores, with_checked_scores
from lumetra.ingest.decode_delivery import decode_delivery
from lumetra.ingest.enrich import Enricher, LinkPrompts, PriceObservations
from lumetra.ingest.fold.fold_updates import UpdateFolder
from lumetra.ingest.fold.trace_book import TraceBook
from lumetra.ingest.intake.accept import Acceptor
from lumetra.ingest.intake.batch import BatchIntake
from lumetra.ingest.intake.otlp import OtlpIntake
from lumetra.ingest.internal import InternalRecord, encode_internal, sort_records
from lumetra.ingest.log import Delivery, IngestLog
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.pipeline import Pipeline, PipelineLimits, Progress
from lumetra.ingest.poison import PoisonStore
from lumetra.ingest.pressure import Pressure
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.write.stored_rows import AnalyticsRows
from lumetra.ingest.write.stored_traces import read_stored_traces
from lumetra.ingest.write.writer import Writer

_SWITCH_SECONDS = 0.001


class IngestSettings(msgspec.Struct, frozen=True, kw_only=True):
    """See the settings of the same names, prefixed `ingest_`."""

    directory: Path
    max_body_bytes: int
    backlog_bytes: int
    backlog_seconds: float
    log_retention_hours: float


class Ingest:
    """Everything the rest of the process may use of ingestion."""

    def __init__(
        self, *, log: IngestLog, pipeline: Pipeline, acceptor: Acceptor, announcer: Announcer, otlp: OtlpIntake, batch: BatchIntake,
        pending: PendingReceipts, poison: PoisonStore,
    ) -> None:  # fmt: skip
        self._log = log
        self._pipeline = pipeline
        self._acceptor = acceptor
        self.announcer = announcer
        self.otlp = otlp
        self.batch = batch
        self.pending = pending
        self.poison = poison
        self.pressure = acceptor.pressure

    def submit_internal(self, access: Access, records: Sequence[InternalRecord]) -> str:
        """Write records through the same log as everybody's events; returns the receipt id once they are durable.

        Blocks for some milliseconds: call it on a worker thread. They become visible within a second. Raises
        LogUnavailable (503) when the log cannot be written; internal records are never refused for pressure.
        """
        record = self._acceptor.record(access, "internal", encode_internal(sort_records(records)))
        return self._acceptor.accept_blocking(record, None, [])

    def wait_until_stored(self, receipt_id: str, *, timeout_seconds: float) -> bool:
        """Block until what this receipt stands for is visible to reads. False when the time ran out."""
        return self.pending.wait_until_gone(receipt_id, timeout_seconds=timeout_seconds)

    def start(self) -> None:
        """Begin storing; what a previous process left behind comes first."""
        # Decoding keeps the interpreter lock busy; the event loop must get it back soon to acknowledge in time.
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._pipeline.start()

    def close(self) -> None:
        """Store what is in the log, remember how far it went, and stop."""
        self._pipeline.stop()
        self._log.close()


def open_ingest(
    analytics: Analytics,
    settings: IngestSettings,
    *,
    price: PriceObservations | None,
    link_prompts: LinkPrompts | None,
    check_scores: CheckScores | None = None,
) -> Ingest:
    """Open the log and connect its parts. Nothing runs before `start`."""
    log = FileLog(settings.directory / "log", retention_seconds=settings.log_retention_hours * 3600)
    pressure = Pressure(log.backlog, max_bytes=settings.backlog_bytes, max_age_seconds=settings.backlog_seconds)
    pending = PendingReceipts()
    acceptor = Acceptor(log, pressure, pending)
    poison = PoisonStore(settings.directory / "poison")
    announcer = Announcer()

    def set_aside(delivery: Delivery, reason: str) -> None:
        poison.set_aside(delivery.record, reason)

    started_at_us = time.time_ns() // 1000
    progress = Progress()
    builder = BlockBuilder(
        decode=with_checked_scores(decode_delivery, check_scores) if check_scores else decode_delivery,
        set_aside=set_aside,
        enricher=Enricher(price, link_prompts),
        traces=TraceBook(started_at_us=started_at_us),
        folder=UpdateFolder(AnalyticsRows(analytics), started_at_us=started_at_us, written=lambda: progress.written),
        adopt=partial(read_stored_traces, analytics),
    )
    pipeline = Pipeline(
        ingest_log=log,
        builder=builder,
        writer=Writer(analytics),
        announcer=announcer,
        pending=pending,
        set_aside=set_aside,
        limits=PipelineLimits(),
        progress=progress,
    )
    return Ingest(
        log=log,
        pipeline=pipeline,
        acceptor=acceptor,
        announcer=announcer,
        otlp=OtlpIntake(acceptor, max_body_bytes=settings.max_body_bytes),
        batch=BatchIntake(acceptor, max_body_bytes=settings.max_body_bytes),
        pending=pending,
        poison=poison,
    )
