"""Applying a rule to history: first how many and what it will cost, then a durable job that queues them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from lumetra.domain.clock import Clock
from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import Target
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.engines.jobs import JobContext
from lumetra.features.evaluation.executions.queue_executions import Asked, known_share
from lumetra.features.evaluation.rules.apply_rule import ActiveRule, ApplyRules, is_drawn
from lumetra.features.evaluation.rules.estimate_cost import CostEstimate, CostEstimator
from lumetra.features.evaluation.rules.match_targets import (
    HISTORY_SCOPE,
    Place,
    Span,
    compile_filter,
    count_history,
    page_of_history,
)
from lumetra.features.evaluation.rules.walk_history import PAGE, page_done, walk_history
from lumetra.features.evaluation.rules.write_rules import get_rule

BACKFILL: Final = "evaluation.backfill"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`matches` meet the filter, about `drawn` of them are in the sample, `known` of the looked-at sample are evaluated already."""

    matches: int
    drawn: int
    executions: int
    known_share: float
    cost: CostEstimate
    targets: list[Target]


class Backfiller:
    """Previews and runs back-fills."""

    def __init__(
        self, database: Database, analytics: Analytics, apply: ApplyRules, estimator: CostEstimator, may_run: Callable[[], bool], clock: Clock
    ) -> None:  # fmt: skip
        self._database = database
        self._analytics = analytics
        self._apply = apply
        self._estimator = estimator
        self._may_run = may_run
        self._clock = clock

    def preview(self, rule: ActiveRule, asked: Sequence[Asked], window: Span) -> Preview:
        """What applying the rule to this stretch would do. Nothing is stored, so the rule may be one that is being written."""
        filter_ = compile_filter(rule.target, rule.filter, self._clock(), scope=HISTORY_SCOPE)
        matches = count_history(self._analytics, rule.project_id, rule.target, filter_, window)
        found, _ = page_of_history(self._analytics, rule.project_id, rule.target, filter_, window, Place(), 200)
        sample = [target for target in found if is_drawn(rule.id, rule.sampling, target)]
        drawn = round(matches * rule.sampling)
        known = known_share(self._database, asked, sample)
        executions = round(drawn * len(asked) * (1 - known))
        cost = self._estimator.estimate(rule.project_id, asked, sample[:10] or found[:10], round(drawn * (1 - known)))
        return Preview(matches=matches, drawn=drawn, executions=executions, known_share=known, cost=cost, targets=found[:20])

    def run(self, context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        """The job: a day at a time, a page at a time, oldest first. Waits while ingestion is behind."""
        window = Span(int(argument["start_us"]), int(argument["end_us"]))
        return walk_history(
            context, window, self._may_run, lambda day, after: self._page(context.project_id, argument, day, after)
        )

    def _page(self, project_id: str, argument: Mapping[str, Any], day: Span, after: Place) -> dict[str, Any]:
        with self._database.reading() as session:
            rule = ActiveRule.of(get_rule(session, project_id, str(argument["rule_id"])))
        filter_ = compile_filter(rule.target, rule.filter, self._clock(), scope=HISTORY_SCOPE)
        targets, last = page_of_history(self._analytics, project_id, rule.target, filter_, day, after, PAGE)
        return page_done(self._apply.take(rule, targets, origin="backfill"), len(targets), last)


def read_window(start: datetime, end: datetime) -> Span:
    """A stretch of history. Raises Refusal for one that is empty or longer than three years."""
    if end <= start:
        raise Refusal("The end of the time must be after its start")
    if (end - start).days > 3 * 366:
        raise Refusal("A back-fill covers at most three years; run several for more")
    return Span.between(start.astimezone(UTC), end.astimezone(UTC))
