"""The parameters of the Langfuse-compatible reads as filters and windows of time (wire contract 1.7, 2.2, 2.3)."""

from __future__ import annotations

from lumetra.domain.observation import LEVELS, OBSERVATION_TYPES
from lumetra.features.tracing.time_windows import BEGINNING, END, Window
from lumetra.http.wire_query import WireParameters
from lumetra.querylang.fields import Subject
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Value
from lumetra.querylang.wire_filter import WireFilter, parse_wire_filter


def wire_window(query: WireParameters, start: str, end: str) -> Window:
    """The window of time between two parameters."""
    return Window(query.moment(start) or BEGINNING, query.moment(end) or END)


def advanced_filter(query: WireParameters, table: str, subject: Subject) -> WireFilter:
    """The advanced `filter` parameter about a table; everything matches without it."""
    text = query.text("filter")
    return parse_wire_filter(text, table, subject) if text else WireFilter(And(()), frozenset())


def is_one_of(field: str, *values: str) -> Node:
    """The field has one of these values."""
    tests = tuple(Comparison("=", Value((value,))) for value in values)
    return Condition(FieldName(field), tests, "any")


def _simple(query: WireParameters, wire: WireFilter, names: dict[str, str]) -> list[Node]:
    """The simple parameters; one steps back where the advanced filter asks for the same column (contract 0.3)."""
    return [is_one_of(field, query.text(name)) for name, field in names.items() if query.text(name) and field not in wire.columns]


def trace_conditions(query: WireParameters, wire: WireFilter) -> list[Node]:
    """What the parameters of `GET /traces` ask for."""
    names = {"userId": "user_id", "name": "name", "sessionId": "session_id", "version": "version", "release": "release"}
    nodes = [wire.node, *_simple(query, wire, names)]
    if (tags := query.many("tags")) and "tags" not in wire.columns:
        nodes.extend(is_one_of("tags", tag) for tag in tags)
    if (environments := query.many("environment")) and "environment" not in wire.columns:
        nodes.append(is_one_of("environment", *environments))
    return nodes


def observation_conditions(query: WireParameters, wire: WireFilter) -> list[Node]:
    """What the parameters of `GET /observations`, v1 and v2, ask for."""
    names = {
        "name": "name", "userId": "user_id", "sessionId": "session_id", "traceId": "trace_id",
        "parentObservationId": "parent_id", "version": "version",
    }  # fmt: skip
    nodes = [wire.node, *_simple(query, wire, names)]
    for name, field, options in (("type", "type", OBSERVATION_TYPES), ("level", "level", LEVELS)):
        value = query.choice(name, options)
        if value and field not in wire.columns:
            nodes.append(is_one_of(field, value))
    if query.given("parentObservationId") and not query.text("parentObservationId"):
        nodes.append(Not(Has(FieldName("parent_id"))))
    root = query.flag("isRootObservation")
    if root is not None:
        nodes.append(is_one_of("is_root", "true" if root else "false"))
    if (environments := query.many("environment")) and "environment" not in wire.columns:
        nodes.append(is_one_of("environment", *environments))
    return nodes
