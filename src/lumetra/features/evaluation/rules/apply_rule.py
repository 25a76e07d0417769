"""A rule on some targets: match in SQL, draw the sample, queue the executions, put them before people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lumetra.domain.clock import Clock
from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import AddToAnnotationQueue, Target, TargetKind, draw
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.features.evaluation.executions.queue_executions import ExecutionQueue, Origin, asked_by_rule
from lumetra.features.evaluation.rules.match_targets import (
    Link,
    Span,
    as_microseconds,
    compile_filter,
    match_linked,
    match_stored,
    members_scope,
)
from lumetra.features.evaluation.rules.write_rules import Settle
from lumetra.features.evaluation.tables import RuleRow

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ActiveRule:
    """What applying needs of a rule. `since`: nothing stored earlier concerns it."""

    id: str
    project_id: str
    target: TargetKind
    filter: str
    sampling: float
    settle: Settle
    settle_seconds: float
    since: datetime
    queue_id: str

    @classmethod
    def of(cls, row: RuleRow) -> ActiveRule:
        """From its row."""
        return cls(
            row.id, row.project_id, row.target, row.filter, row.sampling, row.settle, row.settle_seconds,  # pyright: ignore[reportArgumentType]  # checked when stored
            row.enabled_at or row.created_at, row.queue_id,
        )  # fmt: skip


@dataclass(frozen=True)
class ApplyRules:
    """`add_to_queue` is None while there are no annotation queues."""

    database: Database
    analytics: Analytics
    queue: ExecutionQueue
    clock: Clock
    add_to_queue: Callable[[], AddToAnnotationQueue | None]
    links_of: Callable[[str, Sequence[str]], Sequence[Link]]
    """(project id, trace ids) → executions of dataset items that clients linked to these traces."""

    def active_rules(self) -> dict[str, list[ActiveRule]]:
        """All rules that are switched on, by project."""
        with self.database.reading() as session:
            rows = list(session.scalars(sa.select(RuleRow).where(RuleRow.enabled.is_(True)).order_by(RuleRow.id)))
        found: dict[str, list[ActiveRule]] = {}
        for row in rows:
            found.setdefault(row.project_id, []).append(ActiveRule.of(row))
        return found

    def apply(self, rule: ActiveRule, keys: Sequence[str], window: Span) -> int:
        """Match the rule against these traces or sessions; returns how many executions are new."""
        try:
            filter_ = compile_filter(
                rule.target, rule.filter, self.clock(), ended=rule.settle == "at_once", scope=members_scope(rule.target)
            )
        except Refusal:  # a filter that an upgrade no longer understands must not stop the others
            log.exception("the filter of rule %s cannot be read", rule.id)
            return 0
        since = as_microseconds(rule.since)
        targets = match_stored(self.analytics, rule.project_id, rule.target, filter_, keys, window, since)
        if rule.target == "experiment_item":
            targets += self._linked(rule, keys, window, since, {target.trace_id for target in targets})
        return self.take(rule, targets, origin="rule")

    def _linked(self, rule: ActiveRule, keys: Sequence[str], window: Span, since_us: int, known: Collection[str]) -> list[Target]:
        """Executed items whose spans do not say so themselves, because an older client linked them."""
        found: list[Target] = []
        for link in self.links_of(rule.project_id, keys):
            if link.trace_id not in known:
                target = match_linked(self.analytics, rule.project_id, link, rule.filter, self.clock(), window, since_us)
                found.extend([target] if target else [])
        return found

    def take(self, rule: ActiveRule, targets: Sequence[Target], *, origin: Origin) -> int:
        """Draw the sample from targets that matched, and queue it; returns how many executions are new."""
        drawn = [target for target in targets if is_drawn(rule.id, rule.sampling, target)]
        if not drawn:
            return 0
        add = self.add_to_queue()
        if rule.queue_id and add is not None:
            try:
                add(rule.project_id, rule.queue_id, drawn)
            except Refusal as refusal:
                log.warning("rule %s could not fill its annotation queue: %s", rule.id, refusal.message)
        with self.database.reading() as session:
            asked = asked_by_rule(session, rule.id)
        return self.queue.add(rule.project_id, asked, drawn, origin=origin, rule_id=rule.id)


def is_drawn(rule_id: str, sampling: float, target: Target) -> bool:
    """Whether the target is in the rule's sample."""
    return sampling >= 1 or draw(rule_id, target.key) < sampling
