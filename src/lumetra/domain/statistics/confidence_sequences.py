"""Confidence sequences: intervals for a mean that stay valid however often and whenever one looks.

`P(there is any n at which the interval misses the mean) <= alpha`, so a test may be watched live and stopped at will.
Both need only counts and sums. For a plain interval at one fixed time, these are wider than necessary.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ASYMPTOTIC_START: Final = 200
"""Below this many values an asymptotic sequence says nothing. Values of a known range have `empirical_bernstein` instead. Simulated at alpha 5 % over 2 000 looks, the truth is then ever
missed in 3 to 4 % of lives (normal, mildly skewed) and 6.5 % (lognormal, sigma 1); from 50 values on it would be 11 %."""
_TIGHTEST_AT: Final = 500
_PRIOR: Final = 0.5
_BISECTIONS: Final = 60


@dataclass(frozen=True)
class Interval:
    """A closed interval; infinite bounds mean nothing is known."""

    low: float
    high: float

    def minus(self, other: Interval) -> Interval:
        """Where the difference of two means lies when each lies in its interval."""
        return Interval(self.low - other.high, self.high - other.low)


UNKNOWN: Final = Interval(-math.inf, math.inf)


def bounded_mean(count: int, total: float, alpha: float) -> Interval:
    """A sequence for the mean of values in [0, 1], exact at every count.

    Robbins' beta-binomial mixture (Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021, Ann. Statist. 49(2), 1055-1080):
    M_n(m) = B(a + S, b + n - S) / (B(a, b) m^S (1-m)^(n-S)) is a non-negative supermartingale at the true mean m, for 0/1
    values by definition and for values in [0, 1] because x -> r^x q^(1-x) is convex; Ville's inequality bounds it by
    1/alpha for all n at once. `total` is S, the sum of the values.
    """
    if count == 0:
        return Interval(0.0, 1.0)
    successes = min(max(total, 0.0), float(count))
    failures = count - successes
    mixture = _log_beta(_PRIOR + successes, _PRIOR + failures) - _log_beta(_PRIOR, _PRIOR)
    bound = mixture + math.log(alpha)

    def inside(mean: float) -> bool:
        return _log_likelihood(successes, failures, mean) > bound

    centre = successes / count
    return Interval(_edge(inside, centre, 0.0), _edge(inside, centre, 1.0))


def asymptotic_mean(count: int, mean: float, variance: float, alpha: float) -> Interval:
    """A sequence for the mean of independent values with finite variance, valid in the limit.

    Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2024 (Ann. Statist. 52(6), 2613-2640), theorem 2.2: normal mixture with the
    sample variance, its width tuned to be least near 500 values. UNKNOWN below ASYMPTOTIC_START values.
    """
    if count < ASYMPTOTIC_START:
        return UNKNOWN
    spread = -2 * math.log(alpha)
    rho2 = (spread + math.log(spread + 1)) / _TIGHTEST_AT
    grown = count * rho2 + 1
    half = math.sqrt(max(variance, 0.0)) * math.sqrt(2 * grown / (count**2 * rho2) * math.log(math.sqrt(grown) / alpha))
    return Interval(mean - half, mean + half)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_likelihood(successes: float, failures: float, mean: float) -> float:
    if (mean <= 0 and successes > 0) or (mean >= 1 and failures > 0):
        return -math.inf
    likelihood = successes * math.log(mean) if successes > 0 else 0.0
    return likelihood + (failures * math.log1p(-mean) if failures > 0 else 0.0)


def _edge(inside: Callable[[float], bool], centre: float, end: float) -> float:
    if inside(end):
        return end
    near, far = centre, end
    for _ in range(_BISECTIONS):
        middle = (near + far) / 2
        near, far = (middle, far) if inside(middle) else (near, middle)
    return far
