"""Rules in the wire's names, shared by the older and the newer API."""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import TargetKind
from lumetra.features.evaluation.content import VariableMapping
from lumetra.features.evaluation.rules.write_rules import Assigned, NewRule, assigned_to, default_settle
from lumetra.features.evaluation.tables import EvaluatorRow, RuleEvaluatorRow, RuleRow
from lumetra.features.evaluation.wire.wire_form import WireVariable, creator, read_mapping, wire_mapping
from lumetra.features.evaluation.wire.wire_rule_filter import filter_text, target_of_conditions, wire_conditions
from lumetra.features.evaluation.write_evaluators import find_by_name, parse_mapping
from lumetra.http.wire_time import wire_time


class WireAssignment(BaseModel):
    """An evaluator of a rule: by id (newer), or by name and type (older)."""

    evaluatorId: str | None = None
    evaluator: dict[str, Any] | None = None
    variableMapping: list[WireVariable] | None = None
    mapping: list[WireVariable] | None = None


class WireRule(BaseModel):
    """A rule as clients send it, of either API; null keeps what is stored on PATCH."""

    name: str | None = Field(default=None, min_length=1)
    enabled: bool | None = None
    sampling: float | None = None
    filter: list[Any] | None = None
    target: Literal["observation", "experiment"] | None = None
    evaluator: dict[str, Any] | None = None
    mapping: list[WireVariable] | None = None
    evaluators: list[WireAssignment] | None = Field(default=None, max_length=100)
    evaluatorAssignments: list[WireAssignment] | None = Field(default=None, max_length=100)


def read_rule(session: Session, project_id: str, body: WireRule, stored: RuleRow | None, *, newer: bool) -> NewRule:
    """The rule that the client wants, with what it left out from the stored one. Raises Refusal.

    `newer`: the API without a field for the target, where conditions say whether experiment items are meant.
    """
    if not body.model_fields_set:
        raise Refusal("At least one field is required")
    if body.evaluator is not None and body.evaluators is not None:
        raise Refusal("Give either evaluator or evaluators, not both")
    if stored is None and body.name is None:
        raise Refusal("name is required")
    if stored is not None and stored.target in ("trace", "session"):
        _check_only_switched_off(body)
    evaluators = _evaluators(session, project_id, body, stored)
    target, wire_filter, text = _what(body, stored, newer=newer)
    settle, seconds = default_settle(target)
    same = stored is not None and stored.target == target
    return NewRule(
        name=body.name or (stored.name if stored else ""),
        description=stored.description if stored else "",
        target=target,
        filter=text,
        wire_filter=wire_filter,
        sampling=body.sampling if body.sampling is not None else (stored.sampling if stored else 1.0),
        settle=stored.settle if stored and same else settle,  # pyright: ignore[reportArgumentType]  # checked when stored
        settle_seconds=stored.settle_seconds if stored and same else seconds,
        enabled=_enabled(body, stored, evaluators),
        queue_id=stored.queue_id if stored else "",
        evaluators=evaluators,
    )


def _check_only_switched_off(body: WireRule) -> None:
    """Rules about whole traces or sessions are older clients' legacy rules: read, switched off, deleted, and nothing else."""
    if body.model_fields_set != {"enabled"} or body.enabled is not False:
        raise Refusal(
            "This rule evaluates traces or sessions: here it can only be switched off or deleted; change it on its page"
        )


def _what(body: WireRule, stored: RuleRow | None, *, newer: bool) -> tuple[TargetKind, list[Any] | None, str]:
    """Target, the conditions as written (None: they were written in the grammar), and the grammar's text."""
    kept = cast("TargetKind", stored.target) if stored else "observation"
    named: TargetKind = kept if body.target is None else "experiment_item" if body.target == "experiment" else "observation"
    if body.filter is None:
        return (named, stored.wire_filter, stored.filter) if stored else (named, [], "")
    if not newer:
        return named, body.filter, filter_text(body.filter)
    target, conditions = target_of_conditions(body.filter)
    return target, body.filter, filter_text(conditions)


def _enabled(body: WireRule, stored: RuleRow | None, evaluators: list[Assigned]) -> bool:
    if body.enabled is None and stored is not None and not evaluators and not stored.queue_id:
        return False  # taking the last evaluator away switches a rule off
    return body.enabled if body.enabled is not None else (stored.enabled if stored else True)


def _evaluators(session: Session, project_id: str, body: WireRule, stored: RuleRow | None) -> list[Assigned]:
    given = body.evaluatorAssignments if body.evaluatorAssignments is not None else body.evaluators
    if given is None and body.evaluator is not None:
        given = [WireAssignment(evaluator=body.evaluator, mapping=body.mapping)]
    if given is None:
        rows = assigned_to(session, [stored.id])[stored.id] if stored else []
        return [
            Assigned(evaluator_id=row.evaluator_id, version=row.version, mapping=parse_mapping(row.mapping) if row.mapping else None)
            for row in rows
        ]  # fmt: skip
    assigned: list[Assigned] = []
    for one in given:
        mapping = one.variableMapping if one.variableMapping is not None else one.mapping
        evaluator_id = one.evaluatorId or _by_name(session, project_id, one.evaluator or {})
        assigned.append(Assigned(evaluator_id=evaluator_id, mapping=None if mapping is None else read_mapping(mapping)))
    return assigned


def _by_name(session: Session, project_id: str, named: dict[str, Any]) -> str:
    if named.get("id"):
        return str(named["id"])
    row = find_by_name(session, project_id, str(named.get("name", "")))
    return row.id if row is not None else f"no evaluator named {named.get('name', '')}"


def wire_rule(row: RuleRow, assigned: list[RuleEvaluatorRow]) -> dict[str, Any]:
    """A rule of the newer API."""
    return {
        "id": row.id, "name": row.name, "createdBy": creator(row.created_by), "enabled": row.enabled, "sampling": row.sampling,
        "filter": wire_conditions(row, with_target=True), "createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at),
        "evaluatorAssignments": [
            {"evaluatorId": one.evaluator_id, "variableMapping": wire_mapping(parse_mapping(one.mapping)) if one.mapping else None}
            for one in assigned
        ],
    }  # fmt: skip


def wire_old_rule(row: RuleRow, assigned: list[RuleEvaluatorRow], evaluators: dict[str, EvaluatorRow]) -> dict[str, Any]:
    """A rule of the older API: with its target, its pause, and the evaluators by name. Traces and sessions are its legacy target."""
    legacy = row.target in ("trace", "session")
    mapping_of = _legacy_mapping if legacy else wire_mapping
    shown = [
        {"evaluator": _named(evaluators[one.evaluator_id]), "mapping": mapping_of(parse_mapping(one.mapping or {}))}
        for one in assigned
        if one.evaluator_id in evaluators
    ]
    paused = next((evaluators[one.evaluator_id] for one in assigned if evaluators[one.evaluator_id].paused_reason), None)
    status = "inactive" if not row.enabled else "paused" if paused else "active"
    wire = {
        "id": row.id, "name": row.name, "evaluator": shown[0]["evaluator"] if shown else None, "evaluators": shown,
        "target": "trace" if legacy else {"experiment_item": "experiment"}.get(row.target, row.target),
        "enabled": row.enabled, "status": status, "pausedReason": paused.paused_reason if paused else None,
        "pausedMessage": paused.paused_message if paused else None, "sampling": row.sampling,
        "filter": wire_conditions(row, with_target=False), "mapping": shown[0]["mapping"] if shown else [],
        "createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at),
    }  # fmt: skip
    return wire | {"delay": int(row.settle_seconds * 1000), "timeScope": ["NEW"]} if legacy else wire


def _legacy_mapping(mapping: VariableMapping) -> list[dict[str, Any]]:
    return [{**one, "langfuseObject": "trace", "objectName": None} for one in wire_mapping(mapping)]


def _named(row: EvaluatorRow) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "type": "llm_as_judge" if row.kind == "judge" else "code", "scope": "project"}
