"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass

from lumetra.domain import json_text


@dataclass(frozen=True)
class Verdict:
    """The score (bool, number or category) and why."""

    value: bool | float | str
    reason: str


class CannotCheck(Exception):
    """The check does not apply to these values, such as a comparison without an expected output."""


def text_of(value: object) -> str:
    """A value as the text it is compared as: strings as they are, anything else as JSON."""
    return json_text.as_text(value)


def required(expected: object) -> object:
    """The expected value, or CannotCheck."""
    if expected is None or expected == "":
        raise CannotCheck("There is no expected output to compare with: map the variable 'expected' to what holds it")
    return expected
