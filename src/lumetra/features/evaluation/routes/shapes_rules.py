"""What `/api/v1` says about rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from pydantic import BaseModel, Field

from lumetra.domain.evaluation import TargetKind
from lumetra.features.evaluation.content import VariableMapping, VariableSource
from lumetra.features.evaluation.executions.read_executions import Activity
from lumetra.features.evaluation.routes.shapes_executions import EvaluationExecutionOut, EvaluationTargetOut
from lumetra.features.evaluation.rules.why_not import Answer, Explanation
from lumetra.features.evaluation.rules.write_rules import Assigned, NewRule, Settle, default_settle
from lumetra.features.evaluation.tables import RuleEvaluatorRow, RuleRow
from lumetra.http.dollars import Dollars


class AssignedIn(BaseModel):
    """An evaluator of the rule. `version` null: always the newest; `mapping` null: the version's own."""

    evaluator_id: str
    version: int | None = None
    mapping: VariableMapping | None = None


class EvaluationRuleIn(BaseModel):
    """A rule. `settle` null: what suits the target (an observation at once, a trace at its root's end, a session after 15 minutes
    of silence). `sampling` is a share above 0, at most 1; the draw depends on rule and target alone."""

    name: str
    description: str = ""
    target: TargetKind = "observation"
    filter: str = ""
    sampling: float = Field(default=1.0, gt=0, le=1)
    settle: Settle | None = None
    settle_seconds: float | None = None
    enabled: bool = True
    queue_id: str = ""
    evaluators: list[AssignedIn] = Field(default=[], max_length=100)

    def as_new(self) -> NewRule:
        """With what was left open filled in."""
        settle, seconds = default_settle(self.target)
        return NewRule(
            name=self.name, description=self.description, target=self.target, filter=self.filter, sampling=self.sampling,
            settle=self.settle or settle, settle_seconds=seconds if self.settle_seconds is None else self.settle_seconds,
            enabled=self.enabled, queue_id=self.queue_id,
            evaluators=[Assigned(evaluator_id=one.evaluator_id, version=one.version, mapping=one.mapping) for one in self.evaluators],
        )  # fmt: skip


class EvaluationRuleSwitch(BaseModel):
    """On or off."""

    enabled: bool


class AssignedOut(BaseModel):
    """An evaluator of a rule, and why it is paused if it is."""

    evaluator_id: str
    name: str
    kind: str
    version: int | None
    mapping: dict[str, VariableSource] | None
    paused_reason: str
    paused_message: str


class EvaluationRuleOut(BaseModel):
    """A rule. `enabled_at` is since when it applies. `cost_usd` is that of the last seven days."""

    id: str
    name: str
    description: str
    target: TargetKind
    filter: str
    sampling: float
    settle: Settle
    settle_seconds: float
    enabled: bool
    enabled_at: datetime | None
    queue_id: str
    evaluators: list[AssignedOut]
    last_runs: list[str]
    executions: int
    waiting: int
    cost_usd: Dollars
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(
        cls, row: RuleRow, assigned: list[RuleEvaluatorRow], evaluators: dict[str, Any], activity: Activity | None
    ) -> EvaluationRuleOut:
        """From its row, its evaluators, and what it did."""
        did = activity or Activity()
        names = ("id", "name", "description", "target", "filter", "sampling", "settle", "settle_seconds", "enabled", "enabled_at",
                 "queue_id", "created_by", "created_at", "updated_at")  # fmt: skip
        shown = [_assigned(one, evaluators[one.evaluator_id]) for one in assigned if one.evaluator_id in evaluators]
        return cls(
            **{name: getattr(row, name) for name in names}, evaluators=shown, last_runs=did.last_runs, executions=did.executions,
            waiting=did.waiting, cost_usd=did.cost_usd,
        )  # fmt: skip


class EvaluationRuleList(BaseModel):
    """All rules of a project, newest first."""

    data: list[EvaluationRuleOut]


class EvaluationPreviewIn(EvaluationRuleIn):
    """A rule that is being written (`id` of a stored one draws as it would), and the stretch of history to look at."""

    name: str = "preview"
    id: str = ""
    start: datetime
    end: datetime


class EvaluationPreviewOut(BaseModel):
    """`matches` meet the filter, about `drawn` fall into the sample, about `executions` would run. `cost_usd` null: no price is known.

    `cost_basis`: `runs` (what these versions cost so far), `prompts` (length of prompts on real targets), `free`, `unknown`.
    """

    matches: int
    drawn: int
    executions: int
    known_share: float
    cost_usd: float | None
    cost_basis: str
    targets: list[EvaluationTargetOut]


class BackfillIn(BaseModel):
    """The stretch of history."""

    start: datetime
    end: datetime


class BackfillOut(BaseModel):
    """A back-fill. `queued` counts new executions, null until it ends."""

    id: str
    state: str
    start: datetime
    end: datetime
    done: int
    total: int
    note: str
    queued: int | None
    error: str
    created_at: datetime


class BackfillList(BaseModel):
    """The back-fills of a rule, newest first; they are remembered for a week after their end."""

    data: list[BackfillOut]


class ConditionOut(BaseModel):
    """A condition of the filter, whether it is met, and what the field holds."""

    text: str
    met: bool
    found: str


class WhyNotOut(BaseModel):
    """Why a rule did or did not evaluate a target. `answer` is the first reason that holds; `until` when a waiting thing is looked at.

    `drawn_number` is this target's fixed draw in [0, 1): it is in the sample when below `sampling`.
    """

    rule_id: str
    rule_name: str
    answer: Answer
    target: EvaluationTargetOut
    conditions: list[ConditionOut]
    sampling: float
    drawn_number: float
    settle: Settle
    settle_seconds: float
    until: datetime | None
    executions: list[EvaluationExecutionOut]
    paused: dict[str, str]

    @classmethod
    def of(cls, rule: RuleRow, found: Explanation) -> WhyNotOut:
        """From an explanation."""
        return cls(
            rule_id=rule.id, rule_name=rule.name, answer=found.answer, target=EvaluationTargetOut.of(found.target),
            conditions=[ConditionOut(text=one.text, met=one.met, found=one.found) for one in found.conditions],
            sampling=rule.sampling, drawn_number=found.drawn_number, settle=cast("Settle", rule.settle), settle_seconds=rule.settle_seconds,
            until=found.until, executions=[EvaluationExecutionOut.of(row) for row in found.executions], paused=found.paused,
        )  # fmt: skip


class WhyNotList(BaseModel):
    """Every rule's answer."""

    data: list[WhyNotOut]


def _assigned(row: RuleEvaluatorRow, evaluator: Any) -> AssignedOut:
    mapping = None if row.mapping is None else {name: VariableSource.model_validate(one) for name, one in row.mapping.items()}
    return AssignedOut(
        evaluator_id=row.evaluator_id, name=evaluator.name, kind=evaluator.kind, version=row.version, mapping=mapping,
        paused_reason=evaluator.paused_reason, paused_message=evaluator.paused_message,
    )  # fmt: skip
