"""Creating and changing rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.evaluation import TargetKind
from lumetra.domain.ids import new_id
from lumetra.features.evaluation.content import VariableMapping
from lumetra.features.evaluation.rules.match_targets import check_filter
from lumetra.features.evaluation.subjects.map_variables import check_path
from lumetra.features.evaluation.tables import ExecutionRow, RuleEvaluatorRow, RuleRow
from lumetra.features.evaluation.write_evaluators import get_version

Settle = Literal["at_once", "root_end", "idle"]
MAX_ACTIVE: Final = 500
MAX_SETTLE_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """An evaluator of a rule: None as version means always the newest, None as mapping the version's own."""

    evaluator_id: str
    version: int | None = None
    mapping: VariableMapping | None = None


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """What a caller wants."""

    name: str
    description: str = ""
    target: TargetKind
    filter: str = ""
    wire_filter: list[Any] | None = None
    sampling: float = 1.0
    settle: Settle
    settle_seconds: float = 0
    enabled: bool = True
    queue_id: str = ""
    evaluators: list[Assigned] = field(default_factory=list[Assigned])


def default_settle(target: TargetKind) -> tuple[Settle, float]:
    """When a target counts as complete unless a rule says otherwise."""
    defaults: dict[TargetKind, tuple[Settle, float]] = {
        "observation": ("at_once", 0),
        "trace": ("root_end", 5),
        "session": ("idle", 900),
        "experiment_item": ("root_end", 5),
    }
    return defaults[target]


def create_rule(session: Session, project_id: str, new: NewRule, actor: str, now: datetime) -> RuleRow:
    """Store a rule. It applies to what is stored from now on; history is for back-fills."""
    row = RuleRow(id=new_id(), project_id=project_id, enabled=False, enabled_at=None, created_by=actor, created_at=now)
    _fill(session, row, new, now)
    session.add(row)
    session.flush()
    _assign(session, row, new.evaluators)
    return row


def change_rule(session: Session, row: RuleRow, new: NewRule, now: datetime) -> None:
    """Replace a rule. Executions that exist stay; a disabled rule's waiting ones are cancelled."""
    _fill(session, row, new, now)
    session.execute(sa.delete(RuleEvaluatorRow).where(RuleEvaluatorRow.rule_id == row.id))
    _assign(session, row, new.evaluators)
    if not row.enabled:
        cancel_waiting(session, row, "The rule was switched off")


def switch_rule(session: Session, row: RuleRow, enabled: bool, now: datetime) -> None:
    """Switch on, from now on, or off, cancelling what waits."""
    if enabled and not row.enabled:
        if not row.queue_id and not assigned_to(session, [row.id])[row.id]:
            raise Refusal("An active rule needs an evaluator or an annotation queue")
        _check_room(session, row.project_id)
        row.enabled_at = now
    if not enabled:
        cancel_waiting(session, row, "The rule was switched off")
    row.enabled, row.updated_at = enabled, now


def delete_rule(session: Session, row: RuleRow) -> None:
    """Delete a rule; what waits for it is cancelled, what ran stays in the log."""
    cancel_waiting(session, row, "The rule was deleted")
    session.execute(sa.delete(RuleEvaluatorRow).where(RuleEvaluatorRow.rule_id == row.id))
    session.delete(row)


def cancel_waiting(session: Session, row: RuleRow, why: str) -> None:
    """Give up what this rule asked for and nobody has begun, except back-fills, which were asked for by name."""
    waiting = sa.update(ExecutionRow).where(
        ExecutionRow.project_id == row.project_id,
        ExecutionRow.rule_id == row.id,
        ExecutionRow.state == "waiting",
        ExecutionRow.origin == "rule",
    )
    session.execute(waiting.values(state="cancelled", error=why))


def get_rule(session: Session, project_id: str, rule_id: str) -> RuleRow:
    """One rule of this project. Raises NotFound."""
    row = session.get(RuleRow, rule_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Evaluation rule not found")
    return row


def list_rules(session: Session, project_id: str) -> list[RuleRow]:
    """All rules of a project, newest first."""
    return list(session.scalars(sa.select(RuleRow).where(RuleRow.project_id == project_id).order_by(RuleRow.id.desc())))


def assigned_to(session: Session, rule_ids: list[str]) -> dict[str, list[RuleEvaluatorRow]]:
    """The evaluators of rules, in their order."""
    query = sa.select(RuleEvaluatorRow).where(RuleEvaluatorRow.rule_id.in_(rule_ids)).order_by(RuleEvaluatorRow.place)
    found: dict[str, list[RuleEvaluatorRow]] = {rule_id: [] for rule_id in rule_ids}
    for row in session.scalars(query):
        found[row.rule_id].append(row)
    return found


def _fill(session: Session, row: RuleRow, new: NewRule, now: datetime) -> None:
    if not new.name.strip() or len(new.name) > 200:
        raise Refusal("A rule's name has 1 to 200 characters")
    if not 0 < new.sampling <= 1:
        raise Refusal("The sampling share is above 0 and at most 1")
    if not 0 <= new.settle_seconds <= MAX_SETTLE_SECONDS:
        raise Refusal("A target settles within 0 seconds and 24 hours")
    if new.settle == "at_once" and new.target != "observation":
        raise Refusal(
            "Only an observation can be evaluated at once: a trace or session must settle first, by its root's end or by idle time"
        )
    if new.settle == "root_end" and new.target == "session":
        raise Refusal("A session has no root: it settles by idle time")
    if new.enabled and not new.evaluators and not new.queue_id:
        raise Refusal("An active rule needs an evaluator or an annotation queue")
    check_filter(new.target, new.filter, now)
    if new.enabled and not row.enabled:
        _check_room(session, row.project_id)
        row.enabled_at = now
    row.name, row.description, row.target, row.filter, row.wire_filter = (
        new.name,
        new.description,
        new.target,
        new.filter,
        new.wire_filter,
    )
    row.sampling, row.settle, row.settle_seconds = new.sampling, new.settle, new.settle_seconds
    row.enabled, row.queue_id, row.updated_at = new.enabled, new.queue_id, now


def _check_room(session: Session, project_id: str) -> None:
    query = sa.select(sa.func.count()).select_from(RuleRow).where(RuleRow.project_id == project_id, RuleRow.enabled.is_(True))
    if (session.scalar(query) or 0) >= MAX_ACTIVE:
        raise Conflict(f"A project has at most {MAX_ACTIVE} active rules")


def _assign(session: Session, row: RuleRow, evaluators: list[Assigned]) -> None:
    seen: set[str] = set()
    for place, assigned in enumerate(evaluators):
        if assigned.evaluator_id in seen:
            raise Refusal("An evaluator stands twice in the rule")
        seen.add(assigned.evaluator_id)
        get_version(session, row.project_id, assigned.evaluator_id, assigned.version)
        for source in (assigned.mapping or {}).values():
            check_path(source.path)
        mapping = None if assigned.mapping is None else {name: source.model_dump() for name, source in assigned.mapping.items()}
        session.add(
            RuleEvaluatorRow(
                project_id=row.project_id,
                rule_id=row.id,
                evaluator_id=assigned.evaluator_id,
                place=place,
                version=assigned.version,
                mapping=mapping,
            )
        )
    session.flush()
