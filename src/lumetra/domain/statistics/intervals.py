"""Means and shares with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.item_means import item_means
from lumetra.domain.statistics.resampling import RESAMPLES, Floats, bootstrap_means, two_stage_bootstrap_means

CONFIDENCE = 0.95
_SMALL = 30


class Estimate(msgspec.Struct, frozen=True):
    """A value with its interval; `low` and `high` are None when the data allow none (fewer than two items)."""

    value: float
    low: float | None
    high: float | None
    count: int
    method: str


def mean_estimate(values: Sequence[float] | Floats, *, confidence: float = CONFIDENCE) -> Estimate:
    """The mean with Student's t interval. Use `share_estimate` for yes/no data and `bootstrap_estimate` for skewed data."""
    data = np.asarray(values, float)
    mean = float(data.mean()) if len(data) else math.nan
    return moments_estimate(len(data), mean, float(data.var(ddof=1)) if len(data) > 1 else 0.0, confidence=confidence)


def moments_estimate(count: int, mean: float, variance: float, *, confidence: float = CONFIDENCE) -> Estimate:
    """The same from what a database can sum up: the number of values, their mean and their sample variance (n - 1)."""
    if count < 2:
        return Estimate(mean if count else math.nan, None, None, count, "none")
    half = float(stats.t.ppf((1 + confidence) / 2, count - 1) * math.sqrt(variance / count))
    return Estimate(mean, mean - half, mean + half, count, "t")


def share_estimate(successes: int, count: int, *, confidence: float = CONFIDENCE) -> Estimate:
    """A share with Wilson's score interval (Wilson 1927; recommended for small counts by Brown, Cai & DasGupta 2001)."""
    if count == 0:
        return Estimate(math.nan, None, None, 0, "none")
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share = successes / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half), count, "wilson")


def bootstrap_estimate(
    groups: Sequence[Sequence[float]], *, confidence: float = CONFIDENCE, resamples: int = RESAMPLES, seed: int = 0
) -> Estimate:
    """The mean over items, each with one or more repetitions, with a bootstrap interval over items, then repetitions."""
    arrays = [np.asarray(group, float) for group in groups if len(group)]
    if not arrays:
        return Estimate(math.nan, None, None, 0, "none")
    mean = float(item_means(arrays).mean())
    if len(arrays) < 2:
        return Estimate(mean, None, None, len(arrays), "none")
    means = two_stage_bootstrap_means(arrays, resamples=resamples, seed=seed)
    return interval_of_means(mean, means, len(arrays), confidence=confidence)


def mean_difference_estimate(
    differences: Floats, *, confidence: float = CONFIDENCE, resamples: int = RESAMPLES, seed: int = 0
) -> Estimate:
    """The mean of one difference for each item, with a bootstrap interval over items."""
    mean = float(differences.mean()) if len(differences) else math.nan
    if len(differences) < 2:
        return Estimate(mean, None, None, len(differences), "none")
    means = bootstrap_means(differences, resamples=resamples, seed=seed)
    return interval_of_means(mean, means, len(differences), confidence=confidence)


def interval_of_means(mean: float, means: Floats, count: int, *, confidence: float = CONFIDENCE) -> Estimate:
    """The interval that resampled means speak for.

    Below 30 items percentile intervals are too narrow, so the bootstrap's standard error is used with Student's t instead.
    """
    if count < 2:
        return Estimate(mean, None, None, count, "none")
    if count < _SMALL:
        inflate = math.sqrt(count / (count - 1))
        half = float(stats.t.ppf((1 + confidence) / 2, count - 1) * means.std(ddof=1) * inflate)
        return Estimate(mean, mean - half, mean + half, count, "bootstrap-t")
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(mean, float(low), float(high), count, "bootstrap")


def quantile_estimate(values: Sequence[float] | Floats, quantile: float, *, confidence: float = CONFIDENCE) -> Estimate:
    """A quantile with the distribution-free interval of order statistics (Conover 1999, 3.2)."""
    data = np.sort(np.asarray(values, float))
    if not len(data):
        return Estimate(math.nan, None, None, 0, "none")
    low_rank = int(stats.binom.ppf((1 - confidence) / 2, len(data), quantile))
    high_rank = int(stats.binom.ppf((1 + confidence) / 2, len(data), quantile)) + 1
    low = float(data[low_rank - 1]) if low_rank >= 1 else None
    high = float(data[high_rank - 1]) if high_rank <= len(data) else None
    return Estimate(float(np.quantile(data, quantile)), low, high, len(data), "order-statistics")


__all__ = [
    "CONFIDENCE",
    "Estimate",
    "bootstrap_estimate",
    "bootstrap_means",
    "interval_of_means",
    "mean_difference_estimate",
    "mean_estimate",
    "moments_estimate",
    "quantile_estimate",
    "share_estimate",
]
