"""Checks a syntax tree against the fields of a subject and gives every value its type. Raises FilterError at the token."""

from __future__ import annotations

import difflib
import re
from datetime import datetime, timedelta

from lumetra.querylang.checked import (
    AllOf,
    AnyOf,
    Checked,
    Comparator,
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
from lumetra.querylang.errors import FilterError
from lumetra.querylang.fields import Field, Kind, Subject
from lumetra.querylang.moments import parse_moment
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Operator, Or, Value, Words
from lumetra.querylang.words import tokens

_KEYED = (Kind.METADATA, Kind.NUMBERS, Kind.SCORES)
_NUMBER = re.compile(r"^\$?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(ms|s|m|h|k|M|us)?$")
_DURATION_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_COUNT_UNITS = {"k": 1e3, "M": 1e6}
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_ORDER: dict[Operator, Comparator] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


def check(node: Node, subject: Subject, now: datetime, *, elsewhere: bool = False) -> Checked:
    """The typed form of a filter about `subject`. `now` anchors relative dates.

    Fields that are kept elsewhere are refused, unless the caller says that it can ask for them.
    """
    return _Checker(subject, now, elsewhere).check(node)


class _Checker:
    def __init__(self, subject: Subject, now: datetime, elsewhere: bool) -> None:
        self.subject = subject
        self.now = now
        self.elsewhere = elsewhere

    def check(self, node: Node) -> Checked:
        match node:
            case And(items):
                return AllOf(tuple(self.check(item) for item in items))
            case Or(items):
                return AnyOf(tuple(self.check(item) for item in items))
            case Not(item):
                return Negated(self.check(item))
            case Words(value):
                return self._words(self.subject.words, value)
            case Has(name):
                field = self._field(name)
                return Present(field, self._key(field, name, needed=field.kind is Kind.NUMBERS))
            case Condition():
                return self._condition(node)

    def _condition(self, node: Condition) -> Checked:
        field = self._field(node.field)
        key = self._key(field, node.field, needed=True)
        typed = tuple(self._test(field, key, test) for test in node.tests)
        if len(typed) == 1:
            return typed[0]
        if node.match == "all":
            return AllOf(typed)
        equals = [item for item in typed if isinstance(item, Equals)]
        if len(equals) == len(typed) and field.kind is not Kind.SCORES:
            return OneOf(field, key, tuple(item.text for item in equals))
        return AnyOf(typed)

    def _field(self, name: FieldName) -> Field:
        field = self.subject.find(name.name)
        if field is not None and field.elsewhere and not self.elsewhere:
            raise FilterError(
                f"{field.name} cannot be asked for here: comments are kept apart from what was recorded.",
                *name.span,
                "It can be asked for in the tables of traces, observations and sessions, and in what is done with their rows.",
            )
        if field is not None:
            return field
        close = self.subject.closest(name.name)
        suggestion = f"Did you mean {close}?" if close else f'To look for the text, quote it: "{name.text}:…".'
        raise FilterError(
            f"{self.subject.name.capitalize().replace('_', ' ')} have no field {name.name}.", *name.span, suggestion
        )

    def _key(self, field: Field, name: FieldName, *, needed: bool) -> str:
        if field.kind in _KEYED:
            if needed and not name.key:
                raise FilterError(f"{name.name} needs a name after a dot.", *name.span, f"Such as {field.name}.quality.")
            return name.key
        if name.key:
            raise FilterError(f"{field.name} has no parts, so .{name.key} means nothing.", *name.span, f"Write {field.name}:…")
        return ""

    def _test(self, field: Field, key: str, test: Comparison) -> Checked:
        match field.kind:
            case Kind.NUMBER | Kind.DURATION | Kind.MONEY | Kind.NUMBERS:
                return self._number(field, key, test)
            case Kind.TIME:
                return self._time(field, test)
            case Kind.FLAG:
                return self._flag(field, test)
            case Kind.OPTION | Kind.LEVEL:
                return self._option(field, test)
            case Kind.METADATA | Kind.SCORES:
                return self._loose(field, key, test)
            case Kind.KEYWORD | Kind.LIST | Kind.TEXT:
                return self._text(field, key, test)

    def _text(self, field: Field, key: str, test: Comparison) -> Checked:
        if test.operator in _ORDER:
            raise FilterError(
                f"{field.name} is text; {test.operator} compares numbers and dates.",
                *test.value.span,
                f"Write {field.name}:{test.value.text} or {field.name}:*{test.value.text}*.",
            )
        if test.operator == "=":
            return Equals(field, key, test.value.text)
        if test.value.is_pattern:
            return Like(field, key, test.value.parts)
        if field.kind is Kind.TEXT:
            return self._words(field, test.value)
        return Equals(field, key, test.value.text)

    def _words(self, field: Field, value: Value) -> Checked:
        if value.is_pattern:
            return Like(field, "", _floating(value.parts) if field is self.subject.words else value.parts)
        if not tokens(value.text):
            raise FilterError("There is no word in this.", *value.span, "Look for letters, digits or characters of any language.")
        return HasWords(field, value.text)

    def _number(self, field: Field, key: str, test: Comparison) -> Checked:
        number = _read_number(test.value.text, field.kind) if not test.value.is_pattern else None
        if number is None:
            example = {"duration": "2.5s, 300ms", "money": "0.05"}.get(field.kind.value, "1000, 50k")
            raise FilterError(
                f"{field.name} is a number, and this is none.", *test.value.span, f"Such as {field.name}:>{example}."
            )
        return CompareNumber(field, key, _ORDER.get(test.operator, "="), number, test.value.text)

    def _time(self, field: Field, test: Comparison) -> Checked:
        found = parse_moment(test.value.text, self.now) if not test.value.is_pattern else None
        if found is None:
            raise FilterError(
                "This is no date.",
                *test.value.span,
                f"Such as {field.name}:>2026-06-01, 2026-06-01T14:30Z or {field.name}:>-24h.",
            )
        moment, length = found
        if test.operator in _ORDER:
            return CompareTime(field, _ORDER[test.operator], moment)
        if not length:
            return CompareTime(field, "=", moment)
        return AllOf((CompareTime(field, ">=", moment), CompareTime(field, "<", moment + timedelta(days=1))))

    def _flag(self, field: Field, test: Comparison) -> Checked:
        value = _FLAGS.get(test.value.text.lower())
        if value is None or test.operator in _ORDER:
            raise FilterError(f"{field.name} is true or false.", *test.value.span, f"Write {field.name}:true.")
        return IsFlag(field, value)

    def _option(self, field: Field, test: Comparison) -> Checked:
        if test.value.is_pattern:
            return Like(field, "", test.value.parts)
        wanted = test.value.text.upper()
        if wanted not in field.options:
            close = difflib.get_close_matches(wanted, field.options, n=1)
            suggestion = f"Did you mean {close[0]}?" if close else f"One of {', '.join(field.options)}."
            raise FilterError(f"{field.name} is never {test.value.text}.", *test.value.span, suggestion)
        if test.operator not in _ORDER:
            return Equals(field, "", wanted)
        if field.kind is not Kind.LEVEL:
            raise FilterError(f"The values of {field.name} have no order.", *test.value.span, f"Write {field.name}:{wanted}.")
        place = field.options.index(wanted)
        keep = {">": place + 1, ">=": place}.get(test.operator)
        chosen = field.options[keep:] if keep is not None else field.options[: place + (test.operator == "<=")]
        return OneOf(field, "", chosen)

    def _loose(self, field: Field, key: str, test: Comparison) -> Checked:
        """Metadata and scores hold numbers and texts: comparisons want numbers, all else takes what was written."""
        if test.operator in _ORDER:
            return self._number(field, key, test)
        if test.value.is_pattern and test.operator == ":":
            return Like(field, key, test.value.parts)
        text = test.value.text
        number = _read_number(text, Kind.NUMBER) if re.match(r"^[+-]?[\d.]", text) else None
        if number is not None:
            return CompareNumber(field, key, "=", number, text)
        if field.kind is Kind.SCORES and text.lower() in ("true", "false"):
            return AnyOf((Equals(field, key, text), CompareNumber(field, key, "=", float(text.lower() == "true"), text)))
        return Equals(field, key, text)


def _floating(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A wildcard in free text may stand anywhere in the text, so the pattern is open at both ends."""
    return ("", *parts, "") if parts[0] and parts[-1] else (("", *parts) if parts[0] else (*parts, "") if parts[-1] else parts)


def _read_number(text: str, kind: Kind) -> float | None:
    """The number, in seconds for durations; None when it is none or its unit does not fit the kind."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    units = _DURATION_UNITS if kind is Kind.DURATION else _COUNT_UNITS
    unit = found.group(2)
    if unit is not None and unit not in units:
        return None
    number = float(found.group(1)) * (units[unit] if unit else 1.0)
    return number if abs(number) < 1e300 else None
