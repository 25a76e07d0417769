"""Checks of structure and equality: JSON, JSON Schema, exact and fuzzy match."""

from __future__ import annotations

import difflib
import unicodedata
from typing import Any, Final, Self

import jsonschema_rs
from pydantic import Field, model_validator

from lumetra.domain import json_text
from lumetra.features.evaluation.checks.texts import Parameters
from lumetra.features.evaluation.checks.verdict import Verdict, required, text_of

_SHOWN: Final = 5
_FUZZY_LIMIT: Final = 20_000


class JsonParameters(Parameters):
    """`fenced`: a Markdown code fence around the JSON is overlooked."""

    fenced: bool = True


def check_json(value: object, _expected: object, parameters: JsonParameters) -> Verdict:
    """True when the value is JSON: an object or a list, or text that holds one."""
    parsed = _parsed(value, fenced=parameters.fenced)
    if parsed is json_text.MISSING:
        return Verdict(False, "the text is not valid JSON")
    return Verdict(True, f"valid JSON ({type(parsed).__name__})")


class SchemaParameters(Parameters):
    """The JSON Schema that the value must follow."""

    json_schema: dict[str, Any]
    fenced: bool = True

    @model_validator(mode="after")
    def _is_schema(self) -> Self:
        try:
            _validator(self.json_schema)
        except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            raise ValueError(f"not a JSON Schema: {error}") from error
        return self


def check_schema(value: object, _expected: object, parameters: SchemaParameters) -> Verdict:
    """True when the value follows the schema; else the first places where it does not."""
    parsed = _parsed(value, fenced=parameters.fenced)
    if parsed is json_text.MISSING:
        return Verdict(False, "the text is not valid JSON")
    problems: list[str] = []
    for error in _validator(parameters.json_schema).iter_errors(parsed):
        problems.append(f"${''.join(f'[{part!r}]' for part in error.instance_path)}: {error.message}"[:300])
        if len(problems) == _SHOWN:
            break
    return Verdict(not problems, "; ".join(problems) or "follows the schema")


class ExactParameters(Parameters):
    """What is overlooked when comparing."""

    ignore_case: bool = False
    ignore_space: bool = True
    as_json: bool = False


def check_exact(value: object, expected: object, parameters: ExactParameters) -> Verdict:
    """True when value and expected are the same; as JSON, key order and layout do not count."""
    wanted = required(expected)
    if parameters.as_json:
        left, right = _parsed(value, fenced=True), _parsed(wanted, fenced=True)
        same = left is not json_text.MISSING and left == right
        return Verdict(same, "the same JSON" if same else "not the same JSON")
    left, right = (_plain(text_of(one), parameters) for one in (value, wanted))
    return Verdict(left == right, "the same" if left == right else _first_difference(left, right))


class FuzzyParameters(Parameters):
    """From which similarity (0 to 1) on the two count as alike; without a threshold the similarity itself is the score."""

    threshold: float | None = Field(default=0.8, ge=0, le=1)
    ignore_case: bool = True
    ignore_space: bool = True


def check_fuzzy(value: object, expected: object, parameters: FuzzyParameters) -> Verdict:
    """How alike two texts are: twice the characters in common blocks over all characters (Ratcliff and Obershelp)."""
    plain = ExactParameters(ignore_case=parameters.ignore_case, ignore_space=parameters.ignore_space)
    left, right = (_plain(text_of(one), plain)[:_FUZZY_LIMIT] for one in (value, required(expected)))
    ratio = difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > 4_000).ratio()
    if parameters.threshold is None:
        return Verdict(round(ratio, 4), f"similarity {ratio:.3f}")
    return Verdict(ratio >= parameters.threshold, f"similarity {ratio:.3f}; asked for {parameters.threshold:g}")


def _plain(text: str, parameters: ExactParameters) -> str:
    text = unicodedata.normalize("NFC", text)
    text = text.casefold() if parameters.ignore_case else text
    return " ".join(text.split()) if parameters.ignore_space else text


def _first_difference(left: str, right: str) -> str:
    place = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return f"differs from character {place}: {left[place : place + 60]!r} instead of {right[place : place + 60]!r}"


def _parsed(value: object, *, fenced: bool) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if fenced and text.startswith("```") and text.endswith("```") and "\n" in text:
        text = text[text.index("\n") + 1 : -3]
    return json_text.parse(text)


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, validate_formats=False, retriever=_refuse_reference)


def _refuse_reference(uri: str) -> Any:
    raise ValueError(f"the schema may only refer to itself, not to {uri}")
