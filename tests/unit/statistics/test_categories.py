"""Categories of two runs: a published example, statsmodels' answers, and how often the test cries wolf."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable

from lumetra.domain.statistics.categories import MOST_CATEGORIES, OTHERS, Labels, compare_categories, stuart_maxwell
from lumetra.domain.statistics.paired import mcnemar_exact
from lumetra.domain.statistics.run_comparison import CategoryRuns, MetricRuns, compare_runs

VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
"""Unaided distance vision of the right and left eyes of 7 477 women: Stuart, Biometrika 42 (1955), table 1."""


def runs_of(table: list[list[int]]) -> tuple[Labels, Labels]:
    """Items with those labels before (rows) and after (columns)."""
    pairs = [(str(r), str(c)) for r, row in enumerate(table) for c, count in enumerate(row) for _ in range(count)]
    return {str(n): [one] for n, (one, _) in enumerate(pairs)}, {str(n): [other] for n, (_, other) in enumerate(pairs)}


def test_homogeneity_of_stuart_1955() -> None:
    """Stuart 1955 gives χ² = 11.96 with 3 degrees of freedom; P of that is 0.0075."""
    found = compare_categories("vision", *runs_of(VISION), resamples=20_000)
    assert found is not None and found.statistic is not None and found.p_value is not None
    assert (round(found.statistic, 2), found.degrees, found.moved) == (11.96, 3, 2181)
    assert found.p_value == pytest.approx(float(stats.chi2.sf(found.statistic, 3)), abs=0.002)


def test_the_statistic_equals_statsmodels() -> None:
    generator = np.random.default_rng(4)
    for size in (2, 3, 5):
        table = generator.integers(1, 30, (size, size))
        expected = SquareTable(table, shift_zeros=False).homogeneity(method="stuart_maxwell")
        found = compare_categories("x", *runs_of(table.tolist()), resamples=20)
        assert found is not None
        assert (found.statistic, found.degrees) == (pytest.approx(float(expected.statistic)), int(expected.df))


def test_two_categories_are_mcnemars_exact_test() -> None:
    found = compare_categories("x", *runs_of([[20, 9], [2, 30]]))
    assert found is not None and found.p_value == pytest.approx(mcnemar_exact(9, 2))
    assert [shift.result.test for shift in found.shifts] == ["mcnemar-exact"] * 2


def test_the_test_rarely_cries_wolf_and_the_intervals_cover(capsys: pytest.CaptureFixture[str]) -> None:
    """Simulated: 400 comparisons of 30 items without a difference, single and with 3 repetitions."""
    for repetitions in (1, 3):
        generator = np.random.default_rng(repetitions)
        alarms = certain = covered = of = 0
        for number in range(400):
            shares = generator.dirichlet([0.8, 0.5, 0.3, 0.2], 30)
            first, second = (
                {str(i): [str(one) for one in generator.choice(4, repetitions, p=row)] for i, row in enumerate(shares)}
                for _ in range(2)
            )
            found = compare_categories("x", first, second, resamples=500, seed=number)
            assert found is not None
            alarms += found.p_value is not None and found.p_value < 0.05
            certain += any(shift.is_certain for shift in found.shifts)
            for shift in found.shifts:
                low, high = shift.result.difference.low, shift.result.difference.high
                of += 1
                covered += low is None or high is None or low <= 0 <= high
        with capsys.disabled():
            print(
                f"\ncategories, {repetitions} repetition(s): {alarms / 4:.1f} % of 400 equal mixes called changed, a category called "
                f"certain in {certain / 4:.1f} %, intervals of differences held {100 * covered / of:.1f} %",
                end="",
            )
        assert alarms / 400 <= 0.08
        assert certain / 400 <= 0.08
        assert covered / of >= 0.92


def test_a_real_change_is_found_and_named() -> None:
    found = compare_categories("topic", *runs_of([[60, 25, 0], [2, 40, 1], [1, 1, 30]]))
    assert found is not None and found.outcome(found.p_value) == "changed"
    assert {shift.label for shift in found.shifts if shift.is_certain} == {"0", "1"}


def test_what_cannot_be_said_is_not_said() -> None:
    assert compare_categories("x", {"a": ["one"]}, {"b": ["one"]}) is None
    single = compare_categories("x", {"a": ["one"]}, {"a": ["two"]})
    assert single is not None and (single.p_value, single.outcome(single.p_value)) == (None, "cannot_tell")
    same = compare_categories("x", *runs_of([[5, 0], [0, 5]]))
    assert same is not None and (same.p_value, same.outcome(same.p_value)) == (1.0, "equal")
    none = stuart_maxwell(np.zeros((4, 3)))
    assert none == (None, 0)


def test_many_rare_categories_are_counted_together() -> None:
    many = {str(n): [f"label {n % 40}"] for n in range(200)}
    found = compare_categories("x", many, {item: ["label 0"] for item in many}, resamples=50)
    assert found is not None and len(found.shifts) == MOST_CATEGORIES
    assert found.shifts[-1].label == OTHERS and found.outcome(found.p_value) == "changed"


def test_categories_are_corrected_together_with_the_other_scores() -> None:
    before, after = runs_of([[20, 9], [2, 30]])
    numbers = {item: [float(place % 3)] for place, item in enumerate(before)}
    metric = MetricRuns(
        name="m",
        baseline=numbers,
        candidate={item: [value[0] + place % 2] for place, (item, value) in enumerate(numbers.items())},
    )
    mix = CategoryRuns(name="topic", baseline=before, candidate=after)
    (alone,) = compare_runs([], [mix]).categories
    (together,) = compare_runs([metric], [mix]).categories
    assert alone.adjusted_p == alone.result.p_value and alone.adjusted_p is not None
    assert together.adjusted_p == pytest.approx(alone.adjusted_p) or together.adjusted_p == pytest.approx(2 * alone.adjusted_p)
