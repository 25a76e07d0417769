"""From a filter, as text or as the wire's JSON, to the condition that a statement takes in its slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lumetra.querylang import Checked, Compiled, Kind, Subject, check, parse, to_sql
from lumetra.querylang.checked import AllOf, AnyOf, Equals, Negated, OneOf
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import Node, all_of

READ_SETTINGS = {
    "do_not_merge_across_partitions_select_final": 1,
    "prefer_column_name_to_alias": 1,
    "split_intersecting_parts_ranges_into_layers_final": 0,
}
"""A row's key holds its hour, so versions of one row never lie in two months: FINAL may take each partition by itself.
It merges in one thread: cutting rows into layers for several doubles the CPU of a whole window while new parts overlap
old ones, and costs a page up to a third more (ADR 16)."""
IN_HOURS = "toStartOfHour(observations.start_time) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))"
"""Rows of known hours (seconds), which are parts of the primary key."""


@dataclass(frozen=True)
class Filter:
    """A checked filter about one subject."""

    subject: Subject
    checked: Checked = field(default_factory=lambda: AllOf(()))

    @property
    def is_empty(self) -> bool:
        """True when everything matches."""
        return self.checked == AllOf(())

    def compile(self, *, scope: str = "", prefix: str = "f") -> Compiled:
        """The SQL condition; `1` when everything matches."""
        return to_sql(self.checked, self.subject, scope=scope, prefix=prefix)


def make_filter(subject: Subject, now: datetime, *nodes: Node, text: str = "") -> Filter:
    """The conjunction of a filter's text and further conditions. Raises FilterError."""
    return Filter(subject, check(all_of(parse(text), *nodes), subject, now))


_ON_ROWS = {name: name for name in ("user_id", "session_id", "environment", "release", "version", "tags")} | {"users": "user_id"}
"""Attributes of groups that some row of the group has too, and the field of rows that they come from."""
SETS = {"user_id": "user_ids", "session_id": "session_ids", "users": "user_ids"}
"""Attributes of which each value has few groups: in the small table of traces, the set of all values that rows ever said."""
_TRACES_IN_WINDOW = (
    "hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'))"
    " AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY"
)


@dataclass(frozen=True)
class GroupFilter:
    """A filter about groups (traces, sessions, users), taken apart for statements that look at every row of a window.

    `where` needs no aggregate: it can choose keys. It is exact for its part and only necessary for the rest.
    `having` is what must be asked of the group once it is put together; `1` when `where` said it all.
    """

    where: Compiled
    having: Compiled


def take_apart(filter_: Filter, *, scope: str) -> GroupFilter:
    """Split a filter about groups. `scope` bounds the rows that are searched for members, with the window's parameters."""
    exact, rest = _divided(filter_)
    where = [to_sql(AllOf(tuple(exact)), filter_.subject, scope=scope, prefix="w")]
    where += [hint for place, item in enumerate(rest) if (hint := _hint(item, filter_.subject, scope, f"h{place}_"))]
    return GroupFilter(_joined(where), to_sql(AllOf(tuple(rest)), filter_.subject, scope=scope, prefix="g"))


@dataclass(frozen=True)
class Sieve:
    """A filter about groups for finding one page: a cheap condition that chooses candidates, and exact ones to ask of them."""

    candidates: Compiled
    """Needs no aggregate. No match fails it; next to nothing else passes."""
    members: Filter
    """What must be true of the living rows of a candidate, once it is known."""
    totals: Filter
    """What must be true of a candidate once it is put together."""
    is_selective: bool
    """True when few groups will match, because some that are known or an attribute such as the user is asked for."""


def make_sieve(filter_: Filter, *, scope: str) -> Sieve:
    """Split a filter about groups. `scope` bounds the rows that are searched, with the window's parameters.

    Members are looked for among all versions of rows, where indexes help most; of a phrase the words alone.
    Totals of groups are put together in the columns that the filter names, unless few groups will match: then every
    candidate is asked.
    """
    subject = filter_.subject
    members, rest = _divided(filter_)
    wanted = [item for item in members if _is_positive(item)]
    other = [item for item in members if item not in wanted]
    parts = [
        to_sql(AllOf(tuple(other)), subject, scope=scope, prefix="w"),
        to_sql(AllOf(tuple(wanted)), subject, scope=scope, prefix="l", loose=True, phrases=False),
    ]
    hints = {item: _hint(item, subject, scope, f"h{place}_") for place, item in enumerate(rest)}
    parts += [hint for hint in hints.values() if hint]
    is_selective = any(_field_name(item) in SETS for item, hint in hints.items() if hint)
    is_selective = is_selective or any(_is_about_key(item, subject) and isinstance(item, Equals | OneOf) for item in other)
    totals = [item for item, hint in hints.items() if not hint]
    if totals and not is_selective:
        having = to_sql(AllOf(tuple(totals)), subject, scope=scope, prefix="g")
        key, where = subject.group_key, f"project_id = {{project_id:String}} AND {scope}"
        rows = f"SELECT {key} FROM observations FINAL WHERE {where} GROUP BY {key} HAVING {having.sql}"
        parts.append(Compiled(f"{key} IN ({rows})", having.parameters))
    return Sieve(_joined(parts), Filter(subject, AllOf(tuple(wanted))), Filter(subject, AllOf(tuple(rest))), is_selective)


def _joined(parts: Sequence[Compiled]) -> Compiled:
    parameters = {name: value for part in parts for name, value in part.parameters.items()}
    return Compiled(" AND ".join(part.sql for part in parts), parameters)


def _divided(filter_: Filter) -> tuple[list[Checked], list[Checked]]:
    """The parts of a conjunction that need no aggregate, because they ask about members, scores or the key alone; and the others."""
    whole = filter_.checked
    top: Sequence[Checked] = whole.items if isinstance(whole, AllOf) else (whole,)
    members = [item for item in top if _needs_no_aggregate(item, filter_.subject)]
    return members, [item for item in top if item not in members]


def _is_positive(node: Checked) -> bool:
    """True for a condition about members without a negation, which more rows can only make true."""
    match node:
        case AllOf(items) | AnyOf(items):
            return all(_is_positive(item) for item in items)
        case Negated():
            return False
        case _:
            return node.field.any_row


def _field_name(node: Checked) -> str:
    """The name of the field that a single condition is about, empty for anything else."""
    return node.field.name if isinstance(node, Equals | OneOf) else ""


def _needs_no_aggregate(node: Checked, subject: Subject) -> bool:
    match node:
        case AllOf(items) | AnyOf(items):
            return all(_needs_no_aggregate(item, subject) for item in items)
        case Negated(item):
            return _needs_no_aggregate(item, subject)
        case _:
            return node.field.any_row or node.field.kind is Kind.SCORES or _is_about_key(node, subject)


def _is_about_key(node: Checked, subject: Subject) -> bool:
    """True for a single condition on the id of the group."""
    return not isinstance(node, AllOf | AnyOf | Negated) and node.field.sql == subject.group_key


def _hint(node: Checked, subject: Subject, scope: str, prefix: str) -> Compiled | None:
    """Groups whose attribute has a value hold a row that has it; an empty value tells nothing about single rows."""
    if not isinstance(node, Equals | OneOf) or node.field.name not in _ON_ROWS:
        return None
    texts = (node.text,) if isinstance(node, Equals) else node.texts
    if "" in texts:
        return None
    key = subject.group_key
    if known := SETS.get(node.field.name):
        keys = f"arrayJoin({SETS[key]})" if key in SETS else key
        some = f"hasAny({known}, {{{prefix}0:Array(String)}})"
        rows = f"SELECT {keys} FROM traces WHERE project_id = {{project_id:String}} AND {_TRACES_IN_WINDOW} AND {some}"
        return Compiled(f"{key} IN ({rows})", {f"{prefix}0": list(texts)})
    own = OBSERVATIONS.find(_ON_ROWS[node.field.name])
    assert own is not None
    compiled = to_sql(OneOf(own, "", tuple(texts)), OBSERVATIONS, prefix=prefix)
    rows = f"SELECT {key} FROM observations WHERE project_id = {{project_id:String}} AND is_deleted = 0 AND {scope} AND {compiled.sql}"
    return Compiled(f"{key} IN ({rows})", compiled.parameters)
