"""Carries records from the log into the analytics engine: a preparing and a writing thread, and what happens when one fails."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import msgspec

from lumetra.domain.errors import OutOfMemory
from lumetra.ingest.announce import Announcer, Stored
from lumetra.ingest.block import Block, Removal, Request, Rewrites
from lumetra.ingest.block_builder import BlockBuilder
from lumetra.ingest.log import Delivery, IngestLog
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.retry import Abandoned, Retry
from lumetra.ingest.write.arrays import warm_up
from lumetra.ingest.write.writer import Writer

log = logging.getLogger(__name__)

Job = Block | Rewrites | Removal
T = TypeVar("T")

_MEMORY_TRIES = 12
"""How often a single row may find the engine out of memory, about a minute in all, before it is taken for a fault of the row."""

_WARM_UP_AFTER_SECONDS = 3.0
"""How long a fresh process that gets no events is left to answer its first requests before it prepares for events."""


class PipelineLimits(msgspec.Struct, frozen=True, kw_only=True):
    """When a block is full: by rows, or when its first record has waited long enough and the writer is free."""

    block_rows: int = 8_000
    block_bytes: int = 24 * 1024**2
    linger_seconds: float = 0.2
    busy_rows: int = 600
    busy_linger_seconds: float = 0.8
    take_bytes: int = 2 * 1024**2
    longest_retry_seconds: float = 5.0


class Progress(msgspec.Struct):
    """How far writing has come; read by the preparing thread, which may forget what is written."""

    written: int = 0


class Pipeline:
    """Start it once; `stop` stores everything that is in the log and then ends both threads.

    A record leaves the log only when its rows are stored and nothing is owed to older rows because of it.
    """

    def __init__(
        self,
        *,
        ingest_log: IngestLog,
        builder: BlockBuilder,
        writer: Writer,
        announcer: Announcer,
        pending: PendingReceipts,
        set_aside: Callable[[Delivery, str], None],
        limits: PipelineLimits,
        progress: Progress,
    ) -> None:
        self._log = ingest_log
        self._builder = builder
        self._writer = writer
        self._announcer = announcer
        self._pending = pending
        self._set_aside = set_aside
        self._limits = limits
        self._progress = progress
        self._jobs: queue.Queue[Job | None] = queue.Queue(maxsize=2)
        self._writing = threading.Event()
        self._stopping = threading.Event()
        self._retry = Retry(writer.probe, longest_pause_seconds=limits.longest_retry_seconds)
        self._unmarked: deque[tuple[int, Delivery]] = deque()
        self._next_sequence = 0
        self._threads = [
            threading.Thread(target=self._prepare_loop, name="ingest-prepare", daemon=True),
            threading.Thread(target=self._write_loop, name="ingest-write", daemon=True),
        ]

    def start(self) -> None:
        """Begin with the oldest record that is not stored."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, timeout_seconds: float = 20.0) -> None:
        """Store what is in the log, then end. What the time does not suffice for is stored after the next start."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout_seconds)
        self._retry.abandoned.set()

    # The preparing thread

    def _prepare_loop(self) -> None:
        try:
            self._prepare_until_stopped()
            now = time.time()
            if not self._builder.is_empty:
                self._put(self._finish(now))
            while self._hand_over_rewrites(now, everything=True):
                pass
            self._jobs.put(None)
        except Abandoned:
            return

    def _prepare_until_stopped(self) -> None:
        size, since = 0, 0.0
        while True:
            deliveries = self._log.take(max_bytes=self._limits.take_bytes, timeout_seconds=self._patience(since))
            now = time.time()
            for delivery in deliveries:
                since = since if size else now
                size += delivery.end - delivery.start
                if self._add(delivery, now):
                    size = 0
            if self._is_due(size, since, now):
                self._put(self._finish(now))
                size = 0
            if not size:
                self._hand_over_rewrites(now)
            if self._stopping.is_set() and not deliveries:
                return

    def _add(self, delivery: Delivery, now: float) -> bool:
        """Take a delivery into the block. True when it deletes, so that the block was handed over before the deletions."""
        removals: list[Removal] = []
        sequence = self._next_sequence
        self._next_sequence += 1
        self._retry.insist(lambda: removals.extend(self._builder.add(sequence, delivery, now=now)), "setting a request aside")
        if not removals:
            return False
        self._put(self._finish(now, low_water=sequence))
        for removal in removals:
            self._builder.forget(removal)
        removals[-1].low_water = self._builder.low_water(self._next_sequence)
        for removal in removals:
            self._put(removal)
        return True

    def _finish(self, now: float, *, low_water: int | None = None) -> Block:
        """The block, complete. When it cannot be completed its requests are set aside, so that those behind it are not held up."""
        blocks: list[Block] = []
        error = self._retry.insist(lambda: blocks.append(self._builder.finish(now=now, low_water=low_water)), "folding")
        if error is not None:
            reason = f"could not be folded: {error}"
            self._retry.insist(lambda: blocks.append(self._builder.abandon(reason, low_water=low_water)), "setting a block aside")
        return blocks[0]

    def _patience(self, since: float) -> float:
        if self._builder.is_empty:
            return 0.02 if self._stopping.is_set() else 0.25
        return max(0.02, since + self._limits.linger_seconds - time.time())

    def _is_due(self, size: int, since: float, now: float) -> bool:
        if self._builder.is_empty:
            return False
        if self._builder.row_count >= self._limits.block_rows or size >= self._limits.block_bytes:
            return True
        if not self._jobs.empty() or self._writing.is_set():
            return False
        # Many rows wait longer: fewer and larger parts need less merging, which costs more than inserting.
        busy = self._builder.row_count >= self._limits.busy_rows
        return now - since >= (self._limits.busy_linger_seconds if busy else self._limits.linger_seconds)

    def _hand_over_rewrites(self, now: float, *, everything: bool = False) -> bool:
        due = self._builder.rewrites(now=now, next_sequence=self._next_sequence, everything=everything)
        for rewrites in due:
            self._put(rewrites)
        return bool(due)

    def _put(self, job: Job) -> None:
        while True:
            try:
                self._jobs.put(job, timeout=0.5)
                return
            except queue.Full:
                if self._retry.abandoned.is_set():
                    raise Abandoned from None

    # The writing thread

    def _write_loop(self) -> None:
        job = self._first_job()
        while job is not None:
            self._writing.set()
            try:
                self._write(job)
            except Abandoned:
                return
            finally:
                self._writing.clear()
            job = self._jobs.get()

    def _first_job(self) -> Job | None:
        try:
            return self._jobs.get(timeout=_WARM_UP_AFTER_SECONDS)
        except queue.Empty:
            warm_up()
            return self._jobs.get()

    def _write(self, job: Job) -> None:
        if isinstance(job, Block):
            self._store(job.requests)
            self._progress.written = job.number
            self._unmarked.extend((request.sequence, request.delivery) for request in job.requests)
            self._mark(job.low_water)
        elif isinstance(job, Rewrites):
            self._rewrite(job)
            self._mark(job.low_water)
        else:
            self._retry.insist(lambda: self._writer.remove(job), "deleting")
            self._pending.remove([job.receipt_id])
            self._mark(job.low_water)

    def _mark(self, low_water: int) -> None:
        done: list[Delivery] = []
        while self._unmarked and self._unmarked[0][0] < low_water:
            done.append(self._unmarked.popleft()[1])
        self._log.mark_stored(done)

    def _store(self, requests: list[Request]) -> None:
        """Insert these requests. When the engine refuses them, find the one at fault and set it aside."""
        error = self._retry.until_clear(lambda: self._writer.insert(requests), "storing", memory_tries=1)
        if isinstance(error, OutOfMemory) and len(requests) == 1:
            error = self._store_in_pieces(requests[0])
        if error is None:
            self._after_insert(requests)
        elif len(requests) > 1:
            middle = len(requests) // 2
            self._store(requests[:middle])
            self._store(requests[middle:])
        else:
            self._fail(requests[0], error)

    def _store_in_pieces(self, request: Request) -> Exception | None:
        """Insert a request that the engine has no memory for piece by piece. The error of a row that does not pass even alone."""
        return (
            self._insert_halves(self._writer.insert_observations, request.rows)
            or self._insert_halves(self._writer.insert_scores, request.scores)
            or self._retry.until_clear(lambda: self._writer.insert_receipts([request]), "writing a receipt")
        )

    def _insert_halves(self, insert: Callable[[list[T]], None], rows: list[T]) -> Exception | None:
        tries = 1 if len(rows) > 1 else _MEMORY_TRIES
        error = self._retry.until_clear(lambda: insert(rows), "storing", memory_tries=tries)
        if not isinstance(error, OutOfMemory) or len(rows) < 2:
            return error
        middle = len(rows) // 2
        return self._insert_halves(insert, rows[:middle]) or self._insert_halves(insert, rows[middle:])

    def _rewrite(self, rewrites: Rewrites) -> None:
        """Bring traces up to date, fewer at a time when the engine has no memory for all."""
        traces = rewrites.traces
        error = self._retry.until_clear(lambda: self._writer.rewrite(rewrites), "bringing traces up to date", memory_tries=1)
        if isinstance(error, OutOfMemory) and len(traces) > 1:
            middle = len(traces) // 2
            for half in (traces[:middle], traces[middle:]):
                self._rewrite(msgspec.structs.replace(rewrites, traces=half))
        elif error is not None:
            self._retry.insist(lambda: self._writer.rewrite(rewrites), "bringing traces up to date")

    def _fail(self, request: Request, error: Exception) -> None:
        reason = f"could not be stored: {error}"
        self._retry.insist(lambda: self._set_aside(request.delivery, reason), "setting a request aside")
        receipt = request.receipt
        receipt.state, receipt.accepted, receipt.reasons = "failed", 0, [reason.splitlines()[0][:500]]
        request.rows, request.scores = [], []
        self._retry.insist(lambda: self._writer.insert_receipts([request]), "writing a receipt")
        self._pending.remove([receipt.id])

    def _after_insert(self, requests: list[Request]) -> None:
        self._pending.remove([request.receipt.id for request in requests if not request.awaits_removal])
        by_project: dict[str, list[Request]] = {}
        for request in requests:
            by_project.setdefault(request.receipt.project_id, []).append(request)
        for project_id, group in by_project.items():
            self._announcer.announce(
                Stored(
                    project_id=project_id,
                    observations=[row.observation for request in group for row in request.rows if not row.is_trace],
                    scores=[row.score for request in group for row in request.scores],
                    trace_ids=list(dict.fromkeys(trace_id for request in group for trace_id in request.receipt.trace_ids)),
                )
            )
