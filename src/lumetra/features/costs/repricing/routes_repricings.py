"""`/api/v1` routes of re-pricing: preview, start, progress, cancel."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Exact
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.repricing.reprice import Repricer, preview
from lumetra.features.costs.repricing.rewrite_costs import Scope
from lumetra.features.costs.tables import RepricingRow
from lumetra.features.costs.times import to_us
from lumetra.http.access import project_in_path, requires

P = Permission


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


def build_routes(costs: Costs, analytics: Analytics, repricer: Repricer) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/costs/repricings`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/costs", tags=["costs"], dependencies=[Depends(project_in_path)])

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

    return router


def _scope(access: Access, body: RepricingScope) -> Scope:
    first, end = to_us(body.from_time) or 0, to_us(body.to_time) or 0
    if end <= first:
        raise Refusal("The period ends before it begins.", code="invalid_period")
    return Scope(access.project_id, first, end, tuple(body.models))


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
