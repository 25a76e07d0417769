"""Two runs over the same items: the difference, its interval, and the test that fits the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.intervals import CONFIDENCE, Estimate, interval_of_means, mean_difference_estimate
from lumetra.domain.statistics.item_means import item_means
from lumetra.domain.statistics.resampling import RESAMPLES, Floats, paired_two_stage_bootstrap_means, sign_flip_means

Kind = Literal["binary", "ordinal", "numeric"]
_MAX_ORDINAL_LEVELS = 10
_EXACT_ITEMS = 14


class PairedComparison(msgspec.Struct, frozen=True):
    """Candidate minus baseline over the items that both runs scored. `p_value` is two-sided; None when nothing can be tested."""

    kind: Kind
    difference: Estimate
    baseline_mean: float
    candidate_mean: float
    p_value: float | None
    test: str
    wins: int
    losses: int
    ties: int


def kind_of(values: Sequence[float]) -> Kind:
    """binary: only 0 and 1; ordinal: at most ten whole-number levels; numeric: anything else."""
    levels = set(values)
    if levels <= {0.0, 1.0}:
        return "binary"
    if len(levels) <= _MAX_ORDINAL_LEVELS and all(float(level).is_integer() for level in levels):
        return "ordinal"
    return "numeric"


def compare_paired(
    baseline: Sequence[Sequence[float]],
    candidate: Sequence[Sequence[float]],
    *,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> PairedComparison:
    """Compare two runs item by item; `baseline[i]` and `candidate[i]` are the repeated values of item i, at least one each.

    Binary without repetitions: McNemar's exact test. Otherwise a paired permutation test on the items' means, except ordinal data
    without repetitions, which get Wilcoxon's signed-rank test. The interval is the bootstrap over items (and repetitions).
    Raises ValueError when the runs do not have the same items.
    """
    if len(baseline) != len(candidate):
        raise ValueError(f"{len(baseline)} items of the baseline, {len(candidate)} of the candidate: compare the items both have")
    first, second = item_means(baseline), item_means(candidate)
    differences = second - first
    kind = kind_of([value for group in [*baseline, *candidate] for value in group])
    repeated = any(len(group) > 1 for group in [*baseline, *candidate])
    estimate = _difference(baseline, candidate, differences, repeated, confidence, resamples, seed)
    return _compared(kind, first, second, estimate, _test(kind, repeated, differences, resamples, seed))


def compare_yes_no(first: Floats, second: Floats, *, resamples: int = RESAMPLES, seed: int = 0) -> PairedComparison:
    """What `compare_paired` says of yes/no values (1 and 0) without repetitions, from one value an item: much faster for many items."""
    differences = second - first
    estimate = mean_difference_estimate(differences, confidence=CONFIDENCE, resamples=resamples, seed=seed)
    return _compared("binary", first, second, estimate, _test("binary", False, differences, resamples, seed))


def _compared(
    kind: Kind, first: Floats, second: Floats, difference: Estimate, tested: tuple[float | None, str]
) -> PairedComparison:
    differences = second - first
    p_value, test = tested
    return PairedComparison(
        kind=kind,
        difference=difference,
        baseline_mean=float(first.mean()) if len(first) else math.nan,
        candidate_mean=float(second.mean()) if len(second) else math.nan,
        p_value=p_value,
        test=test,
        wins=int((differences > 0).sum()),
        losses=int((differences < 0).sum()),
        ties=int((differences == 0).sum()),
    )


def _difference(
    baseline: Sequence[Sequence[float]],
    candidate: Sequence[Sequence[float]],
    differences: Floats,
    repeated: bool,
    confidence: float,
    resamples: int,
    seed: int,
) -> Estimate:
    if not repeated:
        return mean_difference_estimate(differences, confidence=confidence, resamples=resamples, seed=seed)
    first, second = ([np.asarray(group, float) for group in run] for run in (baseline, candidate))
    means = paired_two_stage_bootstrap_means(first, second, resamples=resamples, seed=seed)
    return interval_of_means(float(differences.mean()), means, len(differences), confidence=confidence)


def _test(kind: Kind, repeated: bool, differences: Floats, resamples: int, seed: int) -> tuple[float | None, str]:
    if len(differences) < 2:
        return None, "none"
    if not differences.any():
        return 1.0, "identical"
    if kind == "binary" and not repeated:
        return mcnemar_exact(int((differences > 0).sum()), int((differences < 0).sum())), "mcnemar-exact"
    if kind == "ordinal" and not repeated:
        signed_rank: Any = stats.wilcoxon(differences, zero_method="pratt", method="auto")
        return float(signed_rank.pvalue), "wilcoxon-signed-rank"
    return paired_permutation(differences, resamples=resamples, seed=seed), "paired-permutation"


def mcnemar_exact(gained: int, lost: int) -> float:
    """Two-sided exact p of McNemar's test from the two counts of discordant pairs (McNemar 1947; binomial with p = 1/2)."""
    discordant = gained + lost
    if discordant == 0:
        return 1.0
    return min(1.0, 2.0 * float(stats.binom.cdf(min(gained, lost), discordant, 0.5)))


def paired_permutation(differences: Sequence[float] | Floats, *, resamples: int = RESAMPLES, seed: int = 0) -> float:
    """Two-sided p of the sign-flip test on the mean: exact up to 14 non-zero pairs, Monte Carlo beyond.

    The Monte Carlo p counts the observed arrangement too, so it is never 0 (Phipson & Smyth 2010).
    """
    data = np.asarray(differences, float)
    data = data[data != 0]
    if not len(data):
        return 1.0
    observed = abs(float(data.sum()))
    tolerance = 1e-6 * max(observed, float(np.abs(data).sum()) * 1e-3)
    if len(data) <= _EXACT_ITEMS:
        signs = ((np.arange(2 ** len(data))[:, None] >> np.arange(len(data))) & 1) * 2 - 1
        return float((np.abs(signs @ data) >= observed - tolerance).mean())
    flipped = np.abs(sign_flip_means(data, resamples=resamples, seed=seed)) * len(data)
    return float(((flipped >= observed - tolerance).sum() + 1) / (resamples + 1))
