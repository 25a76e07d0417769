"""Experiments with known values, written as the storage holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lumetra.domain.dataset import experiment_id
from lumetra.engines.analytics import Analytics
from tests.builders.rows import insert, observation, score

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def insert_run(
    analytics: Analytics,
    project_id: str,
    name: str,
    scores: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    dataset_id: str = "d",
    outputs: Mapping[str, str] | None = None,
    latency_ms: Mapping[str, float] | None = None,
    cost_usd: Mapping[str, float] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> str:
    """Write a run and return its id. `scores`: score → item → values of its repetitions (the same number for every score); those
    of a CATEGORICAL one (by `kinds`) number its categories."""
    own_id = experiment_id(project_id, dataset_id, name)
    rows: list[dict[str, Any]] = []
    scored: list[dict[str, Any]] = []
    some = next(iter(scores.values()))
    for number, (item, values) in enumerate(some.items()):
        for repetition in range(len(values)):
            trace = f"{own_id}-{item}-{repetition}"
            began = BEGAN + timedelta(seconds=number)
            took = timedelta(milliseconds=(latency_ms or {}).get(item, 100.0))
            rows.append(
                observation(
                    project_id, trace, f"{trace}-root", start_time=began, end_time=began + took, input=f"input of {item}",
                    output=(outputs or {}).get(item, f"{name} says {item}"), experiment_id=own_id, experiment_name=name,
                    experiment_dataset_id=dataset_id, experiment_item_id=item, experiment_item_root_observation_id=f"{trace}-root",
                    experiment_item_expected_output=f"expected of {item}", total_cost=None if cost_usd is None else Decimal(f"{cost_usd[item]:.12f}"),
                )
            )  # fmt: skip
            for score_name, by_item in scores.items():
                kind = (kinds or {}).get(score_name, "NUMERIC")
                value = by_item[item][repetition]
                label = f"{score_name} {value:g}" if kind == "CATEGORICAL" else ""
                scored.append(
                    score(
                        project_id, f"{trace}-{score_name}", score_name, None if label else value,
                        trace_id=trace, data_type=kind, string_value=label,
                    )
                )  # fmt: skip
    insert(analytics, "observations", rows)
    insert(analytics, "scores", scored)
    return own_id
