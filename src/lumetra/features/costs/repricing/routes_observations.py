"""`/api/v1` routes of one observation's cost: why it is what it is, and the correction of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.domain.pricing.explain import bill, decode, reason
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Exact
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports.read_reports import observation_cost
from lumetra.features.costs.repricing.correct_cost import correct_cost, corrections_of
from lumetra.http.access import project_in_path, requires

P = Permission


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


def build_routes(costs: Costs, analytics: Analytics) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/costs/observations`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/costs", tags=["costs"], dependencies=[Depends(project_in_path)])

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

    return router


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
