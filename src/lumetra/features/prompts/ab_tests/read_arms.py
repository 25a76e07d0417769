"""Figures of the arms of an A/B test: those of their versions since it began, counted in the test's ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from lumetra.domain.statistics.empirical_bernstein import Course
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.prompts.figures.read_numbers import ALWAYS, ScoreNumbers, VersionNumbers, read_numbers
from lumetra.features.prompts.figures.sample import Sample

_NO_RANGE: Final = (0.0, 0.0)
_COLUMNS: Final = {"latency_ms": "latency", "cost_usd": "cost"}


def read_arms(
    analytics: Analytics,
    project_id: str,
    names: list[str],
    versions: Sequence[int],
    ranges: Mapping[str, Sequence[float]],
    since: datetime,
    until: datetime | None,
) -> dict[int, VersionNumbers]:
    """By version; those without calls are absent. `until` None: up to now."""
    end = until or ALWAYS[1]
    numbers = read_numbers(analytics, project_id, names, since, end)
    numbers = {version: numbers[version] for version in versions if version in numbers}
    caps = {metric: float(ranges.get(metric, _NO_RANGE)[1]) for metric in _COLUMNS}
    if not numbers or not all(caps.values()):
        return numbers
    rows = analytics.select(
        load_statement("lumetra.features.prompts.ab_tests", "arm_courses").text,
        {
            "project_id": project_id,
            "names": names,
            "versions": list(versions),
            "since": since,
            "until": end,
            "latency_cap": caps["latency_ms"],
            "cost_cap": caps["cost_usd"],
        },
    )
    return {row["version"]: _counted(numbers[row["version"]], row, caps, ranges) for row in rows if row["version"] in numbers}


def _counted(
    numbers: VersionNumbers, row: dict[str, Any], caps: Mapping[str, float], ranges: Mapping[str, Sequence[float]]
) -> VersionNumbers:
    return replace(
        numbers,
        latency=_clipped(numbers.latency, row, "latency", caps["latency_ms"]),
        cost=_clipped(numbers.cost, row, "cost", caps["cost_usd"]),
        scores=[_on_its_scale(score, ranges) for score in numbers.scores],
    )


def _clipped(sample: Sample, row: dict[str, Any], column: str, cap: float) -> Sample:
    count = row[f"{column}_count"]
    mean = row[f"{column}_mean"] if count else 0.0
    steps = row[f"{column}_steps"] if count else 0.0
    return replace(sample, course=Course(count, mean, steps, 0.0, cap), clipped=row[f"{column}_clipped"])


def _on_its_scale(score: ScoreNumbers, ranges: Mapping[str, Sequence[float]]) -> ScoreNumbers:
    """A value outside of the chosen range proves the range wrong: the score then has none."""
    found = ranges.get(f"score:{score.name}")
    if found is None or score.sample.scale is not None or score.seen[0] < found[0] or score.seen[1] > found[1]:
        return score
    return replace(score, sample=replace(score.sample, scale=(float(found[0]), float(found[1]))))
