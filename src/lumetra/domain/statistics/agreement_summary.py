"""Agreement of two scores from what a database can sum up, so that a hundred thousand pairs cost no more than ten.

Closed-form intervals; `agreement.py` has the bootstrap for pairs in memory.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.intervals import CONFIDENCE, Estimate, share_estimate

_MINIMUM_PAIRS = 4
"""Fisher's transformation divides by the number of pairs less three."""


def correlation_estimate(correlation: float, count: int, *, ranks: bool = False, confidence: float = CONFIDENCE) -> Estimate:
    """Pearson's r with Fisher's z interval (Fisher 1921), or Spearman's ρ (`ranks`) with that of Bonett & Wright (2000).

    NaN (one side never varies) stays NaN without an interval.
    """
    if math.isnan(correlation) or count < _MINIMUM_PAIRS:
        return Estimate(correlation if count > 1 else math.nan, None, None, count, "none")
    if abs(correlation) >= 1:
        return Estimate(correlation, correlation, correlation, count, "fisher-z")
    variance = (1 + correlation**2 / 2) / (count - 3) if ranks else 1 / (count - 3)
    half = float(stats.norm.ppf((1 + confidence) / 2)) * math.sqrt(variance)
    z = math.atanh(correlation)
    return Estimate(correlation, math.tanh(z - half), math.tanh(z + half), count, "bonett-wright" if ranks else "fisher-z")


def kappa_estimate(confusion: Sequence[Sequence[int]], *, confidence: float = CONFIDENCE) -> Estimate:
    """Cohen's κ with its large-sample interval (Fleiss, Cohen & Everitt 1969); `confusion[i][j]` counts first i with second j.

    NaN where chance alone agrees always: one category only.
    """
    table = np.asarray(confusion, float)
    total = table.sum() if table.size else 0.0
    if not total:
        return Estimate(math.nan, None, None, 0, "none")
    p = table / total
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(np.trace(p)), float(rows @ columns)
    count = int(total)
    if expected >= 1:
        return Estimate(math.nan, None, None, count, "none")
    kappa = (observed - expected) / (1 - expected)
    diagonal = float((np.diag(p) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    # The weight of cell (i, j) off the diagonal is the row margin of j plus the column margin of i.
    crossed = (columns[:, None] + rows[None, :]) ** 2 * p
    off = float((1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed)))
    variance = (diagonal + off - (kappa - expected * (1 - kappa)) ** 2) / ((1 - expected) ** 2 * count)
    half = float(stats.norm.ppf((1 + confidence) / 2)) * math.sqrt(max(0.0, variance))
    return Estimate(kappa, max(-1.0, kappa - half), min(1.0, kappa + half), count, "fleiss-cohen-everitt")


def agreement_estimate(confusion: Sequence[Sequence[int]], *, confidence: float = CONFIDENCE) -> Estimate:
    """The share of pairs in which both say the same (Wilson)."""
    same = sum(row[place] for place, row in enumerate(confusion))
    return share_estimate(same, sum(sum(row) for row in confusion), confidence=confidence)
