"""From a subject to the values of an evaluator's variables, by source and JSONPath. Pure."""

from __future__ import annotations

from typing import Any

from jsonpath import ExprSyntaxError, JSONPath, JSONPathTypeError

from lumetra.domain import json_text
from lumetra.domain.errors import Refusal
from lumetra.features.evaluation.content import VariableMapping, VariableSource
from lumetra.features.evaluation.subjects.subject import Subject


class NoValue(Refusal):
    """A variable has no value on this target."""

    code = "no_value"


def map_variables(subject: Subject, mapping: VariableMapping) -> dict[str, Any]:
    """The value of every variable: JSON values or texts. Raises NoValue that names the variable and where it looked."""
    return {name: _value(subject, name, source) for name, source in mapping.items()}


def check_path(path: str) -> None:
    """Raises Refusal when this is no JSONPath that can be used."""
    if path and not path.startswith("$"):
        raise Refusal(f"A JSONPath begins with $: '{path}'", code="invalid_path")
    try:
        _compiled(path or "$").parse({})
    except (ExprSyntaxError, JSONPathTypeError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Refusal(f"'{path}' is no JSONPath: {error}", code="invalid_path") from error


def as_text(value: Any) -> str:
    """A variable's value as it stands in a prompt."""
    return json_text.as_text(value)


def _value(subject: Subject, name: str, wanted: VariableSource) -> Any:
    whole = subject.value(wanted.source)
    if wanted.source in ("expected_output", "item_metadata", "session") and whole in (None, ""):
        what = {"session": "belongs to no session", "item_metadata": "is no experiment item with metadata"}
        raise NoValue(f"Variable '{name}': this target {what.get(wanted.source, 'has no expected output')}")
    if not wanted.path:
        return "" if whole is None else whole
    found = find_path(whole, wanted.path)
    if not found:
        raise NoValue(f"Variable '{name}': {wanted.path} finds nothing in {wanted.source.replace('_', ' ')}")
    return found[0] if len(found) == 1 else found


def find_path(whole: Any, path: str) -> list[Any]:
    """Every value the path finds; text that holds JSON is read first. What cannot be searched holds nothing."""
    value = whole
    if isinstance(whole, str):
        value = json_text.parse(whole)
        if value is json_text.MISSING:
            return [whole] if path == "$" else []
    if path == "$":
        return [value]
    if not isinstance(value, dict | list):
        return []
    try:
        return list(_compiled(path).parse(value))
    except (ExprSyntaxError, JSONPathTypeError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return []


def _compiled(path: str) -> JSONPath:
    return JSONPath(path)  # holds the state of its search: never shared between threads
