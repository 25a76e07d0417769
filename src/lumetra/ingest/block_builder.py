"""Turns deliveries into blocks: decode, fold, enrich. Runs on the preparing thread only and writes nothing."""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict, deque
from collections.abc import Callable, Iterable

from lumetra.domain.errors import LumetraError, Transient
from lumetra.domain.observation import Observation, Provenance, TraceUpdate
from lumetra.ingest.block import Block, Removal, Request, Rewrites, TraceRewrite
from lumetra.ingest.decode_delivery import Incoming
from lumetra.ingest.enrich import Enricher, bound_times
from lumetra.ingest.fold.fold_logs import LogFolder
from lumetra.ingest.fold.fold_updates import Touched, UpdateFolder
from lumetra.ingest.fold.trace_book import TraceBook, TraceState
from lumetra.ingest.log import Delivery
from lumetra.ingest.provenance import provenance_of
from lumetra.ingest.receipts.receipt import MAX_TRACE_IDS, Receipt
from lumetra.ingest.write.rows import ObservationRow, ScoreRow, row_version
from lumetra.ingest.write.stored_traces import AdoptTraces

log = logging.getLogger(__name__)

REWRITE_LIMIT = 300
"""How many traces one statement brings up to date."""


class BlockBuilder:
    """Collects requests into a block until `finish` is called. Requests keep the order of the log."""

    def __init__(
        self,
        *,
        decode: Callable[[Delivery, Provenance], Incoming],
        set_aside: Callable[[Delivery, str], None],
        enricher: Enricher,
        traces: TraceBook,
        folder: UpdateFolder,
        logs: LogFolder,
        written: Callable[[], int],
        adopt: AdoptTraces,
    ) -> None:
        self._decode = decode
        self._set_aside = set_aside
        self._enricher = enricher
        self._traces = traces
        self._folder = folder
        self._logs = logs
        self._written = written
        self._unwritten: deque[tuple[int, list[ObservationRow]]] = deque()
        self._block = 0
        self._adopt = adopt
        self._requests: list[Request] = []
        self._states: dict[tuple[str, str], TraceState] = {}
        self.row_count = 0

    @property
    def is_empty(self) -> bool:
        """True when nothing was added since the last block."""
        return not self._requests

    def add(self, sequence: int, delivery: Delivery, *, now: float) -> list[Removal]:
        """Take one delivery into the block. Deletions in it are returned: they are due after this block.

        A record that cannot be decoded is set aside, its receipt says so, and it stays in the block without rows. Raises
        Transient, or OSError when it cannot even be set aside; then nothing was taken and the call may be repeated.
        """
        record = delivery.record
        receipt = Receipt.of(record, "stored")
        request = Request(sequence=sequence, delivery=delivery, receipt=receipt, rows=[], scores=[])
        provenance = provenance_of(record)
        try:
            incoming = self._decode(delivery, provenance)
        except Transient:
            raise
        except Exception as error:
            reason = str(error) if isinstance(error, LumetraError) else traceback.format_exc()
            self._set_request_aside(request, reason)
            self._requests.append(request)
            return []
        self._requests.append(request)
        try:
            self._take(request, incoming, provenance, now)
        except Exception:
            self._requests.pop()
            self._set_request_aside(request, traceback.format_exc())
            self._requests.append(request)
            return []
        version = row_version(delivery.logged_at_us)
        request.awaits_removal = bool(incoming.deletions)
        request.is_void = incoming.is_void
        return [
            Removal(project_id=record.project_id, deletion=deletion, version=version, receipt_id=record.receipt_id)
            for deletion in incoming.deletions
        ]

    def _set_request_aside(self, request: Request, reason: str) -> None:
        self._set_aside(request.delivery, reason)
        request.rows, request.scores = [], []
        receipt = request.receipt
        receipt.state, receipt.accepted, receipt.reasons = "failed", 0, [reason.strip().splitlines()[-1][:500]]

    def abandon(self, reason: str, *, low_water: int | None = None) -> Block:
        """In place of `finish` when that cannot succeed: a block of receipts that say so, every request set aside. Raises OSError."""
        for request in self._requests:
            self._set_request_aside(request, reason)
        self._folder.drop()
        self._logs.drop()
        return self._close_block(low_water)

    def _take(self, request: Request, incoming: Incoming, provenance: Provenance, now: float) -> None:
        created_at_us = request.delivery.logged_at_us
        version = row_version(created_at_us)
        touched = Touched(provenance=provenance, logged_at_us=created_at_us, request=len(self._requests) - 1)
        for trace_update in incoming.traces:
            self._update_trace(request, trace_update, now)
            self._folder.add_trace(trace_update, touched)
        for update in incoming.updates:
            self._folder.add_observation(update, touched)
        for event in incoming.log_events:
            self._logs.add_event(event, touched)
        for observation in incoming.observations:
            bound_times(observation)
            if self._logs.claims(provenance.project_id, observation):
                self._logs.add_span(observation, touched)
                continue
            self._observe(request, observation, now)
            request.rows.append(
                ObservationRow(observation=observation, provenance=provenance, version=version, created_at_us=created_at_us)
            )
        for score in incoming.scores:
            request.scores.append(ScoreRow(score=score, provenance=provenance, version=version, created_at_us=created_at_us))
        receipt = request.receipt
        receipt.accepted = sum(
            map(len, (incoming.observations, incoming.updates, incoming.log_events, incoming.scores, incoming.traces))
        )
        receipt.reject(incoming.rejected)
        if receipt.rejected and not receipt.accepted:
            receipt.state = "failed"
        if incoming.refused is not None:
            receipt.refuse(incoming.refused)
        receipt.trace_ids = _trace_ids(incoming)
        self.row_count += receipt.accepted

    def _state(self, project_id: str, trace_id: str, now: float) -> TraceState:
        key = (project_id, trace_id)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = self._traces.touch(project_id, trace_id, now)
        return state

    def _observe(self, request: Request, observation: Observation, now: float) -> None:
        state = self._state(request.delivery.record.project_id, observation.trace_id, now)
        if state.observe(observation) and state.stored:
            self._traces.mark_dirty(state, sequence=request.sequence, now=now)

    def _update_trace(self, request: Request, update: TraceUpdate, now: float) -> None:
        state = self._state(request.delivery.record.project_id, update.trace_id, now)
        state.min_start_us = min(state.min_start_us, update.timestamp_us)
        state.max_start_us = max(state.max_start_us, update.timestamp_us)
        if state.update(update) and state.stored:
            self._traces.mark_dirty(state, sequence=request.sequence, now=now)

    def finish(self, *, now: float, low_water: int | None = None) -> Block:
        """The block of everything added, its rows complete. `low_water` keeps the checkpoint back for work that follows it."""
        self._block += 1
        self._fold(now)
        self._adopt_old_traces(now)
        rows = [row for request in self._requests for row in request.rows]
        self._enricher.enrich(rows)
        for row in rows:
            row.trace = self._states[row.provenance.project_id, row.observation.trace_id].fields
        for state in self._states.values():
            state.stored = True
        self._traces.trim()
        self._unwritten.append((self._block, rows))
        return self._close_block(low_water)

    def _close_block(self, low_water: int | None) -> Block:
        requests, self._requests, self._states, self.row_count = self._requests, [], {}, 0
        return Block(
            number=self._block,
            requests=requests,
            low_water=self.low_water(requests[-1].sequence + 1 if low_water is None else low_water),
        )

    def _fold(self, now: float) -> None:
        self._forget_written()
        for folded in [*self._folder.fold(self._block), *self._logs.fold(self._block, self._recent_rows)]:
            request = self._requests[folded.request]
            bound_times(folded.row.observation)
            self._observe(request, folded.row.observation, now)
            request.rows.append(folded.row)
        self._folder.fold_scores([score for request in self._requests for score in request.scores])

    def _recent_rows(self) -> Iterable[ObservationRow]:
        """Rows that the table does not show yet, oldest first."""
        for _, rows in self._unwritten:
            yield from rows
        for request in self._requests:
            yield from request.rows

    def _forget_written(self) -> None:
        written = self._written()
        while self._unwritten and self._unwritten[0][0] <= written:
            self._unwritten.popleft()

    def _adopt_old_traces(self, now: float) -> None:
        """Traces that may have rows which memory no longer knows take over what those carry."""
        unknown: dict[str, list[TraceState]] = defaultdict(list)
        for state in self._states.values():
            if not state.stored and self._traces.may_have_rows(state, now=now):
                unknown[state.key[0]].append(state)
        first_sequence = self._requests[0].sequence
        for project_id, states in unknown.items():
            stored = self._adopt(project_id, states)
            for state in states:
                found = stored.get(state.key[1])
                if found is None:
                    continue
                state.min_start_us = min(state.min_start_us, found.min_start_us)
                state.max_start_us = max(state.max_start_us, found.max_start_us)
                state.adopt(found.fields)
                if state.fields != found.fields:
                    self._traces.mark_dirty(state, sequence=first_sequence, now=now)

    def rewrites(self, *, now: float, next_sequence: int, everything: bool = False) -> list[Rewrites]:
        """Statements due for traces whose stored rows are behind, one for each project."""
        self._forget_written()
        by_project: dict[str, list[TraceRewrite]] = defaultdict(list)
        for state in self._traces.take_settled(now=now, limit=REWRITE_LIMIT, everything=everything):
            project_id, trace_id = state.key
            by_project[project_id].append(
                TraceRewrite(
                    project_id=project_id,
                    trace_id=trace_id,
                    fields=state.fields,
                    min_start_us=state.min_start_us,
                    max_start_us=state.max_start_us,
                )
            )
        if not by_project:
            return []
        due = [Rewrites(traces=traces, low_water=0) for traces in by_project.values()]
        due[-1].low_water = self.low_water(next_sequence)
        return due

    def low_water(self, next_sequence: int) -> int:
        """The first sequence to which something is still owed, at most this one."""
        oldest = self._traces.oldest_dirty()
        return next_sequence if oldest is None else min(oldest, next_sequence)

    def forget(self, removal: Removal) -> None:
        """A deletion is under way: what memory knows of these traces is void."""
        self._folder.forget(removal.project_id, removal.deletion)
        self._logs.forget(removal.project_id, removal.deletion)
        if removal.deletion.whole_project:
            self._traces.forget_project(removal.project_id)
        self._traces.forget(removal.project_id, removal.deletion.trace_ids)


def _trace_ids(incoming: Incoming) -> list[str]:
    ids: Iterable[str] = dict.fromkeys(
        [
            *(o.trace_id for o in incoming.observations),
            *(u.trace_id for u in incoming.updates if isinstance(u.trace_id, str)),
            *(t.trace_id for t in incoming.traces),
            *(e.trace_id for e in incoming.log_events),
            *(s.trace_id for s in incoming.scores if s.trace_id),
        ]
    )
    return list(ids)[:MAX_TRACE_IDS]
