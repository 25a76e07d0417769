"""Brings together what arrives in pieces: events about observations, updates of traces, scores that are sent again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation, Provenance, Score, TraceUpdate
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.fold.entity import Entity, Place, TraceEntity, place_of
from lumetra.ingest.fold.span_entity import SpanEntity
from lumetra.ingest.fold.window import CLOCK_MARGIN_US, Key, Window
from lumetra.ingest.write.rows import ObservationRow, ScoreRow, row_version, trace_row_id


class StoredObservation(msgspec.Struct, frozen=True, kw_only=True):
    """An observation as it is stored."""

    observation: Observation
    version: int
    created_at_us: int


class StoredTraceRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a trace itself."""

    update: TraceUpdate
    version: int
    created_at_us: int


class StoredScore(msgspec.Struct, frozen=True, kw_only=True):
    """What never changes of a score that is stored."""

    trace_id: str
    timestamp_us: int
    environment: str
    created_at_us: int


class StoredRows(Protocol):
    """Looks up what is stored. One call asks for many things of one project; what is not stored is missing in the answer."""

    def observations(self, project_id: str, wanted: Mapping[str, str]) -> Mapping[str, StoredObservation]:
        """By observation id. `wanted` maps it to its trace id, or to the empty string when that is not known."""
        ...

    def trace_rows(self, project_id: str, trace_ids: Sequence[str]) -> Mapping[str, StoredTraceRow]:
        """By trace id."""
        ...

    def scores(self, project_id: str, ids: Sequence[str]) -> Mapping[str, StoredScore]:
        """By score id."""
        ...


class Touched(msgspec.Struct, kw_only=True):
    """An entity that events of the present block are about."""

    provenance: Provenance
    logged_at_us: int
    request: int


class FoldedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that folding made, and the request (its index in the block) that said the last piece of it."""

    row: ObservationRow
    request: int


class UpdateFolder:
    """Collects the pieces of a block and folds them when it ends. For the preparing thread only."""

    def __init__(
        self, stored: StoredRows, *, started_at_us: int, written: Callable[[], int], max_bytes: int = 64 * 1024**2
    ) -> None:
        self._stored = stored
        self._observations: Window[Entity] = Window(
            Entity, started_at_us=started_at_us, max_bytes=max_bytes, max_entities=150_000, written=written
        )
        self._traces: Window[TraceEntity] = Window(
            TraceEntity, started_at_us=started_at_us, max_bytes=max_bytes // 4, max_entities=50_000, written=written
        )
        self._scores: dict[Key, StoredScore] = {}
        self._score_horizon_us = started_at_us
        self._touched: dict[Key, tuple[Entity, Touched]] = {}
        self._touched_traces: dict[Key, tuple[TraceEntity, Touched]] = {}

    def add_observation(self, update: ObservationUpdate, touched: Touched) -> None:
        """One event about one observation."""
        key = (touched.provenance.project_id, update.id)
        begin_us = update.start_time_us if isinstance(update.start_time_us, int) else None
        entity = self._observations.touch(key, begin_us=begin_us, now_us=touched.logged_at_us)
        before = entity.size
        if entity.add(update):
            self._observations.grew(entity.size - before)
            self._touched[key] = (entity, touched)

    def add_trace(self, update: TraceUpdate, touched: Touched) -> None:
        """One update of one trace."""
        key = (touched.provenance.project_id, update.trace_id)
        entity = self._traces.touch(key, begin_us=update.timestamp_us, now_us=touched.logged_at_us)
        before = entity.size
        if entity.add(update):
            self._traces.grew(entity.size - before)
            self._touched_traces[key] = (entity, touched)

    def fold(self, block: int) -> list[FoldedRow]:
        """The rows of everything the present block said something about."""
        self._resolve()
        self._resolve_traces()
        rows: list[FoldedRow] = []  # an entity without pieces is stored: the log is being read again
        for entity, touched in self._touched.values():
            rows += rows_of(entity, touched, block) if entity.pieces else []
        for entity, touched in self._touched_traces.values():
            rows += rows_of(entity, touched, block, is_trace=True) if entity.pieces else []
        self._touched.clear()
        self._touched_traces.clear()
        self._observations.trim()
        self._traces.trim()
        return rows

    def drop(self) -> None:
        """Forget the pieces of the present block and everything they were about."""
        self._observations.forget(iter(self._touched))
        self._traces.forget(iter(self._touched_traces))
        self._touched.clear()
        self._touched_traces.clear()

    def _resolve(self) -> None:
        """Look up what may be stored, and drop pieces that the stored row already holds (the log is being read again)."""
        wanted: dict[str, dict[str, str]] = defaultdict(dict)
        for (project_id, entity_id), (entity, _) in self._touched.items():
            if not entity.is_resolved:
                traces = (piece.trace_id for piece in entity.pieces.values() if isinstance(piece.trace_id, str))
                wanted[project_id][entity_id] = next(traces, "")
        for project_id, ids in wanted.items():
            found = self._stored.observations(project_id, ids)
            for entity_id in ids:
                entity, touched = self._touched[project_id, entity_id]
                entity.is_resolved, entity.light = True, False
                stored = found.get(entity_id)
                if stored is None:
                    continue
                entity.base, entity.version, entity.created_at_us = stored.observation, stored.version, stored.created_at_us
                entity.place = place_of(stored.observation)
                if stored.version >= row_version(touched.logged_at_us):
                    entity.pieces.clear()

    def _resolve_traces(self) -> None:
        wanted: dict[str, list[str]] = defaultdict(list)
        for (project_id, trace_id), (entity, _) in self._touched_traces.items():
            if not entity.is_resolved:
                wanted[project_id].append(trace_id)
        for project_id, trace_ids in wanted.items():
            found = self._stored.trace_rows(project_id, trace_ids)
            for trace_id in trace_ids:
                entity, touched = self._touched_traces[project_id, trace_id]
                entity.is_resolved, entity.light = True, False
                stored = found.get(trace_id)
                if stored is None:
                    continue
                entity.base, entity.version, entity.created_at_us = stored.update, stored.version, stored.created_at_us
                entity.place = Place(trace_id, stored.update.timestamp_us // 3_600_000_000)
                if stored.version >= row_version(touched.logged_at_us):
                    entity.pieces.clear()

    def fold_scores(self, scores: list[ScoreRow]) -> None:
        """Give scores that were sent before the trace, time and environment they had then. Works in place."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for row in scores:
            key = (row.provenance.project_id, row.score.id)
            horizon = self._score_horizon_us + CLOCK_MARGIN_US
            if key not in self._scores and not horizon <= row.score.timestamp_us <= row.created_at_us + CLOCK_MARGIN_US:
                wanted[key[0]].append(key[1])
        for project_id, ids in wanted.items():
            for score_id, stored in self._stored.scores(project_id, ids).items():
                self._scores[project_id, score_id] = stored
        for row in scores:
            score, key = row.score, (row.provenance.project_id, row.score.id)
            known = self._scores.get(key)
            if known is None:
                self._scores[key] = _first_values(score, row.created_at_us)
                continue
            score.trace_id, score.timestamp_us, score.environment = known.trace_id, known.timestamp_us, known.environment
            row.created_at_us = known.created_at_us
        excess = len(self._scores) - 100_000
        for key in list(self._scores)[: max(excess, 0)]:
            self._score_horizon_us = max(self._score_horizon_us, self._scores.pop(key).created_at_us)

    def forget(self, project_id: str, deletion: Deletion) -> None:
        """What was deleted begins anew should it come again."""
        if deletion.whole_project:
            self._observations.forget_where(lambda key, _: key[0] == project_id)
            self._traces.forget_where(lambda key, _: key[0] == project_id)
            self._scores = {key: score for key, score in self._scores.items() if key[0] != project_id}
            return
        traces = set(deletion.trace_ids)
        if traces:
            self._observations.forget_where(
                lambda key, entity: key[0] == project_id and entity.place is not None and entity.place.trace_id in traces
            )
            self._traces.forget(iter([(project_id, trace_id) for trace_id in traces]))
        self._observations.forget(iter([(project_id, entity_id) for _, entity_id in deletion.observations]))
        for score_id in deletion.score_ids:
            self._scores.pop((project_id, score_id), None)
        if traces:
            gone = [key for key, score in self._scores.items() if key[0] == project_id and score.trace_id in traces]
            for key in gone:
                del self._scores[key]


def _first_values(score: Score, created_at_us: int) -> StoredScore:
    return StoredScore(
        trace_id=score.trace_id, timestamp_us=score.timestamp_us, environment=score.environment, created_at_us=created_at_us
    )


def rows_of(
    entity: Entity | TraceEntity | SpanEntity, touched: Touched, block: int, *, is_trace: bool = False, step: int = 0
) -> list[FoldedRow]:
    """The row of an entity that has something new, and the removal of one that turns out to lie in the wrong place.

    `step` is added to the row's version.
    """
    before = entity.place
    observation = entity.fold()
    entity.place = place_of(observation)
    entity.block = block
    entity.version = row_version(touched.logged_at_us) + step
    entity.created_at_us = entity.created_at_us or touched.logged_at_us
    row = ObservationRow(
        observation=observation,
        provenance=touched.provenance,
        version=entity.version,
        created_at_us=entity.created_at_us,
        is_trace=is_trace,
    )
    folded = [FoldedRow(row=row, request=touched.request)]
    if before is not None and before != entity.place:
        # An earlier piece did not know where it belongs; its row lies under another key and must go.
        misplaced = msgspec.structs.replace(
            observation,
            trace_id=before.trace_id,
            id=trace_row_id(before.trace_id) if is_trace else observation.id,
            start_time_us=before.hour * 3_600_000_000,
        )
        gone = msgspec.structs.replace(row, observation=misplaced, is_deleted=True)
        folded.append(FoldedRow(row=gone, request=touched.request))
    return folded
