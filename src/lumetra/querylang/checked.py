"""A filter after checking: fields resolved, values typed. This is what is compiled to SQL and evaluated on records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lumetra.querylang.fields import Field

Comparator = Literal["=", ">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Equals:
    """The text is exactly this; for a LIST, one element is."""

    field: Field
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text is one of these; from options, levels and sets."""

    field: Field
    key: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """The folded text fits a pattern: its parts in this order, anchored where the pattern has no `*`."""

    field: Field
    key: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasWords:
    """The text has these words, and as one phrase if they are several."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class CompareNumber:
    """A comparison with a number; absent numbers never match. `text` is what was written, for values that may be text."""

    field: Field
    key: str
    comparator: Comparator
    number: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class CompareTime:
    """A comparison with a moment; absent times never match."""

    field: Field
    comparator: Comparator
    moment: datetime


@dataclass(frozen=True, slots=True)
class IsFlag:
    """The flag has this value."""

    field: Field
    value: bool


@dataclass(frozen=True, slots=True)
class Present:
    """The field is there and not empty."""

    field: Field
    key: str


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite."""

    item: Checked


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every item; no items: everything."""

    items: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one item."""

    items: tuple[Checked, ...]


Predicate = Equals | OneOf | Like | HasWords | CompareNumber | CompareTime | IsFlag | Present
Checked = Predicate | Negated | AllOf | AnyOf
