"""What an A/B test says so far, and which arms its guard-rails stop. Pure, over the figures of the versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lumetra.domain.statistics.confidence_sequences import Interval
from lumetra.features.prompts.figures.read_numbers import VersionNumbers
from lumetra.features.prompts.figures.sample import Method, Sample

Verdict = Literal["better", "worse", "undecided", "control"]
BASE_METRICS: Final = ("error_rate", "latency_ms", "cost_usd")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The metric that decides, and which direction is better."""

    metric: str
    better: Literal["higher", "lower"]


@dataclass(frozen=True, kw_only=True)
class GuardRail:
    """Stops an arm once it is certain (at the test's alpha) that a metric is on the wrong side of a limit.

    `compared_to` `fixed`: the limit is a value of the metric. `control`: the limit is the greatest tolerated difference from
    the control arm, in the metric's own unit and never negative.
    """

    metric: str
    worse: Literal["higher", "lower"]
    limit: float
    compared_to: Literal["fixed", "control"] = "fixed"


@dataclass(frozen=True, kw_only=True)
class MetricResult:
    """One metric of one arm: its mean, its sequence, and the sequence of its difference from the control arm.

    `range` is what values are clipped to (`clipped` of them were) or the scale they have; null: neither, `method` is asymptotic.
    """

    metric: str
    method: Method
    range: Interval | None
    count: int
    clipped: int
    mean: float | None
    interval: Interval | None
    difference: Interval | None


@dataclass(frozen=True, kw_only=True)
class ArmResult:
    """An arm as the test sees it now."""

    version: int
    verdict: Verdict
    metrics: list[MetricResult]


def compare_arms(
    versions: Sequence[int], numbers: Mapping[int, VersionNumbers], goal: Goal | None, alpha: float
) -> list[ArmResult]:
    """Results of each arm, the first version being the control.

    Each arm's sequence for a difference has level alpha: the two means take alpha/2 each (union bound).
    """
    metrics = _metrics(versions, numbers, goal)
    control = numbers.get(versions[0])
    results: list[ArmResult] = []
    for version in versions:
        own = numbers.get(version)
        lines = [_result(metric, own, None if version == versions[0] else control, alpha) for metric in metrics]
        verdict = "control" if version == versions[0] else _verdict(lines, goal)
        results.append(ArmResult(version=version, verdict=verdict, metrics=lines))
    return results


def arms_to_stop(
    versions: Sequence[int], numbers: Mapping[int, VersionNumbers], rails: Sequence[GuardRail], alpha: float
) -> dict[int, str]:
    """Version → reason, for each arm but the control that a guard-rail proves to be too bad."""
    stopped: dict[int, str] = {}
    for version in versions[1:]:
        for rail in rails:
            interval = _guarded(rail, numbers.get(version), numbers.get(versions[0]), alpha)
            if interval is None:
                continue
            beyond = interval.low > rail.limit if rail.worse == "higher" else interval.high < _floor(rail)
            if beyond:
                what = "difference from the control in " if rail.compared_to == "control" else ""
                stopped[version] = (
                    f"{what}{rail.metric} is between {interval.low:.4g} and {interval.high:.4g}: "
                    f"{'above' if rail.worse == 'higher' else 'below'} the limit of {_floor(rail):.4g}"
                )
                break
    return stopped


def _floor(rail: GuardRail) -> float:
    return -rail.limit if rail.compared_to == "control" and rail.worse == "lower" else rail.limit


def _guarded(rail: GuardRail, own: VersionNumbers | None, control: VersionNumbers | None, alpha: float) -> Interval | None:
    sample = own.sample(rail.metric) if own else None
    if sample is None:
        return None
    if rail.compared_to == "fixed":
        return sample.sequence(alpha)
    return _difference(sample, control.sample(rail.metric) if control else None, alpha)


def _difference(sample: Sample, control: Sample | None, alpha: float) -> Interval | None:
    if control is None:
        return None
    ours, theirs = sample.sequence(alpha / 2), control.sequence(alpha / 2)
    return None if ours is None or theirs is None else ours.minus(theirs)


def _metrics(versions: Sequence[int], numbers: Mapping[int, VersionNumbers], goal: Goal | None) -> list[str]:
    scores = {f"score:{score.name}" for version in versions if version in numbers for score in numbers[version].scores}
    if goal is not None and goal.metric.startswith("score:"):
        scores.add(goal.metric)
    return [*BASE_METRICS, *sorted(scores)]


def _result(metric: str, own: VersionNumbers | None, control: VersionNumbers | None, alpha: float) -> MetricResult:
    sample = own.sample(metric) if own else None
    if sample is None:
        return MetricResult(
            metric=metric, method="asymptotic", range=None, count=0, clipped=0, mean=None, interval=None, difference=None
        )
    course = sample.course
    return MetricResult(
        metric=metric,
        method=sample.method,
        range=_range(sample),
        count=sample.count,
        clipped=sample.clipped,
        mean=sample.mean if course is None else course.mean,
        interval=sample.sequence(alpha),
        difference=_difference(sample, control.sample(metric), alpha) if control else None,
    )


def _range(sample: Sample) -> Interval | None:
    if sample.course is not None:
        return Interval(sample.course.low, sample.course.high)
    return None if sample.scale is None else Interval(*sample.scale)


def _verdict(lines: Sequence[MetricResult], goal: Goal | None) -> Verdict:
    found = next((line.difference for line in lines if goal is not None and line.metric == goal.metric), None)
    if found is None or goal is None or found.low <= 0 <= found.high:
        return "undecided"
    return "better" if (found.low > 0) == (goal.better == "higher") else "worse"
