"""The error rate of the clipped-mean sequence over a whole life of looking at every count, on data as skewed as latency and cost."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammainc, gammaln

from lumetra.domain.statistics.confidence_sequences import ASYMPTOTIC_START, asymptotic_mean
from lumetra.domain.statistics.empirical_bernstein import TUNING, Course, boundary, course_mean, log_mixture

ALPHA, LIVES, LENGTH = 0.05, 1_000, 2_000
Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]
SHAPES: dict[str, Draw] = {
    "normal": lambda g, size: g.normal(10, 2, size),
    "lognormal, sigma 0.5": lambda g, size: g.lognormal(0, 0.5, size),
    "lognormal, sigma 1": lambda g, size: g.lognormal(0, 1, size),
    "lognormal, sigma 2": lambda g, size: g.lognormal(0, 2, size),
    "pareto, index 1.5 (infinite variance)": lambda g, size: 1 + g.pareto(1.5, size),
    "mostly 0, rarely 1": lambda g, size: (g.random(size) < 0.005).astype(float),
}


def ever_missed(values: np.ndarray, mean: float) -> float:
    """Share of lives in which the sequence for values in [0, 1] excludes the truth at some count, by its own inequality."""
    before = values.cumsum(axis=1)[:, :-1] / np.arange(1, values.shape[1])
    later = values[:, 1:]
    variance = np.square(later - before).cumsum(axis=1)
    deviation = np.abs((later - mean).cumsum(axis=1))
    shape, rate = variance + TUNING, deviation + variance + TUNING
    prior = TUNING * math.log(TUNING) - math.lgamma(TUNING) - math.log(gammainc(TUNING, TUNING))
    log_m = prior + gammaln(shape) + np.log(gammainc(shape, rate)) - shape * np.log(rate) + deviation + variance
    return float((log_m >= math.log(2 / ALPHA)).any(axis=1).mean())


@pytest.mark.parametrize("name", SHAPES)
def test_skewed_values_are_ever_missed_less_often_than_alpha(name: str) -> None:
    generator = np.random.default_rng(5)
    cap = 2 * float(np.quantile(SHAPES[name](generator, (1, 200_000)), 0.99)) or 1.0
    clipped = np.clip(SHAPES[name](generator, (LIVES, LENGTH)) / cap, 0, 1)
    mean = float(np.clip(SHAPES[name](generator, (1, 4_000_000)) / cap, 0, 1).mean())
    missed = ever_missed(clipped, mean)
    steps = np.square(clipped[0, 1:] - clipped[0].cumsum()[:-1] / np.arange(1, LENGTH)).sum()
    half = boundary(float(steps), ALPHA / 2) / LENGTH / mean
    print(
        f"{name}: ever missed in {missed:.2%} of {LIVES} lives of {LENGTH} looks, alpha {ALPHA:.0%}; at the end ± {half:.0%} of the mean"
    )
    assert missed <= ALPHA


def test_the_asymptotic_sequence_alone_would_not_do_for_skewed_values() -> None:
    values, mean = np.random.default_rng(5).lognormal(0, 1, (LIVES, LENGTH)), math.exp(0.5)
    counts = np.arange(1, LENGTH + 1)
    means = values.cumsum(axis=1) / counts
    variances = (np.square(values).cumsum(axis=1) - counts * means**2) / np.maximum(counts - 1, 1)
    unit = np.array([asymptotic_mean(int(n), 0.0, 1.0, ALPHA).high for n in counts[ASYMPTOTIC_START:]])
    missed = float(
        (np.abs(means - mean)[:, ASYMPTOTIC_START:] > np.sqrt(variances[:, ASYMPTOTIC_START:]) * unit).any(axis=1).mean()
    )
    print(f"lognormal, sigma 1, asymptotic from {ASYMPTOTIC_START} values: ever missed in {missed:.2%} of {LIVES} lives")
    assert missed > ALPHA


@given(st.floats(0, 50), st.floats(0, 300))
def test_the_mixture_is_the_integral_it_claims_to_be(deviation: float, variance: float) -> None:
    def density(u: float) -> float:  # u = 1 - lambda
        prior = (TUNING - 1) * math.log(u) - TUNING * u
        return math.exp((1 - u) * (deviation + variance) + variance * math.log(u) + prior - log_mixture(deviation, variance))

    norm = math.gamma(TUNING) * float(gammainc(TUNING, TUNING)) * TUNING**-TUNING
    peak = min(1.0, (variance + TUNING) / (deviation + variance + TUNING))
    whole = quad(density, 0, peak, limit=400)[0] + quad(density, peak, 1, limit=400)[0]
    assert whole / norm == pytest.approx(1, rel=1e-3)


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 0.25))
def test_intervals_hold_their_own_mean_and_stay_in_the_range(count: int, place: float, spread: float) -> None:
    mean = 2 + 8 * place
    interval = course_mean(Course(count, mean, spread * 64 * count, 2.0, 10.0), ALPHA)
    assert 2 <= interval.low <= mean + 1e-9 and mean - 1e-9 <= interval.high <= 10
