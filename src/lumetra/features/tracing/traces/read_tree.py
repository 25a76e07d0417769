"""The skeleton of one trace, for tree and timeline: narrow columns of every observation, in tree order, as compact columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Response

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.read_traces import TraceKey, trace_rows
from lumetra.features.tracing.time_windows import Window
from lumetra.features.tracing.traces.models import TreePage
from lumetra.http.json_response import json_response


@dataclass(frozen=True)
class TreeOrder:
    """The rows in tree order, column by column: which row was read there, its parent's place (-1: a root), how deep it lies."""

    rows: list[int]
    parents: list[int]
    depths: list[int]


_LIVING: Final = {"trace_id": "trace_id"}
_COLUMNS: Final = (
    "id", "parent_id", "type", "name", "level", "model", "start_us", "duration_us", "cost_usd", "tokens", "origin",
)  # fmt: skip


def tree_order(ids: Sequence[str], parents: Sequence[str]) -> TreeOrder:
    """Depth first, siblings in the order given (which is by start). A parent that is missing, or a circle, makes a root.

    Every row appears exactly once. Plain lists, no object a row: this is done for 50 000 rows while somebody waits.
    """
    index = dict(zip(ids, range(len(ids)), strict=True))
    children: dict[int, list[int]] = {}
    roots: list[int] = []
    for place, parent in enumerate(parents):
        above = index.get(parent, -1) if parent else -1
        if above in (-1, place):
            roots.append(place)
        else:
            children.setdefault(above, []).append(place)
    order = TreeOrder([], [], [])
    seen = bytearray(len(ids))
    _walk(roots, children, seen, order)
    if len(order.rows) < len(ids):  # only rows on a circle are left
        for place in range(len(ids)):
            _walk([place], children, seen, order)
    return order


def _walk(roots: list[int], children: dict[int, list[int]], seen: bytearray, order: TreeOrder) -> None:
    rows, parents, depths = order.rows, order.parents, order.depths
    stack = [(root, -1, 0) for root in reversed(roots)]
    while stack:
        row, parent, depth = stack.pop()
        if seen[row]:
            continue
        seen[row] = 1
        here = len(rows)
        rows.append(row)
        parents.append(parent)
        depths.append(depth)
        below = children.get(row)
        if below is not None:
            stack += [(child, here, depth + 1) for child in reversed(below)]


def read_tree(analytics: Analytics, project_id: str, key: TraceKey, *, offset: int, limit: int) -> TreePage | None:
    """One page of the tree with all scores, empty for a trace without observations; None when the trace has no living row."""
    scores = [score_value(score) for score in score_rows(analytics, project_id, [key.trace_id])]
    columns = analytics.select_columns(
        load_statement("lumetra.features.tracing", "tree").text,
        {"project_id": project_id, "trace_id": key.trace_id, **Window(key.started, key.ended).parameters},
        settings=READ_SETTINGS,
    )
    if not columns:  # without rows there are no columns either
        if not trace_rows(analytics, project_id, [key], _LIVING):
            return None
        columns = {name: [] for name in _COLUMNS}
    order = tree_order(columns["id"], columns["parent_id"])
    page = slice(offset, offset + limit)
    rows = order.rows[page]
    origin: datetime = columns["origin"][0] if columns["origin"] else key.started
    first = min(columns["start_us"], default=0)

    def pick(name: str) -> list[Any]:
        column = columns[name]
        return [column[row] for row in rows]

    coded = {name: _code(pick(name)) for name in ("type", "name", "level", "model")}
    return TreePage.model_construct(  # the engine gave the types; validating 50 000 rows again takes as long as reading them
        total=len(order.rows), offset=offset, origin=origin,
        types=coded["type"][0], names=coded["name"][0], levels=coded["level"][0], models=coded["model"][0],
        id=pick("id"), parent=order.parents[page], depth=order.depths[page],
        type=coded["type"][1], name=coded["name"][1], level=coded["level"][1], model=coded["model"][1],
        start_us=[start - first for start in pick("start_us")], duration_us=pick("duration_us"),
        cost=pick("cost_usd"), tokens=pick("tokens"), scores=scores,
    )  # fmt: skip


def _code(values: list[str]) -> tuple[list[str], list[int]]:
    """The distinct values, and each value as an index into them."""
    known = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return list(known), [known[value] for value in values]


def tree_response(page: TreePage) -> Response:
    """The page as it is sent. Built by us column by column: encoding it straight saves going through every cell of 50 000 rows
    once more."""
    return json_response({**dict(page), "scores": [score.model_dump() for score in page.scores]})
