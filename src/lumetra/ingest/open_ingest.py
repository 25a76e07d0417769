"""Puts the way of an event together: log, pipeline, intake, receipts. `compose` calls this once a process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lumetra.domain.access import Access
from lumetra.engines.analytics import Analytics
from lumetra.engines.blobs import Blobs
from lumetra.engines.queue import LiveEvents, WorkQueue
from lumetra.ingest.announce import Announcer
from lumetra.ingest.block_builder import BlockBuilder
from lumetra.ingest.check_scores import CheckScores, Decode, with_checked_scores
from lumetra.ingest.decode.batch import decode_batch, parse_batch
from lumetra.ingest.decode_delivery import decode_delivery
from lumetra.ingest.enrich import Enricher, LinkPrompts, PriceObservations
from lumetra.ingest.fold.fold_logs import LogFolder
from lumetra.ingest.fold.fold_updates import UpdateFolder
from lumetra.ingest.intake.accept import Acceptor
from lumetra.ingest.intake.batch import BatchIntake
from lumetra.ingest.intake.otlp import OtlpIntake
from lumetra.ingest.internal import InternalRecord, encode_internal, sort_records
from lumetra.ingest.leave_out_deleted import IsGone, without_gone_projects
from lumetra.ingest.log import Delivery, IngestLog
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.log.shared_log import SharedLog
from lumetra.ingest.pipeline import Pipeline, PipelineLimits, Progress
from lumetra.ingest.poison import PoisonStore
from lumetra.ingest.pressure import Pressure
from lumetra.ingest.provenance import provenance_of
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.receipts.relay import RelayedReceipts
from lumetra.ingest.write.stored_rows import AnalyticsRows
from lumetra.ingest.write.stored_traces import open_trace_book, read_stored_traces
from lumetra.ingest.write.writer import Writer

if TYPE_CHECKING:
    from lumetra.ingest.intake.grpc import AuthenticateHeader, GrpcServer

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
        self, *, log: IngestLog, make_pipeline: Callable[[], Pipeline], acceptor: Acceptor, announcer: Announcer, otlp: OtlpIntake, batch: BatchIntake,
        pending: PendingReceipts, poison: PoisonStore,
    ) -> None:  # fmt: skip
        self._log = log
        self._make_pipeline = make_pipeline
        self._pipeline: Pipeline | None = None
        self._acceptor = acceptor
        self.announcer = announcer
        self.otlp = otlp
        self.batch = batch
        self.pending = pending
        self.poison = poison
        self.pressure = acceptor.pressure
        self._grpc: GrpcServer | None = None

    def submit_internal(self, access: Access, records: Sequence[InternalRecord]) -> str:
        """Write records through the same log as everybody's events; returns the receipt id once they are durable.

        Blocks for some milliseconds: call it on a worker thread. They become visible within a second. Raises
        LogUnavailable (503) when the log cannot be written; internal records are never refused for pressure.
        """
        record = self._acceptor.record(access, "internal", encode_internal(sort_records(records)))
        return self._acceptor.accept_blocking(record, None, [])

    def submit_events(self, access: Access, events: Sequence[Mapping[str, object]]) -> dict[str, Any]:
        """Take Langfuse events as `POST /ingestion` does, and answer as it does, when they are durable and, as a rule, visible."""
        body = msgspec.json.encode({"batch": list(events)})
        record = msgspec.structs.replace(self._acceptor.record(access, "batch", body), content_type="application/json")
        decoded = decode_batch(parse_batch(body), provenance_of(record))
        receipt_id = self._acceptor.accept_blocking(record, decoded, decoded.rejected)
        self.wait_until_stored(receipt_id, timeout_seconds=5)
        return decoded.answer()

    def wait_until_stored(self, receipt_id: str, *, timeout_seconds: float) -> bool:
        """Block until what this receipt stands for is visible to reads. False when the time ran out."""
        return self.pending.wait_until_gone(receipt_id, timeout_seconds=timeout_seconds)

    def start(self) -> None:
        """Begin storing; what a previous process left behind comes first. At most one process may store at a time."""
        # Decoding keeps the interpreter lock busy; the event loop must get it back soon to acknowledge in time.
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._pipeline = self._make_pipeline()
        self._pipeline.start()

    def abandon(self) -> None:
        """End storing at once; what is unfinished is stored by whoever stores next."""
        if self._pipeline is not None:
            self._pipeline.stop(timeout_seconds=0)

    def serve_grpc(self, authenticate: AuthenticateHeader, *, host: str, port: int, max_body_bytes: int) -> int:
        """Take OTLP over gRPC as well, until `close`; the port it listens on."""
        from lumetra.ingest.intake.grpc import GrpcIntake, start_grpc  # noqa: PLC0415  (costs 10 MB that most servers never need)

        intake = GrpcIntake(self._acceptor, authenticate)
        self._grpc = start_grpc(intake, host=host, port=port, max_body_bytes=max_body_bytes)
        return self._grpc.port

    def close(self) -> None:
        """Store what is in the log, remember how far it went, and stop."""
        if self._grpc is not None:
            self._grpc.stop()
        if self._pipeline is not None:
            self._pipeline.stop()
        self._log.close()
        self.pending.close()


class SharedIngest(msgspec.Struct, frozen=True, kw_only=True):
    """What the processes of a cluster share for ingestion."""

    blobs: Blobs
    queue: WorkQueue
    live_events: LiveEvents


def open_ingest(
    analytics: Analytics,
    settings: IngestSettings,
    *,
    price: PriceObservations | None,
    link_prompts: LinkPrompts | None,
    check_scores: CheckScores | None = None,
    is_gone: IsGone | None = None,
    shared: SharedIngest | None = None,
) -> Ingest:
    """Open the log and connect its parts. Nothing runs before `start`. Without `shared` the log is this process's own."""
    log, pending = _open_log(settings, shared)
    pressure = Pressure(log.backlog, max_bytes=settings.backlog_bytes, max_age_seconds=settings.backlog_seconds)
    acceptor = Acceptor(log, pressure, pending)
    poison = PoisonStore(settings.directory / "poison")
    announcer = Announcer()

    def set_aside(delivery: Delivery, reason: str) -> None:
        poison.set_aside(delivery.record, reason)

    decode = _decoder(check_scores, is_gone)

    def make_pipeline() -> Pipeline:
        started_at_us = time.time_ns() // 1000
        progress, stored = Progress(), AnalyticsRows(analytics)

        def written() -> int:
            return progress.written

        builder = BlockBuilder(
            decode=decode,
            set_aside=set_aside,
            enricher=Enricher(price, link_prompts),
            traces=open_trace_book(analytics, started_at_us=started_at_us),
            folder=UpdateFolder(stored, started_at_us=started_at_us, written=written),
            logs=LogFolder(stored, started_at_us=started_at_us, written=written),
            written=written,
            adopt=partial(read_stored_traces, analytics),
        )
        return Pipeline(
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
        make_pipeline=make_pipeline,
        acceptor=acceptor,
        announcer=announcer,
        otlp=OtlpIntake(acceptor, max_body_bytes=settings.max_body_bytes),
        batch=BatchIntake(acceptor, max_body_bytes=settings.max_body_bytes),
        pending=pending,
        poison=poison,
    )


def _open_log(settings: IngestSettings, shared: SharedIngest | None) -> tuple[IngestLog, PendingReceipts]:
    """The log, and the receipts of what waits in it."""
    retention_seconds = settings.log_retention_hours * 3600
    if shared is None:
        return FileLog(settings.directory / "log", retention_seconds=retention_seconds), PendingReceipts()
    log = SharedLog(shared.blobs, shared.queue, retention_seconds=retention_seconds)
    return log, RelayedReceipts(shared.live_events)


def _decoder(check_scores: CheckScores | None, is_gone: IsGone | None) -> Decode:
    """What makes records of a delivery: scores that no config allows, and all of deleted projects, are left out."""
    decode = with_checked_scores(decode_delivery, check_scores) if check_scores else decode_delivery
    return without_gone_projects(decode, is_gone) if is_gone else decode
