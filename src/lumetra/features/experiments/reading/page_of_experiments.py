"""One page of the list of experiments: by latest activity, or sorted by what is known of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from lumetra.domain.errors import Refusal
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, list_experiments
from lumetra.features.experiments.reading.read_results import ReadRuns
from lumetra.features.experiments.reading.read_summaries import Summary, read_summaries
from lumetra.http.paging import cursor_moment, decode_cursor, decode_text_cursor, encode_cursor

MOST_SORTED: Final = 2_000
"""Sorting by anything but activity looks at so many of the latest experiments."""
Listed = list[tuple[Experiment, Summary]]

_OWN: Final[dict[str, Callable[[Experiment], Any]]] = {
    "name": lambda one: one.name.casefold(),
    "start_time": lambda one: one.start_time,
    "end_time": lambda one: one.end_time,
    "items": lambda one: one.item_count,
    "errors": lambda one: one.error_count,
}


def page_of_experiments(
    runs: ReadRuns, project_id: str, where: ExperimentFilter, order: str, limit: int, cursor: str | None
) -> tuple[Listed, str | None]:
    """Experiments with their summaries, and the next cursor.

    `order`: empty for the latest activity first; else `name`, `start_time`, `end_time`, `items`, `errors`, `cost_usd` or `score.<name>`,
    smallest first, with a leading minus largest first; those that have no such value come last. Raises Refusal.
    """
    if not order:
        return _latest(runs, project_id, where, limit, cursor)
    found = list_experiments(runs.database, runs.analytics, project_id, where, MOST_SORTED)
    start = int(decode_cursor(cursor, 1)[0]) if cursor else 0
    key = order.removeprefix("-")
    if key in _OWN:
        ordered = sorted(found, key=_OWN[key], reverse=order.startswith("-"))
    else:
        ordered = _by_summary(found, read_summaries(runs.database, runs.analytics, project_id, found), order)
    shown = ordered[start : start + limit]
    end = start + limit
    summaries = read_summaries(runs.database, runs.analytics, project_id, shown)
    return [(one, summaries[one.id]) for one in shown], encode_cursor(end) if end < len(ordered) else None


def _latest(
    runs: ReadRuns, project_id: str, where: ExperimentFilter, limit: int, cursor: str | None
) -> tuple[Listed, str | None]:
    if cursor:
        moment, own_id = decode_text_cursor(cursor, 2)
        where = msgspec.structs.replace(where, before=(cursor_moment(moment), own_id))
    found = list_experiments(runs.database, runs.analytics, project_id, where, limit + 1)
    shown = found[:limit]
    summaries = read_summaries(runs.database, runs.analytics, project_id, shown)
    last = encode_cursor(shown[-1].end_time.isoformat(), shown[-1].id) if len(found) > limit else None
    return [(one, summaries[one.id]) for one in shown], last


def _by_summary(found: list[Experiment], summaries: dict[str, Summary], order: str) -> list[Experiment]:
    key = order.removeprefix("-")
    values: dict[str, float] = {}
    for own_id, summary in summaries.items():
        value = summary.cost_usd if key == "cost_usd" else summary.means.get(key.removeprefix("score."))
        if value is not None:
            values[own_id] = float(value)
    if key != "cost_usd" and not key.startswith("score."):
        known = ", ".join([*_OWN, "cost_usd", "score.<name>"])
        raise Refusal(f"Experiments cannot be sorted by {key!r}: choose one of {known}.", code="invalid_order")
    known_first = sorted(
        (one for one in found if one.id in values), key=lambda one: values[one.id], reverse=order.startswith("-")
    )
    return known_first + [one for one in found if one.id not in values]
