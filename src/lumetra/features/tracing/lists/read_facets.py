"""Counts beside the table: the values of fields (facets), rows over time, and keys inside metadata and scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter, take_apart
from lumetra.features.tracing.lists.facets import ValueCount
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_traces import SCOPE
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Field, Kind, Subject, parse
from lumetra.querylang.subjects import OBSERVATIONS, SCORES, TRACES
from lumetra.querylang.syntax import And, Condition, Node, Not

_PACKAGE = "lumetra.features.tracing"
FACET_KINDS: Final = frozenset({Kind.KEYWORD, Kind.OPTION, Kind.LEVEL, Kind.LIST, Kind.FLAG})
"""Fields with values that can be counted one by one."""

_STEPS_SECONDS: Final = (1, 5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400)
_MOST_EXACT: Final = 20_000
"""Different values of a field that are counted one by one; beyond, rare ones share counters and the engine says how far off they may be."""
_OF_ROWS: Final = {OBSERVATIONS.name: "observation_facets", SCORES.name: "score_facets"}
"""Subjects whose fields belong to single rows; the others are groups of observations."""


@dataclass(frozen=True)
class ValueCounts:
    """The most frequent values of one field, most frequent first. Exact while there are at most 20 000 different ones."""

    field: str
    values: list[ValueCount]


def count_values(
    analytics: Analytics, project_id: str, subject: Subject, text: str, names: Sequence[str], window: Window, filters: FilterReader,
    *, prefix: str = "", limit: int = 50,
) -> list[ValueCounts]:  # fmt: skip
    """Values of these fields among the rows that the filter leaves, with the conditions on each field itself taken out.

    So a facet still offers the values that were not chosen. Unknown fields, and kinds without single values, are left out.
    `prefix` keeps values that contain it, in any case.
    """
    fields = [field for name in names if (field := subject.find(name)) is not None and _can_be_counted(field)]
    tree = parse(text)
    together: dict[tuple[Node, bool], list[Field]] = defaultdict(list)
    for field in fields:
        # What belongs to the traces of scores is counted in another table; all fields of a trace in one pass.
        together[_without(tree, field, subject), subject is SCORES and field.any_row].append(field)
    found: dict[str, ValueCounts] = {}
    for (node, _), group in together.items():
        for counts in _count(analytics, project_id, filters.read(project_id, subject, "", node), group, window, prefix, limit):
            found[counts.field] = counts
    return [found[field.name] for field in fields]


def _can_be_counted(field: Field) -> bool:
    """Values of what belongs to something elsewhere are not counted."""
    return field.kind in FACET_KINDS and not field.elsewhere


def _without(node: Node, field: Field, subject: Subject) -> Node:
    """The conjunction without its conditions on `field`; anything but a conjunction stays whole."""
    items = node.items if isinstance(node, And) else (node,)
    kept = tuple(item for item in items if not _is_about(item, field, subject))
    return kept[0] if len(kept) == 1 else And(kept)


def _is_about(node: Node, field: Field, subject: Subject) -> bool:
    if isinstance(node, Not):
        return _is_about(node.item, field, subject)
    return isinstance(node, Condition) and subject.find(node.field.name) is field


def _count(
    analytics: Analytics, project_id: str, filter_: Filter, fields: Sequence[Field], window: Window, prefix: str, limit: int
) -> list[ValueCounts]:
    parameters: dict[str, object] = {"project_id": project_id, **window.parameters, "prefix": prefix.lower()}
    top = f"approx_top_count({limit}, {_MOST_EXACT})"
    kept = "position(lowerUTF8({0}), {{prefix:String}}) > 0" if prefix else ""
    if filter_.subject is SCORES and fields[0].any_row:
        compiled = filter_.compile()
        columns = ", ".join(f"{_of_trace(field)} AS value_{i}" for i, field in enumerate(fields))
        facets = ", ".join(f"{_top(top, kept, f'value_{i}', True)} AS facet_{i}" for i in range(len(fields)))
        statement = load_statement(_PACKAGE, "score_trace_facets")
        sql = statement.with_slots(facets=facets, columns=columns, filter=compiled.sql)
        parameters |= compiled.parameters
    elif filter_.subject.name in _OF_ROWS:
        compiled = filter_.compile()
        facets = ", ".join(
            f"{_top(top, kept, _value_of(field), field.kind is Kind.LIST)} AS facet_{i}" for i, field in enumerate(fields)
        )
        sql = load_statement(_PACKAGE, _OF_ROWS[filter_.subject.name]).with_slots(facets=facets, filter=compiled.sql)
        parameters |= compiled.parameters
    else:
        parts = take_apart(filter_, scope=SCOPE)
        columns = ", ".join(f"{_of_group(field)} AS value_{i}" for i, field in enumerate(fields))
        facets = ", ".join(
            f"{_top(top, kept, f'value_{i}', field.any_row or field.kind is Kind.LIST)} AS facet_{i}"
            for i, field in enumerate(fields)
        )
        slots = {"facets": facets, "columns": columns, "where": parts.where.sql, "having": parts.having.sql}
        if filter_.subject is TRACES:
            sql = load_statement(_PACKAGE, "trace_facets").with_slots(**slots)
        else:
            sql = load_statement(_PACKAGE, "group_facets").with_slots(key=filter_.subject.group_key, **slots)
        parameters |= {**parts.where.parameters, **parts.having.parameters}
    row = analytics.select(sql, parameters, settings=READ_SETTINGS)[0]
    return [
        ValueCounts(
            field.name,
            _by_count(
                [ValueCount(value=value, count=count, error_bound=off) for value, count, off in row[f"facet_{i}"] if value != ""]
            ),
        )
        for i, field in enumerate(fields)
    ]


def _by_count(values: list[ValueCount]) -> list[ValueCount]:
    """Most frequent first, equally frequent ones by name, so that they keep their places while others are counted."""
    return sorted(values, key=lambda one: (-one.count, one.value))


def _top(function: str, condition: str, value: str, many: bool) -> str:
    """The aggregate over one value or over each element of an array, kept to those that meet the condition, if there is one."""
    name, _, arguments = function.partition("(")
    if many:
        kept = f"arrayFilter(one -> {condition.format('one')}, {value})" if condition else value
        found = f"{name}Array({arguments}({kept})"
    elif condition:
        found = f"{name}If({arguments}({value}, {condition.format(value)})"
    else:
        found = f"{function}({value})"
    # Without its names the tuple comes back as a tuple.
    return f"arrayMap(top -> (toString(top.1), top.2, top.3), {found})"


def _value_of(field: Field) -> str:
    return f"if({field.sql}, 'true', 'false')" if field.kind is Kind.FLAG else field.sql


def _of_group(field: Field) -> str:
    """A field of the trace, session or user itself is one value; a field of its observations is the set of their values."""
    if not field.any_row:
        return _value_of(field)
    collect = "groupUniqArrayArrayIf" if field.kind is Kind.LIST else "groupUniqArrayIf"
    return f"{collect}({_value_of(field)}, type != 'TRACE')"


def _of_trace(field: Field) -> str:
    collect = "groupUniqArrayArray" if field.kind is Kind.LIST else "groupUniqArray"
    return f"arrayFilter(one -> one != '', {collect}({field.sql}))"


@dataclass(frozen=True)
class Buckets:
    """Rows over time; each bucket is (start, rows, failed rows)."""

    seconds: int
    buckets: list[tuple[datetime, int, int]]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(count for _, count, _ in self.buckets)


def count_over_time(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, wanted: int, east_seconds: int = 0
) -> Buckets:
    """Rows in at most about `wanted` buckets of a round length, which begin at round times where clocks are so far ahead of UTC."""
    seconds = bucket_seconds(window.end - window.start, wanted)
    parameters: dict[str, object] = {"project_id": project_id, **window.parameters}
    parameters |= {"bucket_seconds": seconds, "east_seconds": east_seconds}
    if filter_.subject is OBSERVATIONS:
        compiled = filter_.compile()
        sql = load_statement(_PACKAGE, "observation_buckets").with_slots(filter=compiled.sql)
        parameters |= compiled.parameters
    else:
        parts = take_apart(filter_, scope=SCOPE)
        sql = load_statement(_PACKAGE, "trace_buckets").with_slots(where=parts.where.sql, having=parts.having.sql)
        parameters |= {**parts.where.parameters, **parts.having.parameters}
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    return Buckets(seconds, [(datetime.fromtimestamp(row["time"], UTC), row["count"], row["errors"]) for row in rows])


def bucket_seconds(span: timedelta, wanted: int) -> int:
    """The shortest round length that makes no more than `wanted` buckets of a span, at most a week."""
    least = span.total_seconds() / wanted
    return next((step for step in _STEPS_SECONDS if step >= least), _STEPS_SECONDS[-1])


def frequent_keys(analytics: Analytics, project_id: str, field: str, prefix: str, window: Window) -> list[ValueCount]:
    """Keys inside a field: of metadata, or names of scores. Empty for other fields."""
    statements = {"metadata": "metadata_keys", "scores": "score_names"}
    if field not in statements:
        return []
    parameters = {"project_id": project_id, **window.parameters, "prefix": prefix.lower()}
    rows = analytics.select(load_statement(_PACKAGE, statements[field]).text, parameters)
    return [ValueCount(value=row["value"], count=row["count"]) for row in rows]
