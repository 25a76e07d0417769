"""The syntax tree of a filter: what was written, not yet checked against the fields of a subject."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
NOWHERE: Span = (0, 0)

Operator = Literal[":", "=", ">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written. `parts` is the text cut at its unquoted `*`: one part means no wildcard, `*x*` is `("", "x", "")`."""

    parts: tuple[str, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    @property
    def is_pattern(self) -> bool:
        """True when the value holds a wildcard."""
        return len(self.parts) > 1

    @property
    def text(self) -> str:
        """The value as one string; wildcards appear as `*`."""
        return "*".join(self.parts)


@dataclass(frozen=True, slots=True)
class FieldName:
    """The name of a field as written, with the key inside it for `metadata.<path>` and `scores.<name>` (else empty)."""

    name: str
    key: str = ""
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """Name and key joined by a dot, unquoted; for messages."""
        return f"{self.name}.{self.key}" if self.key else self.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison inside a condition: `>0.8`, `ERROR`, `=exact`."""

    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Condition:
    """`field:value`, or a set: `field:(a OR b)` has `match = "any"`, `field:(a AND b)` has `match = "all"`."""

    field: FieldName
    tests: tuple[Comparison, ...]
    match: Literal["any", "all"] = "any"
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """`has:field`: the field is present and not empty."""

    field: FieldName
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A bare word, or a quoted phrase, looked for in every text of the subject."""

    value: Value
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its item."""

    item: Node
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of its items. No items: everything matches (the empty filter)."""

    items: tuple[Node, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of its items."""

    items: tuple[Node, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


Node = Condition | Has | Words | Not | And | Or
EVERYTHING = And(())


def all_of(*nodes: Node) -> Node:
    """The conjunction, flattened: empty filters vanish, a single node stays itself."""
    items: list[Node] = []
    for node in nodes:
        items.extend(node.items if isinstance(node, And) else [node])
    return items[0] if len(items) == 1 else And(tuple(items))
