"""What `/api/v1` says about comparisons of experiments and about gates."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from lumetra.domain.statistics.gate import GateResult
from lumetra.domain.statistics.run_comparison import JudgedCategories, MetricComparison
from lumetra.features.experiments.shapes import EstimateOut, ItemRowOut, ResultsOut, finite


class VerdictOut(BaseModel):
    """What may be said. `low` and `high` bound the gain, counted so that more is better; `more_items` would settle it."""

    outcome: Literal["better", "worse", "no_worse", "equal", "cannot_tell"]
    sentence: str
    low: float | None
    high: float | None
    more_items: int | None


class MetricComparisonOut(BaseModel):
    """Candidate minus baseline over the items that have the metric in both runs. `adjusted_p` is Holm's."""

    name: str
    kind: str
    higher_is_better: bool
    baseline_mean: float | None
    candidate_mean: float | None
    difference: EstimateOut
    p_value: float | None
    adjusted_p: float | None
    test: str
    wins: int
    losses: int
    ties: int
    margin: float
    smallest_detectable: float | None
    verdict: VerdictOut

    @classmethod
    def of(cls, one: MetricComparison) -> MetricComparisonOut:
        """From the domain's. Wins are items that got better."""
        result, verdict = one.result, one.verdict
        better, worse = (result.wins, result.losses) if one.higher_is_better else (result.losses, result.wins)
        return cls(
            name=one.name, kind=result.kind, higher_is_better=one.higher_is_better, baseline_mean=finite(result.baseline_mean),
            candidate_mean=finite(result.candidate_mean), difference=EstimateOut.of(result.difference), p_value=finite(result.p_value),
            adjusted_p=finite(one.adjusted_p), test=result.test, wins=better, losses=worse, ties=result.ties, margin=one.margin,
            smallest_detectable=finite(one.smallest_detectable),
            verdict=VerdictOut(
                outcome=verdict.outcome, sentence=verdict.sentence, low=finite(verdict.low), high=finite(verdict.high),
                more_items=verdict.more_items,
            ),
        )  # fmt: skip


class CategoryShiftOut(BaseModel):
    """One category's share of the items in both runs. `adjusted_p` is Holm's over the categories; `certain`: it surely rose or fell."""

    label: str
    baseline_share: float | None
    candidate_share: float | None
    difference: EstimateOut
    p_value: float | None
    adjusted_p: float | None
    certain: bool


class CategoryComparisonOut(BaseModel):
    """A score without order over the items that both runs have. `adjusted_p` is Holm's, together with the other scores.

    `statistic` is Stuart and Maxwell's χ²; `moved` counts items whose label is not the same. No category counts as better.
    """

    name: str
    items: int
    moved: int
    statistic: float | None
    degrees: int
    p_value: float | None
    adjusted_p: float | None
    test: str
    outcome: Literal["changed", "equal", "cannot_tell"]
    categories: list[CategoryShiftOut]

    @classmethod
    def of(cls, judged: JudgedCategories) -> CategoryComparisonOut:
        """From the domain's."""
        one = judged.result
        return cls(
            name=one.name, items=one.items, moved=one.moved, statistic=finite(one.statistic), degrees=one.degrees,
            p_value=finite(one.p_value), adjusted_p=finite(judged.adjusted_p), test=one.test, outcome=judged.outcome,
            categories=[
                CategoryShiftOut(
                    label=shift.label, baseline_share=finite(shift.result.baseline_mean),
                    candidate_share=finite(shift.result.candidate_mean), difference=EstimateOut.of(shift.result.difference),
                    p_value=finite(shift.result.p_value), adjusted_p=finite(shift.adjusted_p), certain=shift.is_certain,
                )
                for shift in one.shifts
            ],
        )  # fmt: skip


class CandidateOut(BaseModel):
    """A run beside the baseline. `common_items` is how many items both have."""

    results: ResultsOut
    common_items: int
    comparisons: list[MetricComparisonOut]
    categories: list[CategoryComparisonOut]


class ComparisonOut(BaseModel):
    """A baseline and one or more candidates."""

    baseline: ResultsOut
    candidates: list[CandidateOut]


class ItemPairOut(BaseModel):
    """An item in both runs; `gain` is candidate minus baseline in the metric asked for, counted so that more is better."""

    outcome: Literal["regressed", "improved", "same"]
    gain: float
    baseline: ItemRowOut
    candidate: ItemRowOut


class ItemPairsPage(BaseModel):
    """Items of two runs, the largest losses first (of improved ones the largest gains)."""

    data: list[ItemPairOut]
    total: int
    regressed: int
    improved: int
    next_cursor: str | None


class GateIn(BaseModel):
    """Runs by id or name, and the rules: `metric: not-worse`, `metric: no-worse-than 0.02`, `metric: better`, `metric: at-least 0.8`."""

    run: str
    baseline: str | None = None
    rules: list[str] = Field(min_length=1, max_length=100)
    lower_is_better: list[str] = []


class GateRuleOut(BaseModel):
    """What became of a rule."""

    rule: str
    passed: bool
    reason: str

    @classmethod
    def of(cls, result: GateResult) -> GateRuleOut:
        """From the domain's."""
        return cls(rule=result.rule, passed=result.passed, reason=result.reason)


class GateOut(BaseModel):
    """Whether every rule holds."""

    passed: bool
    run_id: str
    run_name: str
    baseline_id: str | None
    baseline_name: str | None
    rules: list[GateRuleOut]
    comparisons: list[MetricComparisonOut]
