"""Figures of prompt versions from the recorded calls: use, speed, cost, errors, scores."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.prompts.figures.sample import Sample

_PACKAGE: Final = "lumetra.features.prompts.figures"
ALWAYS: Final = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class ScoreNumbers:
    """One score of a version, on its calls (`observation`) or on their traces (`trace`)."""

    name: str
    level: str
    sample: Sample
    seen: tuple[float, float]
    """The lowest and the highest value."""


@dataclass(frozen=True, kw_only=True)
class VersionNumbers:
    """What is known of the calls of one version. Latency in milliseconds, cost in US dollars, tokens as counted."""

    version: int
    calls: int
    traces: int
    errors: int
    first_used: datetime
    last_used: datetime
    latency_median_ms: float | None
    latency_p95_ms: float | None
    latency: Sample
    cost_median: float | None
    cost_total: float
    cost: Sample
    input_tokens_median: float | None
    output_tokens_median: float | None
    tokens_total: float
    scores: list[ScoreNumbers]

    def sample(self, metric: str) -> Sample | None:
        """The values behind a metric: `error_rate`, `latency_ms`, `cost_usd` or `score:<name>`; None when unknown here."""
        if metric == "error_rate":
            rate = self.errors / self.calls
            return Sample(count=self.calls, mean=rate, variance=rate * (1 - rate), scale=(0.0, 1.0))
        if metric == "latency_ms":
            return self.latency
        if metric == "cost_usd":
            return self.cost
        name = metric.removeprefix("score:")
        found = [score.sample for score in self.scores if score.name == name]
        return max(found, key=lambda sample: sample.count, default=None)


def read_numbers(
    analytics: Analytics, project_id: str, names: list[str], since: datetime = ALWAYS[0], until: datetime = ALWAYS[1]
) -> dict[int, VersionNumbers]:
    """Figures by version of a prompt known under `names`; versions without calls are absent."""
    parameters = {"project_id": project_id, "names": names, "since": since, "until": until}
    rows = analytics.select(load_statement(_PACKAGE, "version_numbers").text, parameters)
    if not rows:
        return {}
    scores: dict[int, list[ScoreNumbers]] = defaultdict(list)
    for row in analytics.select(load_statement(_PACKAGE, "version_scores").text, parameters):
        sample = Sample(
            count=row["count"],
            mean=row["mean"],
            variance=number(row["variance"]),
            scale=(0.0, 1.0) if row["is_boolean"] else None,
        )
        seen = (row["lowest"], row["highest"])
        scores[row["version"]].append(ScoreNumbers(name=row["name"], level=row["level"], sample=sample, seen=seen))
    return {row["version"]: _version(row, scores[row["version"]]) for row in rows}


def read_usage(analytics: Analytics, project_id: str, names: list[str], since: datetime) -> dict[str, dict[str, Any]]:
    """Use of each named prompt since a time, by name, as `prompt_usage.sql` and `prompt_scores.sql` give it."""
    if not names:
        return {}
    parameters = {"project_id": project_id, "names": names, "since": since}
    rows = analytics.select(load_statement(_PACKAGE, "prompt_usage").text, parameters)
    if not rows:
        return {}
    scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in analytics.select(load_statement(_PACKAGE, "prompt_scores").text, parameters):
        scores[row["prompt"]].append(row)
    return {
        row["name"]: {**row, "latency_median_ms": number(row["latency_median_ms"]), "scores": scores[row["name"]]} for row in rows
    }


def read_generations(
    analytics: Analytics,
    project_id: str,
    names: list[str],
    *,
    version: int | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Calls made with a prompt, newest first; `before` is time and id of the last one already seen."""
    before_time, before_id = before or (ALWAYS[1], "")
    parameters = {
        "project_id": project_id,
        "names": names,
        "version": version or 0,
        "before_time": before_time,
        "before_id": before_id,
        "limit": limit,
    }
    return analytics.select(load_statement(_PACKAGE, "linked_generations").text, parameters)


def _version(row: dict[str, Any], scores: list[ScoreNumbers]) -> VersionNumbers:
    return VersionNumbers(
        version=row["version"],
        calls=row["calls"],
        traces=row["traces"],
        errors=row["errors"],
        first_used=row["first_used"],
        last_used=row["last_used"],
        latency_median_ms=number(row["latency_median_ms"]),
        latency_p95_ms=number(row["latency_p95_ms"]),
        latency=_sample(row["latency_count"], row["latency_mean_ms"], row["latency_variance_ms"]),
        cost_median=number(row["cost_median"]),
        cost_total=number(row["cost_total"]) or 0.0,
        cost=_sample(row["cost_count"], row["cost_mean"], row["cost_variance"]),
        input_tokens_median=number(row["input_tokens_median"]),
        output_tokens_median=number(row["output_tokens_median"]),
        tokens_total=row["tokens_total"],
        scores=scores,
    )


def _sample(count: int, mean: float | None, variance: float | None) -> Sample:
    return Sample(count=count, mean=number(mean), variance=number(variance))


def number(value: float | None) -> float | None:
    """None for what the engine gives when there is nothing to aggregate (null or not-a-number)."""
    return None if value is None or not math.isfinite(value) else float(value)
