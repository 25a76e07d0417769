"""How far two scores of the same things agree: a judge and a person, two judges, two people."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.intervals import Estimate, share_estimate
from lumetra.domain.statistics.resampling import RESAMPLES

_SHUFFLES = min(RESAMPLES, 2000)


class CategoryAgreement(msgspec.Struct, frozen=True):
    """Agreement of two categorical scores; `confusion[i][j]` counts first = labels[i] with second = labels[j]."""

    labels: list[str]
    confusion: list[list[int]]
    agreement: Estimate
    kappa: Estimate


class NumberAgreement(msgspec.Struct, frozen=True):
    """Agreement of two numeric scores. Correlations are NaN when one side never varies."""

    pearson: Estimate
    spearman: Estimate
    mean_absolute_error: Estimate
    root_mean_square_error: Estimate


def category_agreement(first: Sequence[str], second: Sequence[str], *, seed: int = 0) -> CategoryAgreement:
    """Share of agreement (Wilson) and Cohen's κ (Cohen 1960) with a bootstrap interval. Sequences are matched pairs."""
    labels = sorted(set(first) | set(second))
    index = {label: number for number, label in enumerate(labels)}
    a, b = np.array([index[x] for x in first]), np.array([index[x] for x in second])
    confusion = np.zeros((len(labels), len(labels)), int)
    np.add.at(confusion, (a, b), 1)
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(len(a), (confusion / max(1, len(a))).ravel(), _SHUFFLES) if len(a) else np.empty((0, 0))
    kappas = np.array([_kappa(draw.reshape(confusion.shape)) for draw in draws])
    return CategoryAgreement(
        labels,
        confusion.tolist(),
        share_estimate(int(np.trace(confusion)), len(a)),
        _with_interval(_kappa(confusion), kappas, len(a)),
    )


def _kappa(confusion: np.ndarray) -> float:
    total = confusion.sum()
    if not total:
        return math.nan
    observed = np.trace(confusion) / total
    expected = float((confusion.sum(axis=0) * confusion.sum(axis=1)).sum()) / total**2
    return float((observed - expected) / (1 - expected)) if expected < 1 else math.nan


def number_agreement(first: Sequence[float], second: Sequence[float], *, seed: int = 0) -> NumberAgreement:
    """Pearson's r, Spearman's ρ, mean absolute and root mean square error of matched pairs, each with a bootstrap interval."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    ranks_a, ranks_b = stats.rankdata(a), stats.rankdata(b)
    generator = np.random.default_rng(seed)
    errors = np.abs(a - b)
    resampled: list[tuple[float, float, float, float]] = []
    for _ in range(_SHUFFLES if len(a) > 2 else 0):
        draw = generator.integers(0, len(a), len(a))
        # Ranks of the whole sample stand in for ranks of the draw: ties aside the same order, at a tenth of the cost.
        resampled.append(
            (
                _correlation(a[draw], b[draw]),
                _correlation(ranks_a[draw], ranks_b[draw]),
                float(errors[draw].mean()),
                float(np.sqrt((errors[draw] ** 2).mean())),
            )
        )
    columns = np.array(resampled).reshape(-1, 4)
    values = (
        _correlation(a, b),
        _correlation(ranks_a, ranks_b),
        float(errors.mean()) if len(a) else math.nan,
        float(np.sqrt((errors**2).mean())) if len(a) else math.nan,
    )
    estimates = [_with_interval(value, columns[:, number], len(a)) for number, value in enumerate(values)]
    return NumberAgreement(*estimates)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 2 or not a.std() or not b.std():
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def _with_interval(value: float, resampled: np.ndarray, count: int) -> Estimate:
    finite = resampled[np.isfinite(resampled)]
    if len(finite) < 100 or math.isnan(value):
        return Estimate(value, None, None, count, "none")
    low, high = np.quantile(finite, [0.025, 0.975])
    return Estimate(value, float(low), float(high), count, "bootstrap")
