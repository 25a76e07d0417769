"""The statistics against published numbers and against scipy and statsmodels."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from lumetra.domain.statistics.agreement_summary import agreement_estimate, correlation_estimate, kappa_estimate
from lumetra.domain.statistics.correction import holm
from lumetra.domain.statistics.intervals import bootstrap_estimate, mean_estimate, share_estimate
from lumetra.domain.statistics.paired import compare_paired, kind_of, mcnemar_exact, paired_permutation
from lumetra.domain.statistics.power import items_needed, smallest_detectable_difference
from lumetra.domain.statistics.verdict import judge


def test_wilson_interval_of_newcombe_1998_table_one() -> None:
    """Newcombe, Statistics in Medicine 17 (1998): 81 of 263 gives 0.2553 to 0.3662, 15 of 148 gives 0.0624 to 0.1605."""
    estimate = share_estimate(81, 263)
    assert (round(estimate.low or 0, 4), round(estimate.high or 0, 4)) == (0.2553, 0.3662)
    estimate = share_estimate(15, 148)
    assert (round(estimate.low or 0, 4), round(estimate.high or 0, 4)) == (0.0624, 0.1605)


@given(st.integers(1, 300), st.data())
def test_wilson_interval_equals_statsmodels(count: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, count))
    low, high = proportion_confint(successes, count, method="wilson")
    estimate = share_estimate(successes, count)
    assert (estimate.low, estimate.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_t_interval_of_students_sleep_data() -> None:
    """Student, Biometrika 6 (1908), extra sleep: mean difference 1.58, 95 % interval 0.7001 to 2.4599."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    estimate = mean_estimate([b - a for a, b in zip(first, second, strict=True)])
    assert estimate.value == pytest.approx(1.58)
    assert (round(estimate.low or 0, 4), round(estimate.high or 0, 4)) == (0.7001, 2.4599)


def test_permutation_test_of_darwins_maize() -> None:
    """Fisher, The Design of Experiments (1935), section 21: 1 726 of 32 768 arrangements, two-sided 2 × 863 / 32 768 = 5.267 %."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert paired_permutation(differences, resamples=100_000) == pytest.approx(0.05267, abs=0.0025)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_equals_statsmodels(gained: int, lost: int) -> None:
    expected = mcnemar([[5, gained], [lost, 7]], exact=True).pvalue if gained + lost else 1.0
    assert mcnemar_exact(gained, lost) == pytest.approx(min(1.0, expected))


def test_exact_permutation_equals_scipy() -> None:
    differences = np.array([0.3, -0.1, 0.5, 0.2, -0.4, 0.9, 0.15, -0.05])
    expected = stats.permutation_test(
        (differences,), lambda x: x.mean(), permutation_type="samples", vectorized=False, n_resamples=np.inf
    ).pvalue
    assert paired_permutation(differences) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    gc.freeze()  # statsmodels collects garbage in every call, which takes long where much is loaded
    try:
        expected = list(multipletests(p_values, method="holm")[1])
    finally:
        gc.unfreeze()
    assert holm(p_values) == pytest.approx(expected)


def test_kappa_of_cohen_1960() -> None:
    """Cohen, Educational and Psychological Measurement 20 (1960), table 1 (200 patients): agreement 0.70, κ 0.492."""
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    kappa = kappa_estimate(table)
    assert agreement_estimate(table).value == pytest.approx(0.70)
    assert kappa.value == pytest.approx(0.492, abs=0.0005)
    reference = cohens_kappa(np.array(table))
    assert (kappa.low, kappa.high) == (pytest.approx(reference.kappa_low), pytest.approx(reference.kappa_upp))


def test_a_correlations_interval_equals_scipys() -> None:
    generator = np.random.default_rng(3)
    a = generator.normal(size=200)
    found = stats.pearsonr(a, a + generator.normal(size=200))
    estimate = correlation_estimate(float(found.statistic), 200)
    low, high = found.confidence_interval()
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_the_test_fits_the_data() -> None:
    assert compare_paired([[0]] * 9 + [[1]], [[1]] * 10).test == "mcnemar-exact"
    assert compare_paired([[1], [2], [3], [4]], [[2], [3], [3], [5]]).test == "wilcoxon-signed-rank"
    assert compare_paired([[0.1], [0.2], [0.3]], [[0.2], [0.3], [0.5]]).test == "paired-permutation"
    assert compare_paired([[0, 1]] * 5, [[1, 1]] * 5).test == "paired-permutation"
    assert kind_of([0.0, 1.0]) == "binary"


def test_unequal_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="items both have"):
        compare_paired([[1.0]], [[1.0], [2.0]])


def test_power_and_items_needed_agree() -> None:
    differences = np.random.default_rng(1).normal(0, 0.5, 100)
    smallest = smallest_detectable_difference(differences)
    assert smallest is not None
    assert items_needed(differences, smallest) in {100, 101}


def test_verdicts_claim_no_more_than_the_numbers() -> None:
    generator = np.random.default_rng(2)
    base = generator.normal(0.5, 0.1, 200)
    better = compare_paired(
        [[x] for x in base], [[x + 0.1 + e] for x, e in zip(base, generator.normal(0, 0.05, 200), strict=True)]
    )
    assert judge(better, adjusted_p=better.p_value, margin=0.02, items_for_margin=None).outcome == "better"
    assert judge(better, adjusted_p=better.p_value, margin=0.02, items_for_margin=None, higher_is_better=False).outcome == "worse"
    assert judge(better, adjusted_p=0.2, margin=0.02, items_for_margin=None).outcome == "no_worse"
    noisy_differences = generator.normal(0, 0.5, 20)
    noisy = compare_paired([[0.0]] * 20, [[x] for x in noisy_differences])
    verdict = judge(noisy, adjusted_p=0.9, margin=0.05, items_for_margin=items_needed(noisy_differences, 0.05))
    assert verdict.outcome == "cannot_tell"
    assert verdict.more_items is not None
    assert "more items needed" in verdict.sentence


def test_bootstrap_interval_covers_and_the_test_rarely_cries_wolf(capsys: pytest.CaptureFixture[str]) -> None:
    """Simulated: 300 experiments without a difference; prints coverage of the 95 % interval and the share of p < 5 %."""
    generator = np.random.default_rng(7)
    covered = alarms = 0
    rounds = 300
    for number in range(rounds):
        noise = generator.exponential(1.0, (60, 1)) - generator.exponential(1.0, (60, 1))
        found = compare_paired([[0.0]] * 60, noise.tolist(), resamples=600, seed=number)
        covered += (found.difference.low or 0) <= 0 <= (found.difference.high or 0)
        alarms += (found.p_value or 1) < 0.05
    with capsys.disabled():
        print(f"\npaired: coverage {covered / rounds:.3f}, false positives {alarms / rounds:.3f} of {rounds}", end="")
    assert 0.90 <= covered / rounds <= 0.985
    assert alarms / rounds <= 0.085


def test_two_stage_bootstrap_widens_with_noise_between_repetitions() -> None:
    generator = np.random.default_rng(5)
    quiet = bootstrap_estimate([[x, x, x] for x in generator.normal(size=40)])
    noisy = bootstrap_estimate([(x + generator.normal(0, 3, 3)).tolist() for x in generator.normal(size=40)])
    assert (noisy.high or 0) - (noisy.low or 0) > (quiet.high or 0) - (quiet.low or 0)
