"""Facets of fields whose values are ids: people read and search names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lumetra.domain.named import NamedFields
from lumetra.features.tracing.lists.facets import Facet, ValueCount
from lumetra.features.tracing.lists.read_facets import ValueCounts
from lumetra.querylang import Field, Subject, parse
from lumetra.querylang.syntax import And, Condition, Node, Not

_SEARCHED: Final = 1000
"""Names are searched among so many of the most frequent values."""

Count = Callable[[Sequence[str], str, int], list[ValueCounts]]
"""The most frequent values of fields: (names of fields, what values contain, at most so many a field)."""


def name_values(
    count: Count, named: NamedFields, project_id: str, subject: Subject, text: str, fields: Sequence[str], containing: str, limit: int
) -> list[Facet]:  # fmt: skip
    """Facets in the order of `fields`; unknown fields are left out. Ids of what is gone have no label."""
    canonical = {found.name: found for name in fields if (found := subject.find(name)) is not None}
    by_name = [name for name in canonical if name in named]
    plain = [name for name in canonical if name not in named]
    found = {one.field: Facet(field=one.field, values=one.values) for one in count(plain, containing, limit)}
    node = parse(text)
    for one in count(by_name, "", _SEARCHED if containing else limit):
        values, known = one.values, {found.value for found in one.values}
        if not containing:
            asked = dict.fromkeys(_asked_for(node, canonical[one.field], subject))
            values = [*values, *(ValueCount(value=value, count=0) for value in asked if value not in known)]
        names = named[one.field](project_id, [value.value for value in values])
        values = [value.model_copy(update={"label": names.get(value.value)}) for value in values]
        if containing:
            values = [value for value in values if _contains(value, containing)][:limit]
        found[one.field] = Facet(field=one.field, values=values)
    return [found[name] for name in canonical if name in found]


def _contains(value: ValueCount, wanted: str) -> bool:
    return wanted.lower() in f"{value.value}\n{value.label or ''}".lower()


def _asked_for(node: Node, field: Field, subject: Subject) -> list[str]:
    """The whole values that a conjunction names for a field, wanted or not."""
    if isinstance(node, And):
        return [value for item in node.items for value in _asked_for(item, field, subject)]
    if isinstance(node, Not):
        return _asked_for(node.item, field, subject)
    if not isinstance(node, Condition) or subject.find(node.field.name) is not field:
        return []
    return [test.value.text for test in node.tests if not test.value.is_pattern]
