"""Items of a run for reading: worst first or by a metric, with what was given, said and expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from statistics import fmean
from typing import Any, Final

import msgspec

from lumetra.domain import json_text
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.statistics.item_means import item_means
from lumetra.engines.analytics import Row
from lumetra.features.experiments.reading.read_items import ItemsById
from lumetra.features.experiments.reading.read_results import Execution, ReadRuns, Run, read_texts

TEXT_CHARACTERS: Final = 4_000


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


def order_items(run: Run, order: str, ids: Collection[str] | None = None) -> list[str]:
    """Ids of all items, or of some. `order` is a metric, smallest first; with a leading minus largest first; empty: worst first over
    all scores, failures before all."""
    executions: defaultdict[str, list[Execution]] = defaultdict(list)
    for one in run.executions:
        executions[one.item_id].append(one)
    chosen = list(executions if ids is None else ids)
    if order:
        means = _means(run, order.removeprefix("-"))
        known = sorted((i for i in chosen if i in means), key=lambda i: (means[i], i), reverse=order.startswith("-"))
        return known + sorted(i for i in chosen if i not in means)
    badness = _goodness(run)
    return sorted(chosen, key=lambda i: (not any(one.failed for one in executions[i]), badness.get(i, 1.0), i))


def _means(run: Run, metric: str) -> dict[str, float]:
    by_item = run.by_item(metric)
    return dict(zip(by_item, item_means(list(by_item.values())).tolist(), strict=True))


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
    texts = read_texts(runs.analytics, project_id, [one for group in chosen.values() for one in group], length)
    with runs.database.reading() as session:
        items = items_by_id(session, project_id, list(item_ids))
    return [_row(run, item_id, chosen[item_id], texts, items.get(item_id)) for item_id in item_ids]


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
    return [value for value in run.values(name, executions) if value is not None]


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
