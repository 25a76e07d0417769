"""Fast ways of resampling draw from the same distributions as the plain ones; simulations print coverage and false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumetra.domain.statistics.item_means import item_means
from lumetra.domain.statistics.paired import compare_paired
from lumetra.domain.statistics.resampling import bootstrap_means, sign_flip_means
from lumetra.domain.statistics.run_comparison import MetricRuns, compare_runs
from tests.builders.examples import examples


@settings(max_examples=examples(20))
@given(st.lists(st.integers(-2, 2), min_size=20, max_size=200), st.integers(0, 5))
def test_counting_levels_draws_like_drawing_values(values: list[int], seed: int) -> None:
    data = np.array(values, float)
    blurred = data + np.linspace(0, 1e-6, len(data)) if len(data) > 64 else data
    for draw in (bootstrap_means, sign_flip_means):
        fast, plain = draw(data, resamples=4000, seed=seed), draw(blurred, resamples=4000, seed=seed + 1)
        spread = max(float(plain.std()), 1e-9)
        assert float(fast.mean()) == pytest.approx(float(plain.mean()), abs=spread * 0.12 + 1e-5)
        assert float(fast.std()) == pytest.approx(float(plain.std()), rel=0.12, abs=1e-5)


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), max_size=30))
def test_means_of_items_are_plain_means(groups: list[list[float]]) -> None:
    assert item_means(groups).tolist() == pytest.approx([sum(group) / len(group) for group in groups], rel=1e-9, abs=1e-6)


def test_turning_a_metric_round_turns_its_verdict() -> None:
    runs = {f"i{n}": [float(n % 2)] for n in range(60)}, {f"i{n}": [1.0] for n in range(60)}
    metrics = [MetricRuns(name=str(up), baseline=runs[0], candidate=runs[1], higher_is_better=up) for up in (True, False)]
    assert [one.verdict.outcome for one in compare_runs(metrics).metrics] == ["better", "worse"]


def test_intervals_over_repetitions_cover_and_rarely_cry_wolf(capsys: pytest.CaptureFixture[str]) -> None:
    """Simulated: 120 comparisons without a difference, 40 items × 3 repetitions; prints coverage and the share of p < 5 %."""
    generator = np.random.default_rng(11)
    covered = alarms = 0
    rounds = 120
    for number in range(rounds):
        items = generator.normal(0, 1, (40, 1))
        before, after = (items + generator.normal(0, 1, (40, 3)) for _ in range(2))
        found = compare_paired(before.tolist(), after.tolist(), resamples=400, seed=number)
        covered += (found.difference.low or 0) <= 0 <= (found.difference.high or 0)
        alarms += (found.p_value or 1) < 0.05
    with capsys.disabled():
        print(f"\nrepetitions: coverage {covered / rounds:.3f}, false positives {alarms / rounds:.3f} of {rounds}", end="")
    assert covered / rounds >= 0.90
    assert alarms / rounds <= 0.11
