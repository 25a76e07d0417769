"""Agreement from sums: the published examples, scipy's answers, and what intervals must always do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from lumetra.domain.statistics.agreement_summary import agreement_estimate, correlation_estimate, kappa_estimate
from lumetra.domain.statistics.intervals import mean_estimate, moments_estimate

CARCINOMA = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
"""Two pathologists on 118 slides: Landis & Koch 1977, as in Agresti, Categorical Data Analysis, 2nd ed. (2002), table 10.8."""


def test_kappa_of_the_pathologists() -> None:
    """Agresti 2002, section 10.5.5: κ = 0.493 with an estimated standard error of 0.057."""
    found = kappa_estimate(CARCINOMA)
    assert found.value == pytest.approx(0.493, abs=5e-4)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 / stats.norm.ppf(0.975) == pytest.approx(0.057, abs=5e-4)


def test_pearson_has_scipys_interval() -> None:
    generator = np.random.default_rng(1)
    for count, slope in ((4, 0.2), (12, 0.9), (500, -0.5)):
        first = generator.normal(size=count)
        second = slope * first + generator.normal(size=count)
        expected = stats.pearsonr(first, second)
        found = correlation_estimate(float(expected.statistic), count)
        assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))


def test_spearmans_interval_holds_about_as_often_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Bonett & Wright 2000: coverage near 95 % for normal data with |ρ| < 0.95. 2 000 samples of 50 pairs for each ρ."""
    generator = np.random.default_rng(2)
    for correlation in (0.0, 0.4, 0.8):
        true = 6 / math.pi * math.asin(correlation / 2)
        held = 0
        for _ in range(2000):
            pairs = generator.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], 50)
            estimate = correlation_estimate(float(stats.spearmanr(pairs[:, 0], pairs[:, 1]).statistic), 50, ranks=True)
            assert estimate.low is not None
            assert estimate.high is not None
            held += estimate.low <= true <= estimate.high
        with capsys.disabled():
            print(f"\nSpearman, ρ = {correlation}: the 95 % interval held {held / 20:.1f} % of 2 000 times", end="")
        assert 0.93 < held / 2000 < 0.97


def test_kappas_interval_holds_about_as_often_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Large-sample theory: 2 000 samples of 200 pairs."""
    generator = np.random.default_rng(3)
    p = np.array(CARCINOMA) / 118
    true = kappa_estimate(CARCINOMA).value
    estimates = [kappa_estimate(draw.reshape(4, 4)) for draw in generator.multinomial(200, p.ravel(), 2000)]
    held = sum(one.low <= true <= one.high for one in estimates if one.low is not None and one.high is not None)
    with capsys.disabled():
        print(f"\nCohen's κ: the 95 % interval held {held / 20:.1f} % of 2 000 times", end="")
    assert 0.93 < held / 2000 < 0.97


@given(some.lists(some.tuples(some.sampled_from("abc"), some.sampled_from("abc")), min_size=1, max_size=60))
def test_the_table_says_the_same_as_its_pairs(pairs: list[tuple[str, str]]) -> None:
    found = kappa_estimate([[pairs.count((first, second)) for second in "abc"] for first in "abc"])
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    by_chance = sum(first == second for first, _ in pairs for _, second in pairs) / len(pairs) ** 2
    expected = (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else math.nan
    assert found.value == pytest.approx(expected, nan_ok=True)
    assert agreement_estimate([[pairs.count((first, second)) for second in "abc"] for first in "abc"]).value == agreed
    if found.low is not None and found.high is not None:
        assert -1 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1


@given(some.floats(-1, 1), some.integers(0, 10_000), some.booleans())
def test_a_correlations_interval_holds_it_and_stays_between_minus_one_and_one(value: float, count: int, ranks: bool) -> None:
    found = correlation_estimate(value, count, ranks=ranks)
    if found.low is not None and found.high is not None:
        assert -1 <= found.low <= value + 1e-9
        assert value - 1e-9 <= found.high <= 1


@given(some.lists(some.floats(-1e6, 1e6), min_size=2, max_size=50))
def test_a_mean_from_moments_is_the_mean_from_values(values: list[float]) -> None:
    assert moments_estimate(len(values), float(np.mean(values)), float(np.var(values, ddof=1))) == mean_estimate(values)


def test_what_cannot_be_said_is_not_said() -> None:
    assert math.isnan(kappa_estimate([[5]]).value)
    assert math.isnan(kappa_estimate([]).value)
    assert correlation_estimate(0.5, 3).low is None
    assert math.isnan(correlation_estimate(math.nan, 100).value)
    assert moments_estimate(1, 2.0, 0.0).low is None
