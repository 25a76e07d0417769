"""Items of a run for reading: worst first, filtered, with what was given, said and expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Any, Final

import msgspec

from lumetra.domain import json_text
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.statistics.item_means import item_means
from lumetra.engines.analytics import Row, load_statement
from lumetra.features.experiments.read_items import ItemsById
from lumetra.features.experiments.read_results import Execution, ReadRuns, Run

_PACKAGE = "lumetra.features.experiments"
TEXT_CHARACTERS: Final = 4_000


class ItemFilterBy(msgspec.Struct, frozen=True, kw_only=True):
    """Which items. `metric` with bounds looks at the mean of an item's repetitions."""

    metric: str = ""
    at_least: float | None = None
    at_most: float | None = None
    only_failed: bool = False
    order: str = ""
    """A metric, smallest first; with a leading minus largest first; empty: worst first over all scores, failures before all."""


class ExecutionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One execution as it is shown. `scores` holds numbers and labels by name; texts are cut to 4 000 characters."""

    trace_id: str
    observation_id: str
    input: Any
    output: Any
    error: str
    failed: bool
    latency_ms: float | None
    cost_usd: float | None
    scores: dict[str, float | str]


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its executions in one run. `means` are over repetitions."""

    item_id: str
    input: Any
    expected_output: Any
    tags: list[str]
    means: dict[str, float]
    executions: list[ExecutionRow]


def order_items(run: Run, where: ItemFilterBy) -> list[str]:
    """Ids of the items that match, in the order asked for."""
    executions: defaultdict[str, list[Execution]] = defaultdict(list)
    for one in run.executions:
        executions[one.item_id].append(one)
    ids = [own_id for own_id, all_ in executions.items() if not where.only_failed or any(one.failed for one in all_)]
    if where.metric:
        means = _means(run, where.metric)
        ids = [i for i in ids if i in means and _within(means[i], where.at_least, where.at_most)]
    if where.order:
        means = _means(run, where.order.lstrip("-"))
        known = sorted((i for i in ids if i in means), key=lambda i: (means[i], i), reverse=where.order.startswith("-"))
        return known + sorted(i for i in ids if i not in means)
    badness = _goodness(run)
    return sorted(ids, key=lambda i: (not any(one.failed for one in executions[i]), badness.get(i, 1.0), i))


def _means(run: Run, metric: str) -> dict[str, float]:
    by_item = run.by_item(metric)
    return dict(zip(by_item, item_means(list(by_item.values())).tolist(), strict=True))


def _within(value: float, at_least: float | None, at_most: float | None) -> bool:
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)


def _goodness(run: Run) -> dict[str, float]:
    """Each item's mean over all scores, every score stretched to 0 … 1 over the run first."""
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for name in run.numeric_scores():
        means = _means(run, name)
        low, high = min(means.values()), max(means.values())
        for item, value in means.items():
            parts[item].append((value - low) / (high - low) if high > low else 1.0)
    return dict(zip(parts, item_means(list(parts.values())).tolist(), strict=True))


def read_item_rows(
    runs: ReadRuns, items_by_id: ItemsById, project_id: str, run: Run, item_ids: Sequence[str], length: int = TEXT_CHARACTERS
) -> list[ItemRow]:
    """These items in this order, with their texts."""
    wanted = set(item_ids)
    chosen: defaultdict[str, list[Execution]] = defaultdict(list)
    for one in run.executions:
        if one.item_id in wanted:
            chosen[one.item_id].append(one)
    texts = _texts(runs, project_id, [one for group in chosen.values() for one in group], length)
    with runs.database.reading() as session:
        items = items_by_id(session, project_id, list(item_ids))
    return [_row(run, item_id, chosen[item_id], texts, items.get(item_id)) for item_id in item_ids]


def _texts(runs: ReadRuns, project_id: str, executions: Sequence[Execution], length: int) -> dict[str, Row]:
    if not executions:
        return {}
    parameters = {
        "project_id": project_id,
        "trace_ids": [one.trace_id for one in executions],
        "ids": [one.observation_id for one in executions],
        "length": length,
    }
    rows = runs.analytics.select(load_statement(_PACKAGE, "texts_of_executions").with_slots(), parameters)
    return {row["trace_id"]: row for row in sorted(rows, key=lambda row: row["is_named"])}


def _row(run: Run, item_id: str, executions: Sequence[Execution], texts: dict[str, Row], item: DatasetItem | None) -> ItemRow:
    first = next((texts[one.trace_id] for one in executions if one.trace_id in texts), None)
    expected = json_text.value_of(first["expected_output"]) if first else None
    given = json_text.value_of(first["input"]) if first else None
    names = run.numeric_scores()
    means = {name: fmean(v) for name in names if (v := _values(run, name, executions))}
    return ItemRow(
        item_id=item_id,
        input=item.input if item else given,
        expected_output=expected if expected is not None else (item.expected_output if item else None),
        tags=item.tags if item else [],
        means=means,
        executions=[_execution_row(run, one, texts.get(one.trace_id)) for one in executions],
    )


def _values(run: Run, name: str, executions: Sequence[Execution]) -> list[float]:
    return [value for one in executions if (value := run.value(name, one)) is not None]


def _execution_row(run: Run, one: Execution, text: Row | None) -> ExecutionRow:
    scores: dict[str, float | str] = {}
    for name, score in sorted(run.scores.items()):
        found = score.values.get(one.trace_id, score.labels.get(one.trace_id))
        if found is not None:
            scores[name] = found
    return ExecutionRow(
        trace_id=one.trace_id, observation_id=one.observation_id, input=json_text.value_of(text["input"]) if text else None,
        output=json_text.value_of(text["output"]) if text else None, error=text["status_message"] if text else "", failed=one.failed,
        latency_ms=one.latency_ms, cost_usd=one.cost_usd, scores=scores,
    )  # fmt: skip
