"""Pages in another order than newest first: every row of the window is looked at, only the page's rows are read whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter, take_apart
from lumetra.features.tracing.read_observations import ObservationKey
from lumetra.features.tracing.read_traces import SCOPE, TraceKey
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Kind

_PACKAGE = "lumetra.features.tracing"
_SORTABLE: Final = (Kind.NUMBER, Kind.DURATION, Kind.MONEY)
NEWEST_FIRST: Final = ("start_time", "DESC")


@dataclass(frozen=True)
class Order:
    """A number to sort by; rows without one come as if it were -1."""

    sql: str
    direction: Literal["ASC", "DESC"]


def read_order(text: str, filter_: Filter) -> Order | None:
    """`field.asc` or `field.desc`; None for the usual order, newest first. Raises Refusal for a field that cannot be sorted by."""
    name, _, direction = text.partition(".")
    field = filter_.subject.find(name) if name else None
    if not text or (direction == "desc" and field is not None and field.name == "start_time"):
        return None
    if field is None or direction not in ("asc", "desc") or field.any_row or field.elsewhere:
        raise Refusal(
            f"Cannot order by {text!r}: expected a number of {filter_.subject.name}, then .asc or .desc", code="invalid_order"
        )
    if field.kind is Kind.TIME:
        return Order(f"toUnixTimestamp64Micro({field.sql})", "ASC" if direction == "asc" else "DESC")
    if field.kind not in _SORTABLE:
        raise Refusal(f"Cannot order by {field.name}: it is no number", code="invalid_order")
    return Order(field.sql, "ASC" if direction == "asc" else "DESC")


def sorted_observation_keys(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, order: Order, *, limit: int, after: list[Any] | None
) -> list[tuple[ObservationKey, float]]:
    """The keys of a page with what they were sorted by. `after`: value, trace id and id of the last row of the page before."""
    compiled = filter_.compile()
    behind, parameters = _behind(order, after, ("trace_id", "id"))
    sql = load_statement(_PACKAGE, "observation_keys_sorted").with_slots(
        sort=order.sql, direction=order.direction, after=behind, filter=compiled.sql
    )
    bound = {"project_id": project_id, **window.parameters, "row_limit": limit, **compiled.parameters, **parameters}
    rows = analytics.select(sql, bound, settings=READ_SETTINGS)
    return [(ObservationKey(row["start_time"], row["trace_id"], row["id"]), row["sort_value"]) for row in rows]


def sorted_trace_keys(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, order: Order, *, limit: int, after: list[Any] | None
) -> list[tuple[TraceKey, float]]:
    """The keys of a page with what they were sorted by. `after`: value and trace id of the last row of the page before."""
    parts = take_apart(filter_, scope=SCOPE)
    behind, parameters = _behind(order, after, ("trace_id",))
    sql = load_statement(_PACKAGE, "trace_keys_sorted").with_slots(
        sort=order.sql, direction=order.direction, after=behind, where=parts.where.sql, having=parts.having.sql
    )
    bound = {
        "project_id": project_id, **window.parameters, "row_limit": limit,
        **parts.where.parameters, **parts.having.parameters, **parameters,
    }  # fmt: skip
    rows = analytics.select(sql, bound, settings=READ_SETTINGS)
    return [(TraceKey(row["trace_id"], row["started"], row["ended"]), row["sort_value"]) for row in rows]


def _behind(order: Order, after: list[Any] | None, keys: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    if after is None:
        return "1", {}
    parameters: dict[str, Any] = {"after_value": float(after[0])}
    parameters |= {f"after_{name}": str(value) for name, value in zip(keys, after[1:], strict=True)}
    names = ", ".join(keys)
    bound = ", ".join(f"{{after_{name}:String}}" for name in keys)
    sign = ">" if order.direction == "ASC" else "<"
    value = "{after_value:Float64}"
    return f"sort_value {sign} {value} OR (sort_value = {value} AND ({names}) < ({bound}))", parameters
