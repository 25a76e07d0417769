"""One score looked at as a whole: its numbers, how it is distributed, how it moves, how it differs by any dimension.

Everything is summed up by the engine; here only intervals are put around the sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from lumetra.domain.statistics.intervals import Estimate, moments_estimate, share_estimate
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.scores.read_scores import BEGINNING, READ_SETTINGS, ScoreCondition, compares, compile_filter

_PACKAGE: Final = "lumetra.features.scores"
_BINS: Final = 20
_BUCKETS: Final = 60
_STEPS_S: Final = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400)

ScoreKind = Literal["NUMERIC", "BOOLEAN", "CATEGORICAL"]

OWN: Final[Mapping[str, str]] = {
    "source": "toString(source)",
    "environment": "toString(environment)",
    "author": "toString(author_user_id)",
    "evaluator": "toString(evaluator_id)",
    "config": "toString(config_id)",
    "queue": "toString(queue_id)",
    "experiment": "experiment_id",
    "level": "multiIf(observation_id != '', 'OBSERVATION', trace_id != '', 'TRACE', session_id != '', 'SESSION', 'EXPERIMENT')",
}
OF_TRACES: Final[Mapping[str, str]] = {
    "trace_name": "toString(trace_name)",
    "user": "user_id",
    "session": "session_id",
    "tag": "toString(arrayJoin(tags))",
    "release": "toString(release)",
    "version": "toString(version)",
    "model": "toString(model)",
    "prompt": "if(prompt_name = '', '', concat(prompt_name, ' v', toString(assumeNotNull(prompt_version))))",
}
Dimension = Literal[
    "source", "environment", "author", "evaluator", "config", "queue", "experiment", "level",
    "trace_name", "user", "session", "tag", "release", "version", "model", "prompt",
]  # fmt: skip


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which score: its name, type and (empty: any) source, in a stretch of time, and what else a filter asks."""

    name: str
    data_type: ScoreKind
    source: str = ""
    start: datetime
    end: datetime
    filter: str = ""

    def condition(self, now: datetime) -> ScoreCondition:
        """Compiled, with the score's own conditions. Raises FilterError."""
        window = self.window(now)
        return ScoreCondition(f"({own_condition('one')}) AND ({window.sql})", {**window.parameters, **self.parameters("one")})

    def window(self, now: datetime) -> ScoreCondition:
        """Only the time and the filter."""
        moments = (compares("timestamp", ">=", self.start.isoformat()), compares("timestamp", "<", self.end.isoformat()))
        return compile_filter(now, *moments, text=self.filter)

    def parameters(self, prefix: str) -> dict[str, Any]:
        """What `own_condition` binds."""
        return {f"{prefix}_name": self.name, f"{prefix}_type": self.data_type, f"{prefix}_source": self.source}


def own_condition(prefix: str) -> str:
    """The condition on name, type and source, bound by `Selection.parameters` of the same prefix."""
    return (
        f"name = {{{prefix}_name:String}} AND data_type = {{{prefix}_type:String}}"
        f" AND ({{{prefix}_source:String}} = '' OR source = {{{prefix}_source:String}})"
    )


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A value, a category, or a bin from `low` until before `high`; its share of all with its interval."""

    label: str
    low: float | None
    high: float | None
    count: int
    share: Estimate


class Point(msgspec.Struct, kw_only=True):
    """A bucket of time or a group: its mean (of a BOOLEAN the share of true), or counts by category."""

    key: str
    count: int
    mean: Estimate | None
    parts: dict[str, int]


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """One score. `mean` and what follows are null for categories; `quantiles` are the 5, 25, 50, 75, 95 % ones."""

    count: int
    mean: Estimate | None
    standard_deviation: float | None
    lowest: float | None
    highest: float | None
    quantiles: list[float] | None
    bars: list[Bar]
    bucket_seconds: int
    trend: list[Point]


def analyse(analytics: Analytics, project_id: str, wanted: Selection, now: datetime) -> Analysis:
    """Numbers, distribution and trend. Raises FilterError."""
    condition = wanted.condition(now)
    seconds = bucket_seconds(wanted.end - wanted.start)
    trend = points(
        _select(analytics, project_id, "score_trend", condition, wanted, bucket_seconds=seconds), wanted.data_type, "start_s"
    )
    if wanted.data_type == "CATEGORICAL":
        bars = _bars(_select(analytics, project_id, "score_bars", condition, wanted))
        count = sum(bar.count for bar in bars)
        return Analysis(
            count=count, mean=None, standard_deviation=None, lowest=None, highest=None, quantiles=None, bars=bars,
            bucket_seconds=seconds, trend=trend,
        )  # fmt: skip
    [row] = _select(analytics, project_id, "score_summary", condition, wanted)
    count = int(row["scores"])
    return Analysis(
        count=count,
        mean=_estimate(row, wanted.data_type) if count else None,
        standard_deviation=float(row["variance"]) ** 0.5 if count > 1 else None,
        lowest=row["lowest"],
        highest=row["highest"],
        quantiles=[float(value) for value in row["quantiles"]] if count else None,
        bars=_numeric_bars(analytics, project_id, condition, wanted, row) if count else [],
        bucket_seconds=seconds,
        trend=trend,
    )


def analyse_by(analytics: Analytics, project_id: str, wanted: Selection, dimension: Dimension, now: datetime) -> list[Point]:
    """The score by one dimension, the most frequent key first; an empty key stands for those without one. Raises FilterError."""
    statement, key = ("score_groups", OWN[dimension]) if dimension in OWN else ("score_groups_of_traces", OF_TRACES[dimension])
    rows = _select(analytics, project_id, statement, wanted.condition(now), wanted, key=key)
    return points(rows, wanted.data_type, "key")


def score_names(analytics: Analytics, project_id: str, start: datetime, end: datetime) -> list[Row]:
    """Name, source, type and number of the scores of a stretch of time, the most frequent first."""
    sql = load_statement(_PACKAGE, "score_names").with_slots()
    parameters = {"project_id": project_id, "from_us": _us(start), "to_us": _us(end)}
    return analytics.select(sql, parameters, settings=READ_SETTINGS)


def bucket_seconds(span: timedelta) -> int:
    """A round step of which at most some sixty fit into the span."""
    return next((step for step in _STEPS_S if span.total_seconds() / step <= _BUCKETS), _STEPS_S[-1])


def points(rows: Sequence[Row], kind: ScoreKind, key: str) -> list[Point]:
    """Rows of one key put together, in the order in which keys appear."""
    found: dict[str, Point] = {}
    for row in rows:
        name = str(row[key])
        point = found.setdefault(name, Point(key=name, count=0, mean=None, parts={}))
        point.count += int(row["scores"])
        if kind == "CATEGORICAL":
            point.parts[row["label"]] = int(row["scores"])
        else:
            point.mean = _estimate(row, kind)
    return list(found.values())


def _estimate(row: Row, kind: ScoreKind) -> Estimate:
    count, mean = int(row["scores"]), float(row["mean"])
    if kind == "BOOLEAN":
        return share_estimate(round(mean * count), count)
    return moments_estimate(count, mean, float(row["variance"]) if count > 1 else 0.0)


def _numeric_bars(analytics: Analytics, project_id: str, condition: ScoreCondition, wanted: Selection, summary: Row) -> list[Bar]:
    low, high = float(summary["lowest"]), float(summary["highest"])
    width = 0.0 if int(summary["levels"]) <= _BINS else (high - low) / _BINS
    label = "toFloat64(least(floor((value - {low:Float64}) / {width:Float64}), 19))" if width else "toFloat64(value)"
    rows = _select(analytics, project_id, "score_bars", condition, wanted, label=label, low=low, width=width)
    total = sum(int(row["scores"]) for row in rows)
    bars: list[Bar] = []
    for row in sorted(rows, key=lambda row: row["label"]):
        count, place = int(row["scores"]), float(row["label"])
        start = low + place * width if width else place
        bars.append(
            Bar(
                label=f"{start:g}", low=start, high=start + width if width else start, count=count,
                share=share_estimate(count, total),
            )
        )  # fmt: skip
    return bars


def _bars(rows: Sequence[Row]) -> list[Bar]:
    total = sum(int(row["scores"]) for row in rows)
    return [
        Bar(
            label=str(row["label"]),
            low=None,
            high=None,
            count=int(row["scores"]),
            share=share_estimate(int(row["scores"]), total),
        )
        for row in rows
    ]


def _select(
    analytics: Analytics,
    project_id: str,
    statement: str,
    condition: ScoreCondition,
    wanted: Selection,
    *,
    key: str = "",
    label: str = "",
    **parameters: float,
) -> list[Row]:
    slots = {
        "filter": condition.sql,
        "key": key,
        "label": label or ("string_value" if wanted.data_type == "CATEGORICAL" else "''"),
    }
    loaded = load_statement(_PACKAGE, statement)
    used = {name: text for name, text in slots.items() if name in loaded.slots}
    bound = {"project_id": project_id, **condition.parameters, **parameters}
    return analytics.select(loaded.with_slots(**used), bound, settings=READ_SETTINGS)


def _us(moment: datetime) -> int:
    return (moment - BEGINNING) // timedelta(microseconds=1)
