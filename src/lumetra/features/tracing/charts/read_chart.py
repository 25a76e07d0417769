"""One number of the rows that a filter finds, over time and by the values of a field: what the table shows as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter, take_apart
from lumetra.features.tracing.lists.read_facets import bucket_seconds
from lumetra.features.tracing.read_traces import SCOPE
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Field, Kind, Subject
from lumetra.querylang.subjects import OBSERVATIONS

_PACKAGE = "lumetra.features.tracing"
Metric = Literal["count", "latency", "cost", "tokens"]
Aggregation = Literal["sum", "avg", "min", "max", "p50", "p95", "p99"]
Step = Literal["auto", "minute", "hour", "day"]

_FIELDS: Final[dict[Metric, str]] = {"latency": "latency", "cost": "total_cost", "tokens": "total_tokens"}
_FUNCTIONS: Final[dict[Aggregation, str]] = {
    "sum": "sum",
    "avg": "avg",
    "min": "min",
    "max": "max",
    "p50": "quantileTDigest(0.5)",
    "p95": "quantileTDigest(0.95)",
    "p99": "quantileTDigest(0.99)",
}
_SECONDS: Final[dict[Step, int]] = {"minute": 60, "hour": 3600, "day": 86400}
_MOST_BUCKETS: Final = 500
_GROUP_KINDS: Final = frozenset({Kind.KEYWORD, Kind.OPTION, Kind.LEVEL})


@dataclass(frozen=True)
class Question:
    """What is measured. `group_by` is the name of a field of single values, empty for none."""

    metric: Metric
    aggregation: Aggregation
    group_by: str
    step: Step


@dataclass(frozen=True)
class Group:
    """All rows of the window with one value of the field; `value` is null when nothing was measured."""

    key: str
    count: int
    value: float | None


@dataclass(frozen=True)
class Point:
    """The rows of one group that start in one stretch of time."""

    time: datetime
    key: str
    count: int
    value: float | None


@dataclass(frozen=True)
class Chart:
    """Groups, those with most first, and the points of the groups that are given. `group_count` counts all of them."""

    bucket_seconds: int
    group_count: int
    groups: list[Group]
    points: list[Point]


def read_chart(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, question: Question, east_seconds: int, limit: int
) -> Chart:
    """The `limit` groups with the highest value. Latency is in seconds, cost in US dollars; quantiles are estimates (t-digest).

    A step that would make more than 500 stretches is made longer. Raises Refusal for a field that rows cannot be grouped by.
    """
    field = _group_field(filter_.subject, question.group_by)
    seconds = bucket_seconds(window.end - window.start, 120 if question.step == "auto" else _MOST_BUCKETS)
    if question.step != "auto":
        seconds = max(seconds, _SECONDS[question.step])
    parameters: dict[str, object] = {"project_id": project_id, **window.parameters}
    parameters |= {"bucket_seconds": seconds, "east_seconds": east_seconds}
    group = f"toString({field.sql})" if field else "''"
    measure = _measure(filter_.subject, question.metric)
    if filter_.subject is OBSERVATIONS:
        compiled = filter_.compile()
        slots = {"group": group, "value": _value(question, measure), "filter": compiled.sql}
        sql = load_statement(_PACKAGE, "observation_chart").with_slots(**slots)
        parameters |= compiled.parameters
    else:
        parts = take_apart(filter_, scope=SCOPE)
        slots = {"group": group, "measure": measure, "value": _value(question, "measure")}
        sql = load_statement(_PACKAGE, "trace_chart").with_slots(**slots, where=parts.where.sql, having=parts.having.sql)
        parameters |= {**parts.where.parameters, **parts.having.parameters}
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    groups = [Group(row["group_key"], row["count"], row["value"]) for row in rows if row["is_total"]]
    groups.sort(key=lambda one: (one.value is None, -(one.value or 0), -one.count, one.key))
    shown = {one.key for one in groups[:limit]}
    points = [
        Point(datetime.fromtimestamp(row["bucket"], UTC), row["group_key"], row["count"], row["value"])
        for row in rows
        if not row["is_total"] and row["group_key"] in shown
    ]
    return Chart(seconds, len(groups), groups[:limit], sorted(points, key=lambda point: (point.time, point.key)))


def _group_field(subject: Subject, name: str) -> Field | None:
    if name == "":
        return None
    field = subject.find(name)
    if field is None or field.any_row or field.elsewhere or field.kind not in _GROUP_KINDS:
        raise Refusal(f"{subject.name.capitalize()} cannot be grouped by {name[:50]!r}.", code="invalid_group")
    return field


def _measure(subject: Subject, metric: Metric) -> str:
    """The SQL of what is measured of one row; nothing where rows are counted."""
    if metric == "count":
        return "1"
    field = subject.find(_FIELDS[metric])
    assert field is not None
    return field.sql


def _value(question: Question, measure: str) -> str:
    return "count()" if question.metric == "count" else f"{_FUNCTIONS[question.aggregation]}({measure})"
