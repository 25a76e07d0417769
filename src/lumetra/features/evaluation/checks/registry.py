"""All ready-made checks by name, with their parameters and the kind of score they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import ValidationError

from lumetra.features.evaluation.checks import formats, language, texts
from lumetra.features.evaluation.checks.verdict import Verdict

CheckGroup = Literal["text", "format", "comparison"]


@dataclass(frozen=True)
class Check:
    """A check. `needs_expected`: it compares with an expected value."""

    name: str
    group: CheckGroup
    parameters: type[texts.Parameters]
    run: Callable[[object, object, Any], Verdict]
    needs_expected: bool = False


CHECKS: Final[dict[str, Check]] = {
    check.name: check
    for check in (
        Check("length", "text", texts.LengthParameters, texts.check_length),
        Check("contains", "text", texts.ContainsParameters, texts.check_contains),
        Check("regex", "text", texts.RegexParameters, texts.check_regex),
        Check("link_present", "text", texts.LinkParameters, texts.check_link),
        Check("language", "text", language.LanguageParameters, language.check_language),
        Check("json_valid", "format", formats.JsonParameters, formats.check_json),
        Check("json_schema", "format", formats.SchemaParameters, formats.check_schema),
        Check("exact_match", "comparison", formats.ExactParameters, formats.check_exact, needs_expected=True),
        Check("fuzzy_match", "comparison", formats.FuzzyParameters, formats.check_fuzzy, needs_expected=True),
        Check("numeric_tolerance", "comparison", texts.NumberParameters, texts.check_number, needs_expected=True),
    )
}


def check_parameters(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters complete and in the form they are stored. Raises ValueError for an unknown check or what does not fit it."""
    check = CHECKS.get(name)
    if check is None:
        raise ValueError(f"there is no check '{name}': use one of {', '.join(CHECKS)}")
    try:
        return check.parameters.model_validate(parameters).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"check {name}{f', parameter {where}' if where else ''}: {first['msg']}") from error


def run_check(name: str, parameters: dict[str, Any], value: object, expected: object) -> Verdict:
    """Run a check that was checked when it was stored. Raises CannotCheck."""
    check = CHECKS[name]
    return check.run(value, expected, check.parameters.model_validate(parameters))
