"""All metrics of two runs at once: each paired by item, p values corrected for their number, each with a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import msgspec

from lumetra.domain.statistics.categories import CategoryComparison, CategoryOutcome, Labels, compare_categories
from lumetra.domain.statistics.correction import holm
from lumetra.domain.statistics.item_means import item_means
from lumetra.domain.statistics.paired import PairedComparison, compare_paired
from lumetra.domain.statistics.power import items_needed, smallest_detectable_difference
from lumetra.domain.statistics.resampling import RESAMPLES
from lumetra.domain.statistics.verdict import Verdict, judge

Values = Mapping[str, Sequence[float]]
"""item id → the values of its repetitions, at least one each."""
_SHARE_OF_RANGE: Final = 0.02
_SHARE_OF_MEAN: Final = 0.05
_THREADS: Final = 2


class MetricRuns(msgspec.Struct, frozen=True, kw_only=True):
    """One metric in both runs. `margin` is the loss that does not matter, in the metric's own unit; None: a usual one."""

    name: str
    baseline: Values
    candidate: Values
    higher_is_better: bool = True
    margin: float | None = None


class MetricComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of one metric. `gains` is candidate minus baseline by item, turned so that more is better."""

    name: str
    higher_is_better: bool
    margin: float
    result: PairedComparison
    adjusted_p: float | None
    smallest_detectable: float | None
    verdict: Verdict
    gains: dict[str, float]


class CategoryRuns(msgspec.Struct, frozen=True, kw_only=True):
    """One score of categories in both runs."""

    name: str
    baseline: Labels
    candidate: Labels


class JudgedCategories(msgspec.Struct, frozen=True):
    """What may be said of one score of categories. `adjusted_p` is corrected together with the metrics."""

    result: CategoryComparison
    adjusted_p: float | None
    outcome: CategoryOutcome


class RunComparison(msgspec.Struct, frozen=True):
    """Everything that two runs have in common."""

    metrics: list[MetricComparison]
    categories: list[JudgedCategories]


def compare_runs(
    metrics: Sequence[MetricRuns], categories: Sequence[CategoryRuns] = (), *, resamples: int = RESAMPLES, seed: int = 0
) -> RunComparison:
    """Compare everything over the items that have it in both runs, and correct the p values of all of it together (Holm).

    What has no common item is left out. Deterministic for a seed.
    """
    with ThreadPoolExecutor(_THREADS) as threads:  # numpy lets go of the interpreter while it draws
        compared = list(threads.map(partial(_pair, resamples=resamples, seed=seed), metrics))
        sorted_out = list(threads.map(partial(_categories, resamples=resamples, seed=seed), categories))
    pairs = [(metric, pair) for metric, pair in zip(metrics, compared, strict=True) if pair is not None]
    mixes = [one for one in sorted_out if one is not None]
    p_values = [pair[0].p_value for _, pair in pairs] + [one.p_value for one in mixes]
    corrected = iter(holm([p_value for p_value in p_values if p_value is not None]))
    adjusted = [None if p_value is None else next(corrected) for p_value in p_values]
    return RunComparison(
        [_judged(metric, *pair, p_value) for (metric, pair), p_value in zip(pairs, adjusted[: len(pairs)], strict=True)],
        [JudgedCategories(one, p, one.outcome(p)) for one, p in zip(mixes, adjusted[len(pairs) :], strict=True)],
    )


def _categories(runs: CategoryRuns, *, resamples: int, seed: int) -> CategoryComparison | None:
    return compare_categories(runs.name, runs.baseline, runs.candidate, resamples=resamples, seed=seed)


def _pair(metric: MetricRuns, *, resamples: int, seed: int) -> tuple[PairedComparison, list[str]] | None:
    common = sorted(set(metric.baseline) & set(metric.candidate))
    if not common:
        return None
    first, second = [metric.baseline[item] for item in common], [metric.candidate[item] for item in common]
    return compare_paired(first, second, resamples=resamples, seed=seed), common


def _judged(metric: MetricRuns, result: PairedComparison, common: list[str], adjusted: float | None) -> MetricComparison:
    margin = metric.margin if metric.margin is not None else usual_margin(metric, common)
    differences = item_means([metric.candidate[i] for i in common]) - item_means([metric.baseline[i] for i in common])
    sign = 1 if metric.higher_is_better else -1
    verdict = judge(
        result,
        adjusted_p=adjusted,
        margin=margin,
        items_for_margin=items_needed(differences, margin),
        higher_is_better=metric.higher_is_better,
    )
    return MetricComparison(
        name=metric.name,
        higher_is_better=metric.higher_is_better,
        margin=margin,
        result=result,
        adjusted_p=adjusted,
        smallest_detectable=smallest_detectable_difference(differences),
        verdict=verdict,
        gains=dict(zip(common, (sign * differences).tolist(), strict=True)),
    )


def usual_margin(metric: MetricRuns, items: Sequence[str]) -> float:
    """2 % of the range that the scores span (yes/no: 0.02); of what has no upper bound and less is better, 5 % of the mean."""
    values = [value for run in (metric.baseline, metric.candidate) for item in items for value in run[item]]
    if not metric.higher_is_better:
        return _SHARE_OF_MEAN * abs(math.fsum(values) / len(values)) or _SHARE_OF_RANGE
    return _SHARE_OF_RANGE * max(1.0, max(values) - min(values)) if max(values) > 1 or min(values) < 0 else _SHARE_OF_RANGE
