"""Brings events of the log together with the spans they are about, whichever comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation
from lumetra.ingest.decode.log_events import LogEvent
from lumetra.ingest.fold.entity import place_of
from lumetra.ingest.fold.fold_updates import FoldedRow, StoredRows, Touched, rows_of
from lumetra.ingest.fold.span_entity import SpanEntity
from lumetra.ingest.fold.window import Key, Window
from lumetra.ingest.write.rows import LOG_STEP, ObservationRow, row_version


class LogFolder:
    """For the preparing thread only. Spans pass it by unless events of the log may belong to them.

    A span is written whole, so one that comes after its events would hide what they said: `claims` says which spans to hand
    over instead. These are the spans that the window knows and, because a stored row of events may be older than the window,
    GenAI spans without content that began before it.
    """

    def __init__(
        self, stored: StoredRows, *, started_at_us: int, written: Callable[[], int], max_bytes: int = 32 * 1024**2
    ) -> None:
        self._stored = stored
        self._spans: Window[SpanEntity] = Window(
            SpanEntity, started_at_us=started_at_us, max_bytes=max_bytes, max_entities=50_000, written=written
        )
        self._touched: dict[Key, tuple[SpanEntity, Touched]] = {}

    def claims(self, project_id: str, span: Observation) -> bool:
        """True when this span must come through here."""
        if (project_id, _place(span.trace_id, span.id)) in self._spans:
            return True
        may_follow = not span.input and not span.output and span.dialect.startswith("gen_ai")
        return may_follow and span.start_time_us < self._spans.horizon_us

    def add_event(self, event: LogEvent, touched: Touched) -> None:
        """One event of the log."""
        key = (touched.provenance.project_id, _place(event.trace_id, event.span_id))
        entity = self._spans.touch(key, begin_us=None, now_us=touched.logged_at_us)
        before = entity.size
        if entity.add(event, touched.provenance):
            self._spans.grew(entity.size - before)
            self._touched[key] = (entity, touched)

    def add_span(self, span: Observation, touched: Touched) -> None:
        """A span that is claimed."""
        key = (touched.provenance.project_id, _place(span.trace_id, span.id))
        entity = self._spans.touch(key, begin_us=None, now_us=touched.logged_at_us)
        before = entity.size
        entity.take_span(span)
        self._spans.grew(entity.size - before)
        self._touched[key] = (entity, touched)

    def fold(self, block: int, recent: Callable[[], Iterable[ObservationRow]]) -> list[FoldedRow]:
        """The rows of every span the present block said something about. `recent` are rows on their way to the table, oldest first."""
        if not self._touched:
            return []
        self._resolve(recent)
        rows: list[FoldedRow] = []
        for entity, touched in self._touched.values():
            rows += rows_of(entity, touched, block, step=LOG_STEP) if entity.has_news else []
        self._touched.clear()
        self._spans.trim()
        return rows

    def drop(self) -> None:
        """Forget the events of the present block and everything they were about."""
        self._spans.forget(iter(self._touched))
        self._touched.clear()

    def _resolve(self, recent: Callable[[], Iterable[ObservationRow]]) -> None:
        """Find what is stored of the spans, or on its way there."""
        open_keys = {key for key, (entity, _) in self._touched.items() if not entity.is_resolved}
        if not open_keys:
            return
        for row in recent():
            key = (row.provenance.project_id, _place(row.observation.trace_id, row.observation.id))
            if key in open_keys and not row.is_deleted:
                self._settle(key, row.observation, row.version, row.created_at_us)
        wanted: dict[str, dict[str, str]] = defaultdict(dict)
        for key in open_keys:
            if not self._touched[key][0].is_resolved:
                trace_id, _, span_id = key[1].partition("\n")
                wanted[key[0]][span_id] = trace_id
        for project_id, ids in wanted.items():
            for span_id, stored in self._stored.observations(project_id, ids).items():
                key = (project_id, _place(stored.observation.trace_id, span_id))
                if key in open_keys:
                    self._settle(key, stored.observation, stored.version, stored.created_at_us)
        for key in open_keys:
            self._touched[key][0].is_resolved, self._touched[key][0].light = True, False

    def _settle(self, key: Key, observation: Observation, version: int, created_at_us: int) -> None:
        entity, touched = self._touched[key]
        entity.is_resolved, entity.light = True, False
        entity.base, entity.version, entity.created_at_us = observation, version, created_at_us
        entity.place = place_of(observation)
        if version >= row_version(touched.logged_at_us):
            entity.forget_news()

    def forget(self, project_id: str, deletion: Deletion) -> None:
        """What was deleted begins anew should it come again."""
        traces, spans = set(deletion.trace_ids), {_place(*pair) for pair in deletion.observations}
        self._spans.forget_where(
            lambda key, _: (
                key[0] == project_id and (deletion.whole_project or key[1] in spans or key[1].partition("\n")[0] in traces)
            )
        )


def _place(trace_id: str, span_id: str) -> str:
    """Span ids are unique within a trace only."""
    return f"{trace_id}\n{span_id}"
