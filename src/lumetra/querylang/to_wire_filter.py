"""Writes a filter as the conditions of the Langfuse API (wire contract 1.7), so far as these can say it: the way back of `wire_filter`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lumetra.querylang.check import check
from lumetra.querylang.checked import (
    AllOf,
    AnyOf,
    Checked,
    CompareNumber,
    CompareTime,
    Equals,
    HasWords,
    IsFlag,
    Like,
    Negated,
    OneOf,
    Present,
)
from lumetra.querylang.fields import Field, Kind, Subject
from lumetra.querylang.syntax import And, Node
from lumetra.querylang.wire_filter import WIRE_COLUMNS

WireCondition = dict[str, Any]

_AS_TEXT: Final = ("version", "userId", "sessionId", "model", "input", "output", "statusMessage", "comment")
"""Columns whose equality clients write as type `string`; that of other texts is `stringOptions`."""
_PREFERRED: Final = ("tags", "environment", "datasetId", "model", "id", "name", "scores")
"""Where several columns are one field of ours, the name that is written."""
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


def to_wire_filter(node: Node, table: str, subject: Subject) -> tuple[list[WireCondition], Node | None]:
    """The conditions that all hold, and what they cannot say (None: nothing is left). `table` is one of WIRE_COLUMNS.

    Reading the conditions with `parse_wire_filter` and adding the rest gives a filter that means the same.
    """
    columns = _columns(table)
    written: list[WireCondition] = []
    left: list[Node] = []
    for part in node.items if isinstance(node, And) else (node,):
        checked = check(part, subject, _NOW)
        moves = check(part, subject, _NOW + timedelta(days=1)) != checked  # relative dates have no words there
        conditions = None if moves else _conditions(checked, columns)
        if conditions is None:
            left.append(part)
        else:
            written.extend(conditions)
    return written, And(tuple(left)) if left else None


def _columns(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, field in WIRE_COLUMNS[table].items():
        if field and not field.startswith(("-", "has:")) and (field not in found or column in _PREFERRED):
            found[field] = column
    return found


def _conditions(node: Checked, columns: dict[str, str]) -> list[WireCondition] | None:
    """One condition, or for a conjunction one for each part; None when a part cannot be said."""
    whole = _condition(node, columns)
    if whole is not None or not isinstance(node, AllOf):
        return None if whole is None else [whole]
    parts = [_conditions(item, columns) for item in node.items]
    said = [part for part in parts if part is not None]
    return [condition for part in said for condition in part] if len(said) == len(parts) else None


def _condition(node: Checked, columns: dict[str, str]) -> WireCondition | None:
    match node:
        case Negated(item):
            return _negated(item, columns)
        case Equals(field, key, text):
            return _equals(field, key, text, columns)
        case OneOf(field, key, texts):
            return _options(field, key, "any of", texts, columns)
        case AnyOf(items) | AllOf(items):
            return _same_field(items, "any of" if isinstance(node, AnyOf) else "all of", columns)
        case Like(field, key, parts):
            return _like(field, key, parts, columns)
        case HasWords():
            return None  # only some tables know `matches`
        case CompareNumber():
            return _number(node, columns)
        case CompareTime(field, comparator, moment):
            return _of("datetime", field, "", comparator, moment.isoformat().replace("+00:00", "Z"), columns)
        case IsFlag(field, wanted):
            return _of("boolean", field, "", "=", wanted, columns)
        case Present(field, key):
            return _presence(field, key, columns, there=True)


def _negated(item: Checked, columns: dict[str, str]) -> WireCondition | None:
    match item:
        case Equals(field, key, text):
            return _options(field, key, "none of", [text], columns)
        case OneOf(field, key, texts):
            return _options(field, key, "none of", texts, columns)
        case AnyOf(items):
            return _same_field(items, "none of", columns)
        case Like(field, key, ("", _, "") as parts):
            contains = _like(field, key, parts, columns)
            return None if contains is None else {**contains, "operator": "does not contain"}
        case IsFlag(field, wanted):
            return _of("boolean", field, "", "=", not wanted, columns)
        case Present(field, key):
            return _presence(field, key, columns, there=False)
        case _:
            return None


def _equals(field: Field, key: str, text: str, columns: dict[str, str]) -> WireCondition | None:
    if field.kind is Kind.METADATA:
        return _of("stringObject", field, key, "=", text, columns)
    if columns.get(field.name) in _AS_TEXT:
        return _of("string", field, key, "=", text, columns)
    return _options(field, key, "any of", [text], columns)


def _options(field: Field, key: str, operator: str, texts: Sequence[str], columns: dict[str, str]) -> WireCondition | None:
    types = {
        Kind.KEYWORD: "stringOptions", Kind.OPTION: "stringOptions", Kind.LEVEL: "stringOptions", Kind.LIST: "arrayOptions",
        Kind.SCORES: "categoryOptions",
    }  # fmt: skip
    if field.kind not in types or (operator == "all of" and field.kind is not Kind.LIST):
        return None
    return _of(types[field.kind], field, key, operator, list(texts), columns)


def _same_field(items: Sequence[Checked], operator: str, columns: dict[str, str]) -> WireCondition | None:
    """Several values of one field; None when the items are about different fields or ask for more than values."""
    equals = [item for item in items if isinstance(item, Equals)]
    if not equals or len(equals) != len(items) or len({(item.field.name, item.key) for item in equals}) > 1:
        return None
    return _options(equals[0].field, equals[0].key, operator, [item.text for item in equals], columns)


def _like(field: Field, key: str, parts: tuple[str, ...], columns: dict[str, str]) -> WireCondition | None:
    match parts:
        case ("", text, ""):
            operator = "contains"
        case (text, ""):
            operator = "starts with"
        case ("", text):
            operator = "ends with"
        case _:
            return None
    if not text or field.kind in (Kind.LIST, Kind.SCORES):
        return None
    return _of("stringObject" if field.kind is Kind.METADATA else "string", field, key, operator, text, columns)


def _number(node: CompareNumber, columns: dict[str, str]) -> WireCondition | None:
    if (
        node.field.kind is Kind.METADATA and node.comparator == "="
    ):  # metadata is text: this matches the number, however it is written
        return _of("stringObject", node.field, node.key, "=", node.text, columns)
    if node.field.kind is Kind.SCORES and node.comparator == "=":
        return _of("categoryOptions", node.field, node.key, "any of", [node.text], columns)
    kind = "numberObject" if node.field.kind in (Kind.METADATA, Kind.SCORES) else "number"
    number = int(node.number) if node.number.is_integer() and abs(node.number) < 2**53 else node.number
    return _of(kind, node.field, node.key, node.comparator, number, columns)


def _presence(field: Field, key: str, columns: dict[str, str], *, there: bool) -> WireCondition | None:
    return _of("null", field, key, "is not null" if there else "is null", "", columns)


def _of(kind: str, field: Field, key: str, operator: str, value: Any, columns: dict[str, str]) -> WireCondition | None:
    column = columns.get(field.name)
    if column is None:
        return None
    condition: WireCondition = {"type": kind, "column": column, "operator": operator, "value": value}
    return condition | ({"key": key} if key else {})
