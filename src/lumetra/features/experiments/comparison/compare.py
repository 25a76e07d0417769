"""Two runs beside each other: every score, cost and latency paired by item, and the items that got better or worse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import msgspec

from lumetra.domain.statistics.resampling import RESAMPLES
from lumetra.domain.statistics.run_comparison import CategoryRuns, MetricComparison, MetricRuns, RunComparison, compare_runs
from lumetra.features.experiments.reading.read_results import COST, LATENCY, Run

LESS_IS_BETTER = (COST, LATENCY)
Outcome = Literal["regressed", "improved", "same"]


class ComparisonWish(msgspec.Struct, frozen=True, kw_only=True):
    """What to take into account. `margins` in each metric's own unit; metrics not named get a usual margin."""

    lower_is_better: Collection[str] = ()
    margins: Mapping[str, float] = {}
    resamples: int = RESAMPLES
    metrics: Collection[str] | None = None


def compare(baseline: Run, candidate: Run, wish: ComparisonWish) -> RunComparison:
    """Scores by name, then cost and latency, and the scores that are categories; p values corrected over all of them."""
    names = sorted({*baseline.numeric_scores(), *candidate.numeric_scores()})
    metrics = [
        MetricRuns(
            name=name,
            baseline=baseline.by_item(name),
            candidate=candidate.by_item(name),
            higher_is_better=name not in LESS_IS_BETTER and name not in wish.lower_is_better,
            margin=wish.margins.get(name),
        )
        for name in [*names, COST, LATENCY]
        if wish.metrics is None or name in wish.metrics
    ]
    labelled = sorted({*baseline.categorical_scores(), *candidate.categorical_scores()})
    categories = [
        CategoryRuns(name=name, baseline=baseline.labels_by_item(name), candidate=candidate.labels_by_item(name))
        for name in labelled
        if wish.metrics is None or name in wish.metrics
    ]
    return compare_runs(metrics, categories, resamples=wish.resamples)


def outcomes(comparisons: Sequence[MetricComparison], metric: str) -> dict[str, tuple[Outcome, float]]:
    """Each common item's outcome and gain in one metric, the largest losses first; empty metric: the mean over all scores."""
    chosen = [c for c in comparisons if c.name == metric] if metric else [c for c in comparisons if c.name not in LESS_IS_BETTER]
    totals: dict[str, list[float]] = {}
    for one in chosen:
        spread = max((abs(gain) for gain in one.gains.values()), default=0.0) or 1.0
        for item, gain in one.gains.items():
            totals.setdefault(item, []).append(gain if metric else gain / spread)
    gains = {item: sum(values) / len(values) for item, values in totals.items()}
    ordered = sorted(gains.items(), key=lambda pair: (pair[1], pair[0]))
    return {item: ("regressed" if gain < 0 else "improved" if gain > 0 else "same", gain) for item, gain in ordered}
