"""`/api/v1` routes that look at scores as a whole: one score, one by any dimension, two of the same things."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.domain.named import NamedFields
from lumetra.domain.statistics.intervals import Estimate
from lumetra.engines.analytics import Analytics
from lumetra.features.scores.analyse_scores import Dimension, Point, ScoreKind, Selection, analyse, analyse_by, score_names
from lumetra.features.scores.compare_scores import Thing, compare
from lumetra.http.access import requires

P = Permission


class ScoreInterval(BaseModel):
    """A value with its 95 % interval; null where the data allow none."""

    value: float | None
    low: float | None
    high: float | None
    count: int
    method: str

    @classmethod
    def of(cls, estimate: Estimate | None) -> ScoreInterval | None:
        """From an estimate; NaN, which JSON lacks, becomes null."""
        if estimate is None:
            return None
        value = None if math.isnan(estimate.value) else estimate.value
        return cls(value=value, low=estimate.low, high=estimate.high, count=estimate.count, method=estimate.method)


class ScoreName(BaseModel):
    """A score that occurs, and how often."""

    name: str
    source: str
    data_type: ScoreKind
    scores: int


class ScoreNames(BaseModel):
    """The most frequent first."""

    data: list[ScoreName]


class ScoreBar(BaseModel):
    """A value, a category, or a bin from `low` until before `high`."""

    label: str
    low: float | None
    high: float | None
    count: int
    share: ScoreInterval


class ScorePoint(BaseModel):
    """A group: its mean (of yes and no the share of yes), or counts by category. An empty key: those without one.

    `name` is what the thing with the id `key` is called; null: the key is no id, or the thing is gone.
    """

    key: str
    name: str | None
    count: int
    mean: ScoreInterval | None
    parts: dict[str, int]


class TrendPoint(BaseModel):
    """A bucket of time: its mean (of yes and no the share of yes), or counts by category."""

    start: datetime
    count: int
    mean: ScoreInterval | None
    parts: dict[str, int]


class ScoreAnalysis(BaseModel):
    """One score. Numbers are null for categories; `quantiles` are the 5, 25, 50, 75 and 95 % ones."""

    count: int
    mean: ScoreInterval | None
    standard_deviation: float | None
    lowest: float | None
    highest: float | None
    quantiles: list[float] | None
    bars: list[ScoreBar]
    bucket_seconds: int
    trend: list[TrendPoint]


class ScoreGroups(BaseModel):
    """The most frequent first."""

    data: list[ScorePoint]


class ScoreComparison(BaseModel):
    """Matched pairs of two scores. `confusion[i][j]` counts first_labels[i] with second_labels[j]; numbers are in ten bins."""

    pairs: int
    only_first: int
    only_second: int
    first_labels: list[str]
    second_labels: list[str]
    confusion: list[list[int]]
    agreement: ScoreInterval | None
    kappa: ScoreInterval | None
    pearson: ScoreInterval | None
    spearman: ScoreInterval | None
    mean_absolute_error: ScoreInterval | None
    root_mean_square_error: float | None
    first_mean: float | None
    second_mean: float | None


From = Annotated[AwareDatetime, Query(alias="from", description="Scores of then or later.")]
To = Annotated[AwareDatetime, Query(alias="to", description="Scores of before.")]
Name = Annotated[str, Query(min_length=1, max_length=500)]
Source = Annotated[str, Query(description="API, ANNOTATION or EVAL; empty: any.")]
FilterText = Annotated[str, Query(alias="filter", max_length=10_000, description="A filter on scores.")]


_NAMED: Final = {
    "author": "author_user_id",
    "evaluator": "evaluator_id",
    "config": "config_id",
    "queue": "queue_id",
    "experiment": "experiment_id",
}
"""Dimensions whose keys are ids of what has a name."""


def build_analytics_routes(analytics: Analytics, named: NamedFields, clock: Callable[[], datetime]) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/score-analytics`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/score-analytics", tags=["scores"])

    @router.get("/names")
    def get_names(project_id: str, start: From, end: To, access: Access = requires(P.SCORES_READ)) -> ScoreNames:
        """Which scores there are."""
        rows = score_names(analytics, access.project_id, start, end)
        return ScoreNames(data=[ScoreName.model_validate(row) for row in rows])

    @router.get("/one")
    def get_one(
        project_id: str, name: Name, data_type: ScoreKind, start: From, end: To, source: Source = "", text: FilterText = "",
        access: Access = requires(P.SCORES_READ),
    ) -> ScoreAnalysis:  # fmt: skip
        """Numbers, distribution and trend of one score."""
        wanted = _selection(name, data_type, source, start, end, text)
        found = analyse(analytics, access.project_id, wanted, clock())
        trend = [{**_point(point), "start": datetime.fromtimestamp(int(point.key), tz=UTC)} for point in found.trend]
        bars = [{**msgspec.structs.asdict(bar), "share": ScoreInterval.of(bar.share)} for bar in found.bars]
        return ScoreAnalysis.model_validate(
            {**msgspec.structs.asdict(found), "mean": ScoreInterval.of(found.mean), "bars": bars, "trend": trend}
        )

    @router.get("/by")
    def get_by(
        project_id: str, name: Name, data_type: ScoreKind, dimension: Dimension, start: From, end: To, source: Source = "",
        text: FilterText = "", access: Access = requires(P.SCORES_READ),
    ) -> ScoreGroups:  # fmt: skip
        """One score by one dimension of the score or of the trace it judges."""
        wanted = _selection(name, data_type, source, start, end, text)
        groups = analyse_by(analytics, access.project_id, wanted, dimension, clock())
        field = _NAMED.get(dimension)
        names = named[field](access.project_id, {group.key for group in groups if group.key}) if field else {}
        return ScoreGroups(data=[ScorePoint(**_point(group), name=names.get(group.key)) for group in groups])

    @router.get("/two")
    def get_two(
        project_id: str, name: Name, data_type: ScoreKind, other_name: Name, other_data_type: ScoreKind, start: From, end: To,
        source: Source = "", other_source: Source = "", text: FilterText = "",
        same: Annotated[Thing, Query(description="Pairs are scores of the very same thing, or of the same trace.")] = "target",
        access: Access = requires(P.SCORES_READ),
    ) -> ScoreComparison:  # fmt: skip
        """How far two scores of the same things agree."""
        first = _selection(name, data_type, source, start, end, text)
        second = _selection(other_name, other_data_type, other_source, start, end, text)
        found = compare(analytics, access.project_id, first, second, same, clock())
        values = {
            key: ScoreInterval.of(value) if isinstance(value, Estimate) else value
            for key, value in msgspec.structs.asdict(found).items()
        }
        return ScoreComparison.model_validate(values)

    return router


def _selection(name: str, data_type: ScoreKind, source: str, start: datetime, end: datetime, text: str) -> Selection:
    if end <= start:
        raise Refusal("The period ends before it begins.", code="invalid_period")
    return Selection(name=name, data_type=data_type, source=source, start=start, end=end, filter=text)


def _point(point: Point) -> dict[str, Any]:
    return {"key": point.key, "count": point.count, "mean": ScoreInterval.of(point.mean), "parts": point.parts}
