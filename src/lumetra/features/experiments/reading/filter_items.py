"""The items of a run that a filter finds. Read from what is known of the run; texts and items are fetched only when it asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from statistics import fmean
from typing import Any, Final, cast

from lumetra.domain import json_text
from lumetra.domain.dataset import DatasetItem
from lumetra.engines.analytics import Row
from lumetra.features.experiments.reading.read_items import ItemsById
from lumetra.features.experiments.reading.read_results import Execution, ReadRuns, Run, read_texts
from lumetra.querylang import Checked, Field, check, evaluate, parse
from lumetra.querylang.checked import AllOf, AnyOf, Negated
from lumetra.querylang.subjects import EXPERIMENT_ITEMS

_ITEMS_AT_ONCE: Final = 500
_WHOLE: Final = 1_000_000
_OF_TEXTS: Final = {"input", "output", "expected_output", "error", EXPERIMENT_ITEMS.words.name}
_OF_ITEMS: Final = {"tags", "metadata", "input", "expected_output", EXPERIMENT_ITEMS.words.name}


def filter_items(runs: ReadRuns, items_by_id: ItemsById, project_id: str, run: Run, text: str, now: datetime) -> list[str]:
    """Ids of the items for which the filter holds, in no order worth keeping. Raises FilterError.

    A score of numbers is the mean of an item's repetitions; any repetition may give a yes or no, a category, or a text.
    """
    wanted = check(parse(text), EXPERIMENT_ITEMS, now)
    asked = {field.name for field in _fields(wanted)}
    by_item: defaultdict[str, list[Execution]] = defaultdict(list)
    for one in run.executions:
        by_item[one.item_id].append(one)
    ids, found = list(by_item), list[str]()
    for start in range(0, len(ids), _ITEMS_AT_ONCE):
        chosen = ids[start : start + _ITEMS_AT_ONCE]
        executions = [one for item_id in chosen for one in by_item[item_id]]
        texts = read_texts(runs.analytics, project_id, executions, _WHOLE) if asked & _OF_TEXTS else {}
        items: Mapping[str, DatasetItem] = {}
        if asked & _OF_ITEMS:
            with runs.database.reading() as session:
                items = items_by_id(session, project_id, chosen)
        found += [i for i in chosen if evaluate(wanted, _record(run, i, by_item[i], texts, items.get(i)))]
    return found


def _fields(node: Checked) -> Iterator[Field]:
    match node:
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from _fields(item)
        case Negated(item):
            yield from _fields(item)
        case _:
            yield node.field


def _record(
    run: Run, item_id: str, executions: Sequence[Execution], texts: Mapping[str, Row], item: DatasetItem | None
) -> dict[str, object]:
    latencies = [one.latency_ms for one in executions if one.latency_ms is not None]
    costs = [one.cost_usd for one in executions if one.cost_usd is not None]
    metadata = item.metadata if item is not None and isinstance(item.metadata, dict) else {}
    return {
        "item_id": item_id,
        "failed": any(one.failed for one in executions),
        "latency": fmean(latencies) / 1000 if latencies else None,
        "cost": fmean(costs) if costs else None,
        "repetitions": len(executions),
        "tags": item.tags if item else [],
        "metadata": {key: json_text.write(value) for key, value in cast("dict[str, Any]", metadata).items()},
        "scores": _scores(run, executions),
        "observations": [_execution(one, texts.get(one.trace_id), item) for one in executions],
    }


def _scores(run: Run, executions: Sequence[Execution]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, score in run.scores.items():
        values = [value for one in executions if (value := score.values.get(one.trace_id)) is not None]
        if values and score.data_type == "NUMERIC":
            values = [fmean(values)]
        labels = [label for one in executions if (label := score.labels.get(one.trace_id)) is not None]
        found.extend({"name": name, "value": value, "string_value": ""} for value in values)
        found.extend({"name": name, "value": None, "string_value": label} for label in labels)
    return found


def _execution(one: Execution, text: Row | None, item: DatasetItem | None) -> dict[str, object]:
    row = text or {}
    return {
        "trace_id": one.trace_id,
        "input": row.get("input") or _text(item and item.input),
        "output": row.get("output", ""),
        "expected_output": row.get("expected_output") or _text(item and item.expected_output),
        "error": row.get("status_message", ""),
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json_text.write(value)
