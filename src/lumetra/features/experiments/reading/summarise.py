"""What one run amounts to: every score, cost and latency with its 95 % interval."""

from __future__ import annotations

from collections import Counter

import msgspec

from lumetra.domain.statistics.intervals import Estimate, mean_estimate, quantile_estimate, share_estimate
from lumetra.domain.statistics.item_means import item_means
from lumetra.domain.statistics.paired import kind_of
from lumetra.features.experiments.reading.read_results import COST, LATENCY, Run


class MetricSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A metric's mean over items (repetitions averaged first). `values` counts what it rests on."""

    name: str
    kind: str
    mean: Estimate
    median: Estimate
    values: int


class CategorySummary(msgspec.Struct, frozen=True, kw_only=True):
    """How often each category came, most frequent first, each as a share with its interval."""

    name: str
    shares: list[tuple[str, Estimate]]


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of a run. `repetitions` is the largest number of executions of one item."""

    items: int
    executions: int
    repetitions: int
    failed: int
    metrics: list[MetricSummary]
    categories: list[CategorySummary]


def summarise(run: Run) -> RunSummary:
    """Yes/no scores without repetitions get Wilson's interval, everything else Student's t over the means of items."""
    per_item = Counter(one.item_id for one in run.executions)
    names = [*run.numeric_scores(), COST, LATENCY]
    found = [(name, run.by_item(name)) for name in names]
    return RunSummary(
        items=len(per_item),
        executions=len(run.executions),
        repetitions=max(per_item.values(), default=0),
        failed=sum(one.failed for one in run.executions),
        metrics=[_metric(name, values) for name, values in found if values],
        categories=[_category(name, list(score.labels.values())) for name, score in sorted(run.scores.items()) if score.labels],
    )


def _metric(name: str, by_item: dict[str, list[float]]) -> MetricSummary:
    values = [value for group in by_item.values() for value in group]
    means = item_means(list(by_item.values()))
    kind = "numeric" if name in {COST, LATENCY} else kind_of(values)
    binary = kind == "binary" and len(values) == len(by_item)
    return MetricSummary(
        name=name,
        kind=kind,
        mean=share_estimate(int(sum(values)), len(values)) if binary else mean_estimate(means),
        median=quantile_estimate(means, 0.5),
        values=len(values),
    )


def _category(name: str, labels: list[str]) -> CategorySummary:
    counts = Counter(labels).most_common()
    return CategorySummary(name=name, shares=[(label, share_estimate(count, len(labels))) for label, count in counts])
