"""Why a rule did or did not evaluate a target: every condition with what it found, the draw, what it waits for, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa

from lumetra.domain.clock import Clock
from lumetra.domain.errors import NotFound
from lumetra.domain.evaluation import EVALUATION_ENVIRONMENT, Target, TargetKind, draw, execution_id
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.engines.database import Database
from lumetra.features.evaluation.executions.queue_executions import asked_by_rule
from lumetra.features.evaluation.rules.apply_rule import ActiveRule
from lumetra.features.evaluation.rules.match_targets import ITEM_ROOT, READ_SETTINGS, SUBJECTS
from lumetra.features.evaluation.rules.watch_stored import GIVE_UP
from lumetra.features.evaluation.tables import DoneRow, EvaluatorRow, ExecutionRow, RuleRow
from lumetra.querylang import Checked, Compiled, Kind, check, parse, to_sql, to_text
from lumetra.querylang.checked import AllOf, AnyOf, Negated
from lumetra.querylang.syntax import And, Node

_PACKAGE: Final = "lumetra.features.evaluation"
Answer = Literal[
    "evaluated", "failed", "waiting", "paused", "cancelled", "not_matched", "sampled_out", "settling", "not_ended", "switched_off",
    "stored_before", "own_trace", "not_applicable", "soon", "no_evaluator", "to_queue",
]  # fmt: skip


@dataclass(frozen=True)
class ConditionResult:
    """One condition of the filter, as text, whether the target meets it, and what the field holds (empty for whole groups)."""

    text: str
    met: bool
    found: str


@dataclass(kw_only=True)
class Explanation:
    """`answer` is the first reason that holds. `until` is when a waiting thing will be looked at, None when nobody can know."""

    answer: Answer
    target: Target
    conditions: list[ConditionResult] = field(default_factory=list[ConditionResult])
    drawn_number: float = 0.0
    until: datetime | None = None
    executions: list[ExecutionRow] = field(default_factory=list[ExecutionRow])
    forgotten: bool = False
    """It was evaluated so long ago that the log no longer holds it."""
    paused: dict[str, str] = field(default_factory=dict[str, str])


class WhyNot:
    """Answers from what is stored, so any process can."""

    def __init__(self, database: Database, analytics: Analytics, clock: Clock) -> None:
        self._database = database
        self._analytics = analytics
        self._clock = clock

    def explain(self, project_id: str, rule_row: RuleRow, trace_id: str, observation_id: str, session_id: str) -> Explanation:
        """For an observation, its trace, or its session, whichever the rule is about. Raises NotFound when it is not stored."""
        rule = ActiveRule.of(rule_row)
        facts = self._facts(project_id, trace_id, observation_id, session_id, rule.target)
        target = _target_of(rule.target, trace_id, observation_id, session_id or facts["session_id"])
        result = Explanation(answer="soon", target=target, drawn_number=draw(rule.id, target.key))
        if target.key == "":
            result.answer = "not_applicable"
            return result
        with self._database.reading() as session:
            asked = asked_by_rule(session, rule.id)
            ids = [execution_id(one.version_id, target) for one in asked]
            forgotten = sa.select(DoneRow.id).where(DoneRow.id.in_(ids)).limit(1)
            result.forgotten = session.scalar(forgotten) is not None
            result.executions = list(session.scalars(sa.select(ExecutionRow).where(ExecutionRow.id.in_(ids))))
            paused = session.scalars(sa.select(EvaluatorRow).where(EvaluatorRow.id.in_([one.evaluator_id for one in asked])))
            result.paused = {row.id: row.paused_message or row.paused_reason for row in paused if row.paused_reason}
        result.conditions = self._conditions(project_id, rule, target)
        result.answer = _answer(rule, rule_row, result, facts, bool(asked))
        if result.answer in ("settling", "soon"):
            result.until = _settled_at(rule, facts)
            if result.answer == "settling" and result.until <= self._clock():
                result.answer = "soon"
        return result

    def _facts(self, project_id: str, trace_id: str, observation_id: str, session_id: str, target: TargetKind) -> Row:
        sql = load_statement(_PACKAGE, "why_not_facts").text
        parameters = {
            "project_id": project_id,
            "trace_id": trace_id,
            "observation_id": observation_id,
            "session_id": session_id if target == "session" and not trace_id else "",
        }
        row = self._analytics.select(sql, parameters, settings=READ_SETTINGS)[0]
        if not row["observations"]:
            raise NotFound("This is not stored (yet): look for its receipt")
        return row

    def _conditions(self, project_id: str, rule: ActiveRule, target: Target) -> list[ConditionResult]:
        """Each condition asked of the engine that also matches the rule, so that the two cannot disagree."""
        node = parse(rule.filter)
        parts: Sequence[Node] = node.items if isinstance(node, And) else (node,)
        if not parts and rule.target != "experiment_item":
            return []
        subject, now = SUBJECTS[rule.target], self._clock()
        is_group = rule.target in ("trace", "session")
        scope = f"{subject.group_key} = {{key:String}}" if is_group else "1"
        checked = [check(part, subject, now) for part in parts]
        compiled = [to_sql(one, subject, scope=scope, prefix=f"c{place}_") for place, one in enumerate(checked)]
        texts = [to_text(part) for part in parts]
        columns = [
            f"{one.sql} AS met{place}, {_found_sql(checked[place], is_group)} AS found{place}"
            for place, one in enumerate(compiled)
        ]
        if rule.target == "experiment_item":
            columns.append(f"({ITEM_ROOT}) AS met{len(columns)}, experiment_id AS found{len(columns)}")
            texts.append("is_experiment_item_root:true")
        row = self._ask(project_id, target, columns, compiled, subject.group_key)
        if row is None:
            return []
        return [
            ConditionResult(text, bool(row[f"met{place}"]), str(row[f"found{place}"])[:200]) for place, text in enumerate(texts)
        ]

    def _ask(
        self, project_id: str, target: Target, columns: Sequence[str], compiled: Sequence[Compiled], group_key: str
    ) -> Row | None:
        parameters: dict[str, Any] = {"project_id": project_id, "trace_id": target.trace_id, "id": target.observation_id}
        for one in compiled:
            parameters.update(one.parameters)
        if group_key:
            sql = load_statement(_PACKAGE, "why_not_group").with_slots(columns=", ".join(columns), key=group_key)
            parameters["key"] = target.key
        else:
            sql = load_statement(_PACKAGE, "why_not_observation").with_slots(columns=", ".join(columns))
        rows = self._analytics.select(sql, parameters, settings=READ_SETTINGS)
        return rows[0] if rows else None


def _target_of(kind: TargetKind, trace_id: str, observation_id: str, session_id: str) -> Target:
    match kind:
        case "session":
            return Target(kind=kind, session_id=session_id)
        case "trace":
            return Target(kind=kind, trace_id=trace_id)
        case _:
            return Target(kind=kind, trace_id=trace_id if observation_id else "", observation_id=observation_id)


def _answer(rule: ActiveRule, row: RuleRow, result: Explanation, facts: Row, has_evaluator: bool) -> Answer:
    states = {execution.state for execution in result.executions}
    waiting = [execution for execution in result.executions if execution.state in ("waiting", "running")]
    if waiting:
        return "paused" if all(execution.evaluator_id in result.paused for execution in waiting) else "waiting"
    answers: dict[str, Answer] = {"failed": "failed", "done": "evaluated", "cancelled": "cancelled"}
    for state, answer in answers.items():
        if state in states:
            return answer
    if result.forgotten:
        return "evaluated"
    if facts["environment"] == EVALUATION_ENVIRONMENT:
        return "own_trace"
    if not row.enabled:
        return "switched_off"
    if not has_evaluator and not rule.queue_id:
        return "no_evaluator"
    if facts["stored_at"] < rule.since:
        return "stored_before"
    if not all(condition.met for condition in result.conditions):
        return "not_matched"
    if result.drawn_number >= rule.sampling:
        return "sampled_out"
    if rule.settle == "at_once" and not facts["ended"]:
        return "not_ended"
    return "settling" if has_evaluator else "to_queue"


def _settled_at(rule: ActiveRule, facts: Row) -> datetime:
    """When the watch will take it, if nothing more arrives."""
    quiet = facts["last_at"] + timedelta(seconds=rule.settle_seconds)
    if rule.settle == "root_end" and not facts["root_ended"]:
        return facts["last_at"] + GIVE_UP
    return quiet


def _found_sql(node: Checked, is_group: bool) -> str:
    """What the field of a single condition holds, as text."""
    if isinstance(node, Negated):
        return _found_sql(node.item, is_group)
    if isinstance(node, AllOf | AnyOf):
        fields = {item.field.name for item in node.items if not isinstance(item, AllOf | AnyOf | Negated)}
        if len(fields) != 1 or len(fields) < len({type(item) for item in node.items} & {AllOf, AnyOf, Negated}):
            return "''"
        return _found_sql(node.items[0], is_group)
    if node.field.kind in (Kind.SCORES, Kind.METADATA, Kind.NUMBERS) or node.field.any_row or node.field.sql == "search_text":
        return "''"
    return f"ifNull(toString({node.field.sql}), '')"
