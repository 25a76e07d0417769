"""The range in which an A/B test counts each metric, chosen before it begins: what its confidence sequences rest on.

A call slower or dearer than the range counts as its upper end. Without such a range no interval for a mean can be trusted on
skewed values: one call in a thousand may decide the mean, and it may not have come yet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.prompts.ab_tests.compare_arms import GuardRail
from lumetra.features.prompts.figures.read_numbers import VersionNumbers, number, read_numbers

Ranges = dict[str, tuple[float, float]]
DEFAULT_CAPS: Final = {"latency_ms": 60_000.0, "cost_usd": 0.25}
"""Where too few earlier calls say what is usual."""
ENOUGH_CALLS: Final = 100
HEADROOM: Final = 2.0
"""The range reaches to this many times the 99th percentile of earlier calls."""
_LOOK_BACK: Final = timedelta(days=30)


@dataclass(frozen=True)
class Usual:
    """What is known of a prompt's calls before a test: how many, the upper ends of latency and cost, and its scores' extremes."""

    calls: int
    p99: Mapping[str, float | None]
    scores: Mapping[str, tuple[float, float]]


def read_usual(analytics: Analytics, project_id: str, names: list[str], now: datetime) -> Usual:
    """From the calls of the last 30 days."""
    since = now - _LOOK_BACK
    parameters = {"project_id": project_id, "names": names, "since": since, "until": now}
    row = analytics.select(load_statement("lumetra.features.prompts.ab_tests", "usual_values").text, parameters)[0]
    seen = read_numbers(analytics, project_id, names, since, now)
    return Usual(
        row["calls"], {"latency_ms": number(row["latency_p99_ms"]), "cost_usd": number(row["cost_p99"])}, _extremes(seen.values())
    )


def choose_ranges(usual: Usual, wanted: Mapping[str, Sequence[float]], rails: Iterable[GuardRail]) -> Ranges:
    """The ranges of a test: what the caller wants, else what earlier calls suggest, wide enough for the guard-rails' fixed limits."""
    ranges: Ranges = {f"score:{name}": _score_range(low, high) for name, (low, high) in usual.scores.items()}
    for metric, cap in DEFAULT_CAPS.items():
        p99 = usual.p99.get(metric)
        limits = [rail.limit for rail in rails if rail.metric == metric and rail.compared_to == "fixed"]
        usual_cap = cap if usual.calls < ENOUGH_CALLS or not p99 else HEADROOM * p99
        ranges[metric] = (0.0, _rounded_up(max([usual_cap, *(2 * limit for limit in limits)])))
    for metric, (low, high) in ((metric, (float(ends[0]), float(ends[-1]))) for metric, ends in wanted.items()):
        _check(metric, low, high, rails)
        ranges[metric] = (low, high)
    return ranges


def _check(metric: str, low: float, high: float, rails: Iterable[GuardRail]) -> None:
    if metric not in DEFAULT_CAPS and not metric.startswith("score:"):
        raise Refusal(f"'{metric}' has no range to choose: use {', '.join(DEFAULT_CAPS)} or score:<name>")
    if not (math.isfinite(low) and math.isfinite(high) and low < high) or (metric in DEFAULT_CAPS and low != 0):
        raise Refusal(f"The range of '{metric}' must be two numbers, the smaller first, and begin at 0 for latency and cost")
    for rail in rails:
        if rail.metric == metric and rail.compared_to == "fixed" and not low < rail.limit < high:
            raise Refusal(f"The limit {rail.limit:g} for '{metric}' lies outside of the range in which it is counted")


def _extremes(seen: Iterable[VersionNumbers]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for score in (score for version in seen for score in version.scores):
        low, high = found.get(score.name, score.seen)
        found[score.name] = (min(low, score.seen[0]), max(high, score.seen[1]))
    return found


def _score_range(low: float, high: float) -> tuple[float, float]:
    """[0, 1] for what lies there; else whole numbers around what was seen."""
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return min(0.0, float(math.floor(low))), float(math.ceil(high))


def _rounded_up(value: float) -> float:
    """To two digits, upwards."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(math.ceil(value / step - 1e-9) * step, 12)
