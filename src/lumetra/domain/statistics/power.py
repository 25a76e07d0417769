"""What a data set can show: the smallest difference it would have found, and how many items more a question needs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.resampling import Floats

ALPHA = 0.05
POWER = 0.80


def smallest_detectable_difference(
    differences: Sequence[float] | Floats, *, alpha: float = ALPHA, power: float = POWER
) -> float | None:
    """The mean difference that a paired test on this many items, this noisy, finds with the given power (normal approximation,
    Chow, Shao & Wang 2008, 3.2). None below two items or when all differences are equal.
    """
    data = np.asarray(differences, float)
    if len(data) < 2 or not data.std(ddof=1):
        return None
    return float(_factor(alpha, power) * data.std(ddof=1) / math.sqrt(len(data)))


def items_needed(
    differences: Sequence[float] | Floats, target: float, *, alpha: float = ALPHA, power: float = POWER
) -> int | None:
    """How many items in all would find a mean difference of `target` with the given power. None when it cannot be told."""
    data = np.asarray(differences, float)
    if len(data) < 2 or target == 0 or not data.std(ddof=1):
        return None
    return math.ceil((_factor(alpha, power) * float(data.std(ddof=1)) / abs(target)) ** 2)


def _factor(alpha: float, power: float) -> float:
    return float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power))
