"""Evaluates a checked filter on one record in Python. The answer is the one the compiled SQL gives for the same row."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

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
    Predicate,
    Present,
)
from lumetra.querylang.fields import Field, Kind, Record
from lumetra.querylang.metadata_path import read_metadata, scalar_text
from lumetra.querylang.words import contains_words, fold, spaced

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def evaluate(node: Checked, record: Record) -> bool:
    """True when the record matches.

    Scores are read from `record["scores"]`, a list of mappings with `name`, `value` and `string_value`; the members of a group
    from `record["observations"]`, a list of records.
    """
    match node:
        case AllOf(items):
            return all(evaluate(item, record) for item in items)
        case AnyOf(items):
            return any(evaluate(item, record) for item in items)
        case Negated(item):
            return not evaluate(item, record)
        case _:
            return _predicate(node, record)


def _predicate(node: Predicate, record: Record) -> bool:
    if node.field.kind is Kind.SCORES:
        scores = cast("Sequence[Mapping[str, object]]", record.get("scores") or ())
        return any(_score(node, score) for score in scores)
    if node.field.any_row:
        members = cast("Sequence[Record]", record.get("observations") or ())
        return any(_row(node, member) for member in members)
    return _row(node, record)


def _row(node: Predicate, record: Record) -> bool:
    value = node.field.read(record)
    match node:
        case Equals(field, key, text):
            return text in _texts(field, key, value)
        case OneOf(field, key, texts):
            return any(text in texts for text in _texts(field, key, value))
        case Like(field, key, parts):
            form = spaced if field.sql == "search_text" else fold
            stored = [_breaks(text) if form is spaced else text for text in _texts(field, key, value)]
            pattern = re.compile(".*".join(re.escape(form(part)) for part in parts), re.DOTALL)
            return any(pattern.fullmatch(form(text)) for text in stored)
        case HasWords(_, text):
            return contains_words(cast(str, value), text)
        case CompareNumber():
            return _number(node, value)
        case CompareTime(_, comparator, moment):
            return value is not None and _COMPARE[comparator](cast(datetime, value), moment)
        case IsFlag(_, wanted):
            return bool(value) is wanted
        case Present(field, key):
            return _present(field, key, value)


def _breaks(text: str) -> str:
    return text.replace("\\n", " ").replace("\\t", " ")


def _texts(field: Field, key: str, value: object) -> Sequence[str]:
    """The texts to compare with; one, or for a LIST each element."""
    if field.kind is Kind.LIST:
        return cast("Sequence[str]", value)
    if field.kind is Kind.METADATA:
        return (scalar_text(read_metadata(cast("Mapping[str, str]", value), key)),)
    return (cast(str, value),)


def _number(node: CompareNumber, value: object) -> bool:
    compare = _COMPARE[node.comparator]
    if node.field.kind is Kind.NUMBERS:
        numbers = cast("Mapping[str, float]", value)
        return node.key in numbers and compare(float(numbers[node.key]), node.number)
    if node.field.kind is Kind.METADATA:
        text = scalar_text(read_metadata(cast("Mapping[str, str]", value), node.key))
        number = _as_number(text)
        return (node.comparator == "=" and text == node.text) or (number is not None and compare(number, node.number))
    return value is not None and compare(float(cast(float, value)), node.number)


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) or "_" in text or text != text.strip() else number


def _present(field: Field, key: str, value: object) -> bool:
    if field.kind is Kind.METADATA and key:
        return read_metadata(cast("Mapping[str, str]", value), key) not in ("", "null")
    if field.kind is Kind.NUMBERS:
        return key in cast("Mapping[str, float]", value)
    if field.kind in (Kind.NUMBER, Kind.DURATION, Kind.MONEY, Kind.TIME):
        return value is not None
    return bool(value)


def _score(node: Predicate, score: Mapping[str, object]) -> bool:
    number = cast("float | None", score.get("value"))
    text = cast(str, score.get("string_value") or "")
    match node:
        case Present(_, key):
            return not key or score.get("name") == key
        case Equals(_, key, wanted):
            return score.get("name") == key and text == wanted
        case Like(_, key, parts):
            pattern = re.compile(".*".join(re.escape(fold(part)) for part in parts), re.DOTALL)
            return score.get("name") == key and pattern.fullmatch(fold(text)) is not None
        case CompareNumber(_, key, comparator, wanted, written):
            fits = number is not None and _COMPARE[comparator](number, wanted)
            return score.get("name") == key and (fits or (comparator == "=" and text == written))
        case _:
            raise AssertionError(f"the checker never asks {type(node).__name__} of scores")
