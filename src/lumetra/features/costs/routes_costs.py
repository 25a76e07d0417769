"""Lumetra's own API of costs: reports, the explanation of one cost, corrections, re-pricing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.pricing.explain import bill, decode, reason
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Exact
from lumetra.features.costs.correct_cost import correct_cost, corrections_of
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.read_reports import (
    CostFilter,
    Dimension,
    cost_distribution,
    costs_by,
    costs_by_day,
    observation_cost,
)
from lumetra.features.costs.reprice import Repricer, preview
from lumetra.features.costs.rewrite_costs import Scope
from lumetra.features.costs.tables import RepricingRow
from lumetra.features.costs.times import to_us
from lumetra.http.access import project_in_path, requires

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


class BillLine(BaseModel):
    """One line: what was used, at which price, in words."""

    key: str
    text: str
    cost_usd: Exact
    source: Literal["computed", "provided", "corrected"]
    quantity: float | None
    unit: str
    price_per_unit: Exact | None


class CorrectionEntry(BaseModel):
    """A correction that was made; `cost` null took the one before it back."""

    cost: dict[str, str] | None
    before: dict[str, str] | None
    note: str
    created_by: str
    created_at: datetime


class ObservationCost(BaseModel):
    """What one observation cost, and why."""

    trace_id: str
    observation_id: str
    model: str
    total_cost_usd: Exact | None
    outcome: str
    reason: str
    lines: list[BillLine]
    usage: dict[str, float]
    usage_units: dict[str, str]
    usage_problems: dict[str, str]
    usage_estimated: bool
    provided_usage: str
    provided_cost: dict[str, Exact]
    model_id: str
    tier_name: str
    since: str
    unpriced: list[str]
    corrections: list[CorrectionEntry]


class CorrectionBody(BaseModel):
    """`cost` null takes the last correction back."""

    trace_id: str = ""
    cost: dict[str, Exact] | None = Field(description="US dollars per usage key, or only `total`.")
    note: str = Field(min_length=1, max_length=2000)


class RepricingScope(BaseModel):
    """A period, its end exclusive, and model names as traffic sends them (empty: all)."""

    from_time: AwareDatetime
    to_time: AwareDatetime
    models: list[str] = Field([], max_length=200)


class RepricingBody(RepricingScope):
    """What to re-price, and why."""

    note: str = Field("", max_length=2000)


class PreviewRow(BaseModel):
    """One model and day."""

    day: str
    model: str
    observations: int
    changed: int
    old_total_usd: Exact
    new_total_usd: Exact


class RepricingPreview(BaseModel):
    """What would change. `sampled_one_in` above 1 says that sums are scaled up from an even sample."""

    observations: int
    changed: int
    old_total_usd: Exact
    new_total_usd: Exact
    sampled_one_in: int
    data: list[PreviewRow]


class Repricing(BaseModel):
    """One run: what was asked, how far it is, what it changed."""

    id: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    from_time: datetime
    to_time: datetime
    models: list[str]
    note: str
    total: int
    done: int
    changed: int
    old_total_usd: Exact
    new_total_usd: Exact
    error: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class Repricings(BaseModel):
    """Newest first, at most 50."""

    data: list[Repricing]


From = Annotated[AwareDatetime, Query(description="Inclusive.")]
To = Annotated[AwareDatetime, Query(description="Exclusive.")]
FilterText = Annotated[str, Query(alias="filter", max_length=10_000, description="A filter on observations.")]


def build_routes(costs: Costs, analytics: Analytics, repricer: Repricer) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/costs`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/costs", tags=["costs"], dependencies=[Depends(project_in_path)])
    _add_reports(router, costs, analytics)
    _add_observations(router, costs, analytics)
    _add_repricing(router, costs, analytics, repricer)
    return router


def _add_reports(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
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
        time_zone: str = "UTC",
        access: Access = requires(P.METRICS_READ),
    ) -> DayRows:
        """Cost of each day, split by one dimension. Days without cost are left out."""
        if time_zone not in available_timezones():
            raise Refusal(f"“{time_zone[:50]}” is not an IANA time zone.", code="invalid_time_zone")
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


def _add_observations(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
    @router.get("/observations/{observation_id}", response_model=ObservationCost)
    def explain_cost(observation_id: str, trace_id: str = "", access: Access = requires(P.TRACES_READ)) -> ObservationCost:
        """What one observation cost, line by line, and why; or why its cost is not known."""
        return _explain(costs, analytics, access.project_id, observation_id, trace_id)

    @router.post("/observations/{observation_id}/correction", response_model=ObservationCost)
    def correct(observation_id: str, body: CorrectionBody, access: Access = requires(P.MODELS_WRITE)) -> ObservationCost:
        """State the real cost of one observation, or take that back."""
        correct_cost(
            costs, analytics, access, trace_id=body.trace_id, observation_id=observation_id, cost=body.cost, note=body.note
        )
        return _explain(costs, analytics, access.project_id, observation_id, body.trace_id)


def _add_repricing(router: APIRouter, costs: Costs, analytics: Analytics, repricer: Repricer) -> None:
    @router.post("/repricings/preview", response_model=RepricingPreview)
    def preview_repricing(body: RepricingScope, access: Access = requires(P.MODELS_WRITE)) -> RepricingPreview:
        """What re-pricing this period by today's book would change, by model and day. Nothing is stored."""
        found = preview(costs, analytics, _scope(access, body))
        rows = [
            PreviewRow(
                day=line.day, model=line.model, observations=line.observations, changed=line.changed,
                old_total_usd=line.old_total, new_total_usd=line.new_total,
            )
            for line in found.lines
        ]  # fmt: skip
        return RepricingPreview(
            observations=found.observations,
            changed=found.changed,
            old_total_usd=found.old_total,
            new_total_usd=found.new_total,
            sampled_one_in=found.sampled_one_in,
            data=rows,
        )

    @router.post("/repricings", response_model=Repricing)
    def start_repricing(body: RepricingBody, access: Access = requires(P.MODELS_WRITE)) -> Repricing:
        """Rewrite the costs of a period in the background. One run at a time."""
        return _repricing(repricer.start(access, _scope(access, body), body.note))

    @router.get("/repricings", response_model=Repricings)
    def list_repricings(access: Access = requires(P.MODELS_READ)) -> Repricings:
        """The runs of this project."""
        return Repricings(data=[_repricing(row) for row in repricer.list(access.project_id)])

    @router.get("/repricings/{repricing_id}", response_model=Repricing)
    def read_repricing(repricing_id: str, access: Access = requires(P.MODELS_READ)) -> Repricing:
        """One run and how far it is."""
        return _repricing(repricer.find(access.project_id, repricing_id))

    @router.post("/repricings/{repricing_id}/cancel", response_model=Repricing)
    def cancel_repricing(repricing_id: str, access: Access = requires(P.MODELS_WRITE)) -> Repricing:
        """Stop a run; what it rewrote stays rewritten."""
        repricer.cancel(access, repricing_id)
        return _repricing(repricer.find(access.project_id, repricing_id))


def _scope(access: Access, body: RepricingScope) -> Scope:
    first, end = to_us(body.from_time) or 0, to_us(body.to_time) or 0
    if end <= first:
        raise Refusal("The period ends before it begins.", code="invalid_period")
    return Scope(access.project_id, first, end, tuple(body.models))


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


def _explain(costs: Costs, analytics: Analytics, project_id: str, observation_id: str, trace_id: str) -> ObservationCost:
    row = observation_cost(analytics, project_id, observation_id, trace_id)
    if row is None:
        raise NotFound("No observation with this id found in this project.")
    explanation = decode(row["cost_explanation"])
    cost: dict[str, Decimal] = dict(row["cost"])
    lines = bill(explanation, row["usage"], row["usage_units"], cost)
    return ObservationCost(
        trace_id=row["trace_id"],
        observation_id=row["id"],
        model=row["model"],
        total_cost_usd=row["total_cost"],
        outcome=explanation.outcome if explanation else "",
        reason=reason(explanation) if explanation else "",
        lines=[
            BillLine(
                key=line.key, text=line.text, cost_usd=line.cost, source=line.source, quantity=line.quantity, unit=line.unit,
                price_per_unit=line.price_per_unit,
            )
            for line in lines
        ],
        usage=row["usage"],
        usage_units=row["usage_units"],
        usage_problems=row["usage_problems"],
        usage_estimated=row["usage_estimated"],
        provided_usage=row["provided_usage"],
        provided_cost=row["provided_cost"],
        model_id=row["model_id"],
        tier_name=row["pricing_tier_name"],
        since=explanation.since if explanation else "",
        unpriced=explanation.unpriced if explanation else [],
        corrections=[
            CorrectionEntry(
                cost=entry.cost, before=entry.before, note=entry.note, created_by=entry.created_by, created_at=entry.created_at
            )
            for entry in corrections_of(costs, project_id, row["trace_id"], observation_id)
        ],
    )  # fmt: skip


def _repricing(row: RepricingRow) -> Repricing:
    return Repricing.model_validate(
        {
            **{
                name: getattr(row, name)
                for name in (
                    "id", "status", "from_time", "to_time", "models", "note", "total", "done", "changed", "error", "created_by",
                    "created_at", "finished_at",
                )
            },
            "old_total_usd": Decimal(row.old_total),
            "new_total_usd": Decimal(row.new_total),
        }
    )  # fmt: skip
