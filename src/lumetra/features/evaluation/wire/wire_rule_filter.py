"""A rule's filter in the wire's conditions, both ways. What only the grammar can say travels in one condition of its own type."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from lumetra.domain.errors import Refusal
from lumetra.domain.evaluation import TargetKind
from lumetra.features.evaluation.rules.match_targets import SUBJECTS
from lumetra.features.evaluation.tables import RuleRow
from lumetra.querylang import parse, to_text
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import all_of
from lumetra.querylang.to_wire_filter import to_wire_filter
from lumetra.querylang.wire_filter import parse_wire_filter

OWN_COLUMN: Final = "lumetraFilter"
"""Column of the condition whose value is a filter in the grammar: of a type that every client knows, so that it can be sent back."""
_TABLES: Final[dict[TargetKind, str]] = {
    "observation": "evaluation-rules", "experiment_item": "evaluation-rules", "trace": "traces",
}  # fmt: skip
_ITEM_ROOT: Final = {"type": "boolean", "column": "isExperimentItemRootSpan", "operator": "=", "value": True}


def filter_text(conditions: list[Any]) -> str:
    """Conditions that a client wrote as the grammar's text. Raises Refusal."""
    own = [str(one.get("value", "")) for one in _objects(conditions) if one.get("column") == OWN_COLUMN]
    others = [one for one in _objects(conditions) if one.get("column") != OWN_COLUMN]
    node = parse_wire_filter(json.dumps(others), "evaluation-rules", OBSERVATIONS).node
    return to_text(all_of(node, *(parse(text) for text in own)))


def target_of_conditions(conditions: list[Any]) -> tuple[TargetKind, list[Any]]:
    """The target that the newer API asks for by a condition, and the other conditions: roots of experiment items, or observations."""
    others = [one for one in conditions if one not in (_ITEM_ROOT, {**_ITEM_ROOT, "operator": "<>", "value": False})]
    return ("experiment_item" if len(others) < len(conditions) else "observation"), others


def wire_conditions(row: RuleRow, *, with_target: bool) -> list[Any]:
    """The filter as clients read it: as one of them wrote it, else translated. `with_target`: the newer API, which has no field for it."""
    target = cast("TargetKind", row.target)
    _, conditions = target_of_conditions(_translated(row, target) if row.wire_filter is None else row.wire_filter)
    return [_ITEM_ROOT, *conditions] if with_target and target == "experiment_item" else conditions


def _translated(row: RuleRow, target: TargetKind) -> list[Any]:
    node = parse(row.filter)
    if target not in _TABLES:
        return [_own(row.filter)] if row.filter else []
    conditions, rest = to_wire_filter(node, _TABLES[target], SUBJECTS[target])
    return conditions if rest is None else [*conditions, _own(to_text(rest))]


def _own(text: str) -> dict[str, Any]:
    return {"type": "stringObject", "column": OWN_COLUMN, "key": "grammar", "operator": "=", "value": text}


def _objects(conditions: list[Any]) -> list[dict[str, Any]]:
    if not all(isinstance(one, dict) for one in conditions):
        raise Refusal("Invalid filter parameter: a condition is no object")
    return cast("list[dict[str, Any]]", conditions)
