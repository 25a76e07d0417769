"""`/api/v1` routes of what a project spends: by one dimension, by day, and how costs are spread."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports.read_reports import CostFilter, Dimension, cost_distribution, costs_by, costs_by_day
from lumetra.http.access import project_in_path, requires
from lumetra.http.time_zone import TimeZoneName

P = Permission


class CostRow(BaseModel):
    """Cost and usage of one key. Input tokens hold the cached ones; `cache_saved_usd` is what caching saved, net of writing."""

    key: str
    cost_usd: float
    observations: int
    traces: int
    input_tokens: float
    cached_tokens: float
    output_tokens: float
    cache_saved_usd: float


class CostRows(BaseModel):
    """The costliest first, and the sum over all keys of the period."""

    data: list[CostRow]
    total: CostRow


class DayRow(BaseModel):
    """The cost of one day and key."""

    day: str
    key: str
    cost_usd: float
    observations: int


class DayRows(BaseModel):
    """By day, then by cost."""

    data: list[DayRow]


class Bar(BaseModel):
    """One bar of a histogram: costs from `from_usd` until before `to_usd`."""

    from_usd: float
    to_usd: float
    count: int


class Distribution(BaseModel):
    """How the cost of traces or sessions is spread; quantiles in US dollars."""

    units: int
    free: int
    total_usd: float
    mean_usd: float
    p50_usd: float
    p75_usd: float
    p90_usd: float
    p95_usd: float
    p99_usd: float
    max_usd: float
    histogram: list[Bar]


From = Annotated[AwareDatetime, Query(description="Inclusive.")]
To = Annotated[AwareDatetime, Query(description="Exclusive.")]
FilterText = Annotated[str, Query(alias="filter", max_length=10_000, description="A filter on observations.")]


def build_routes(costs: Costs, analytics: Analytics) -> APIRouter:
    """The reports under `/api/v1/projects/{project_id}/costs`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/costs", tags=["costs"], dependencies=[Depends(project_in_path)])

    def period(access: Access, first: datetime, end: datetime, text: str) -> CostFilter:
        if end <= first:
            raise Refusal("The period ends before it begins.", code="invalid_period")
        return CostFilter(access.project_id, first, end, text, costs.clock())

    @router.get("/by", response_model=CostRows)
    def read_costs_by(
        from_time: From,
        to_time: To,
        dimension: Dimension = "model",
        filter_text: FilterText = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        access: Access = requires(P.METRICS_READ),
    ) -> CostRows:
        """Cost, usage and the share of cached input by one dimension. By tag, a call with two tags counts under both."""
        filter_ = period(access, from_time, to_time, filter_text)
        rows = costs_by(analytics, filter_, dimension, limit)
        total = costs_by(analytics, filter_, "none", 1)
        return CostRows(data=[_cost_row(row) for row in rows], total=_cost_row(total[0] if total else None))

    @router.get("/by-day", response_model=DayRows)
    def read_costs_by_day(
        from_time: From,
        to_time: To,
        dimension: Dimension = "none",
        filter_text: FilterText = "",
        *,
        time_zone: TimeZoneName,
        access: Access = requires(P.METRICS_READ),
    ) -> DayRows:
        """Cost of each day, split by one dimension. Days without cost are left out."""
        rows = costs_by_day(analytics, period(access, from_time, to_time, filter_text), dimension, time_zone)
        return DayRows(data=[DayRow.model_validate({**row, "cost_usd": row["cost_usd"] or 0.0}) for row in rows])

    @router.get("/distribution", response_model=Distribution)
    def read_distribution(
        from_time: From,
        to_time: To,
        per: Literal["trace", "session"] = "trace",
        filter_text: FilterText = "",
        access: Access = requires(P.METRICS_READ),
    ) -> Distribution:
        """How the cost of traces or sessions is spread."""
        return _distribution(cost_distribution(analytics, period(access, from_time, to_time, filter_text), per))

    return router


def _cost_row(row: dict[str, Any] | None) -> CostRow:
    if row is None:
        return CostRow(
            key="", cost_usd=0, observations=0, traces=0, input_tokens=0, cached_tokens=0, output_tokens=0, cache_saved_usd=0
        )
    return CostRow.model_validate({**row, "cost_usd": row["cost_usd"] or 0.0})


def _distribution(row: Any) -> Distribution:
    names = ("p50_usd", "p75_usd", "p90_usd", "p95_usd", "p99_usd", "max_usd")
    if not row["units"]:
        return Distribution(units=0, free=0, total_usd=0, mean_usd=0, **dict.fromkeys(names, 0.0), histogram=[])
    steps, counts = row["histogram"]
    bars = [
        Bar(from_usd=10 ** (step / 2), to_usd=10 ** ((step + 1) / 2), count=count)
        for step, count in zip(steps, counts, strict=True)
    ]
    return Distribution(
        units=row["units"],
        free=row["free"],
        total_usd=row["total_usd"],
        mean_usd=row["mean_usd"],
        **dict(zip(names, row["quantiles_usd"], strict=True)),
        histogram=bars,
    )
