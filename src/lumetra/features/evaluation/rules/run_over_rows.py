"""Evaluators on rows that a person chose in a table, or on all that a filter finds: how many and for how much, then a durable job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, Protocol

import msgspec

from lumetra.domain.clock import Clock
from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import Target
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.engines.jobs import JobContext
from lumetra.features.evaluation.executions.queue_executions import Asked, ExecutionQueue, asked_by_versions, known_share
from lumetra.features.evaluation.rules.estimate_cost import CostEstimate, CostEstimator
from lumetra.features.evaluation.rules.match_targets import (
    HISTORY_SCOPE,
    SUBJECTS,
    Place,
    Span,
    compile_checked,
    compile_filter,
    count_history,
    match_stored,
    members_scope,
    page_of_history,
)
from lumetra.features.evaluation.rules.walk_history import MAX_TARGETS, PAGE, page_done, wait_for_room, walk_history
from lumetra.querylang import Checked, Compiled, Subject

RUN_OVER_ROWS: Final = "evaluation.run_over_rows"
MAX_CHOSEN: Final = 1_000
_SAMPLE: Final = 200
_LATER_US: Final = 86_400_000_000
"""Steps of a chosen trace may begin this long behind the stretch of time that the table showed."""


class ReadFilter(Protocol):
    """How tables read their filters, conditions on comments among them."""

    def __call__(self, project_id: str, subject: Subject, text: str, now: datetime) -> Checked:
        """Checked at `now`, which relative dates count from. Raises FilterError."""
        ...


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a table, as a job keeps them: chosen ones, `(trace id, observation id or empty)`, or all that the filter finds."""

    target: Literal["observation", "trace"]
    start_us: int
    end_us: int
    now: datetime
    filter: str = ""
    chosen: tuple[tuple[str, str], ...] | None = None

    @property
    def window(self) -> Span:
        """The stretch of time."""
        return Span(self.start_us, self.end_us)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A job's argument: the rows, and by version the mapping that was asked for (None: the version's own)."""

    rows: Rows
    mappings: dict[str, dict[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class RowsPreview:
    """`matches` rows are there, about `executions` would run (of chosen rows exactly), those that ran before left out."""

    matches: int
    executions: int
    cost: CostEstimate


class RowsRunner:
    """Previews runs and works them off."""

    def __init__(
        self, database: Database, analytics: Analytics, queue: ExecutionQueue, estimator: CostEstimator, read_filter: ReadFilter,
        may_run: Callable[[], bool], clock: Clock,
    ) -> None:  # fmt: skip
        self._database = database
        self._analytics = analytics
        self._queue = queue
        self._estimator = estimator
        self._read_filter = read_filter
        self._may_run = may_run
        self._clock = clock

    def preview(self, project_id: str, rows: Rows, asked: Sequence[Asked]) -> RowsPreview:
        """What a run would do. Nothing is stored. Raises Refusal for a filter that cannot be read, and for too many rows."""
        if rows.chosen is not None:
            sample = self._chosen(project_id, rows, rows.chosen)
            matches = len(sample)
        else:
            filter_ = self._compiled(project_id, rows)
            matches = count_history(self._analytics, project_id, rows.target, filter_, rows.window)
            sample, _ = page_of_history(self._analytics, project_id, rows.target, filter_, rows.window, Place(), _SAMPLE)
        if matches > MAX_TARGETS:
            raise Refusal(f"A run evaluates at most {MAX_TARGETS:,} rows, and {matches:,} match: narrow the filter or the time")
        left = 1 - known_share(self._database, asked, sample)
        cost = self._estimator.estimate(project_id, asked, sample[:10], round(matches * left))
        return RowsPreview(matches=matches, executions=round(matches * len(asked) * left), cost=cost)

    def run(self, context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        """The job: queues what is there, each row once for each version, and is found by the executions' `run_id`."""
        run = msgspec.convert(argument, Run)
        if run.rows.chosen is None:
            return walk_history(context, run.rows.window, self._may_run, lambda day, after: self._page(context, run, day, after))
        wait_for_room(context, self._may_run)
        chosen = run.rows.chosen
        return context.step("queue the chosen", lambda: self._queue_chosen(context, run, chosen))

    def _page(self, context: JobContext, run: Run, day: Span, after: Place) -> dict[str, Any]:
        rows, filter_ = run.rows, self._compiled(context.project_id, run.rows)
        targets, last = page_of_history(self._analytics, context.project_id, rows.target, filter_, day, after, PAGE)
        return page_done(self._take(context, run, targets), len(targets), last)

    def _queue_chosen(self, context: JobContext, run: Run, chosen: Sequence[tuple[str, str]]) -> dict[str, int]:
        targets = self._chosen(context.project_id, run.rows, chosen)
        return {"queued": self._take(context, run, targets), "matched": len(targets)}

    def _take(self, context: JobContext, run: Run, targets: Sequence[Target]) -> int:
        with self._database.reading() as session:  # anew for each page: an evaluator may have been deleted
            asked = asked_by_versions(session, context.project_id, list(run.mappings))
        asked = [replace(one, mapping=run.mappings[one.version_id]) for one in asked]
        return self._queue.add(context.project_id, asked, targets, origin="manual", run_id=context.job_id)

    def _compiled(self, project_id: str, rows: Rows) -> Compiled:
        checked = self._read_filter(project_id, SUBJECTS[rows.target], rows.filter, rows.now)
        return compile_checked(rows.target, checked, scope=HISTORY_SCOPE)

    def _chosen(self, project_id: str, rows: Rows, chosen: Sequence[tuple[str, str]]) -> list[Target]:
        """Those of the chosen rows that are stored and no judge's own."""
        any_row = compile_filter(rows.target, "", rows.now, scope=members_scope(rows.target))
        window, keys = Span(rows.start_us, rows.end_us + _LATER_US), list(dict.fromkeys(trace_id for trace_id, _ in chosen))
        found = match_stored(self._analytics, project_id, rows.target, any_row, keys, window, 0)
        wanted = set(chosen)
        return [target for target in found if (target.trace_id, target.observation_id) in wanted]
