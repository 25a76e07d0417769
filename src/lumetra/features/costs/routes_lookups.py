"""`/api/v1` of questions to the price book: which price a model name gets, and which names of the traffic get none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.observation import Observation
from lumetra.domain.pricing.explain import decode, reason
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Exact, Model, PriceTier, to_model, to_tier
from lumetra.features.costs.list_models import ListedModel, find_model
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports.read_reports import models_without_price
from lumetra.features.costs.times import from_us, to_us
from lumetra.http.access import requires

P = Permission
_LOOK_BACK: Final = timedelta(days=30)


class MatchedModel(BaseModel):
    """Which price a model name would get. `tiers` are those of the version that is valid then, in the order they are tried."""

    model_name: str
    provider: str
    at: datetime
    model: Model | None
    version_id: str
    valid_from: datetime | None
    valid_to: datetime | None
    currency: str
    tiers: list[PriceTier]
    reason: str = Field(description="Why there is no price; empty when there is one.")
    also_matching: list[str] = Field(description="Ids of further matching models, in their order.")


class UnpricedModel(BaseModel):
    """A model name of the traffic without a price, and what it would have cost at the prices of the chosen model."""

    model_name: str
    observations: int
    first_seen_at: datetime
    last_seen_at: datetime
    usage: dict[str, float]
    reason: str
    would_have_cost_usd: Exact | None


class UnpricedModels(BaseModel):
    """The most used first, at most 200."""

    data: list[UnpricedModel]


def add_lookups(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
    @router.get("/models/match", response_model=MatchedModel)
    def match_model(
        model: Annotated[str, Query(min_length=1, max_length=300)],
        provider: Annotated[str, Query(max_length=100)] = "",
        at: AwareDatetime | None = None,
        access: Access = requires(P.MODELS_READ),
    ) -> MatchedModel:
        """Which price would this model name get, from this provider, at this time (default: now)?"""
        return _match(costs, access.project_id, model, provider, at or costs.clock())

    @router.get("/models/without-price", response_model=UnpricedModels)
    def read_unpriced(
        from_time: AwareDatetime | None = None,
        to_time: AwareDatetime | None = None,
        as_model_id: Annotated[str, Query(description="Price them as this model would be, by its default tier.")] = "",
        access: Access = requires(P.MODELS_READ),
    ) -> UnpricedModels:
        """Model names seen in traffic that no price covers, by default of the last 30 days."""
        end = to_time or costs.clock()
        rows = models_without_price(analytics, access.project_id, from_time or end - _LOOK_BACK, end, 200)
        chosen = find_model(costs, access.project_id, as_model_id) if as_model_id else None
        return UnpricedModels(data=[_unpriced(costs, access.project_id, row, chosen) for row in rows])


def _match(costs: Costs, project_id: str, name: str, provider: str, at: datetime) -> MatchedModel:
    book = costs.books.get(project_id)
    found = book.find(name, provider)
    version = book.version_at(found, to_us(at) or 0)
    why = ""
    if version is None or version.rate is None:
        probe = Observation(
            trace_id="", id="", start_time_us=to_us(at) or 0, model=name, usage={"input": 1.0}, metadata={"provider": provider}
        )
        explanation = decode(costs.pricer.price_one(book, probe).explanation)
        why = reason(explanation) if explanation else ""
    ids = dict.fromkeys(candidate.model.id for candidate in found.versions)
    if version is not None:
        ids.pop(version.model.id, None)
    return MatchedModel(
        model_name=name,
        provider=provider,
        at=at,
        model=to_model(find_model(costs, project_id, version.model.id)) if version else None,
        version_id=version.version.id if version else "",
        valid_from=from_us(version.version.valid_from_us) if version else None,
        valid_to=from_us(version.version.valid_to_us) if version else None,
        currency=version.version.currency if version else "USD",
        tiers=[to_tier(compiled.tier) for compiled in version.tiers] if version else [],
        reason=why,
        also_matching=list(ids),
    )


def _unpriced(costs: Costs, project_id: str, row: dict[str, Any], chosen: ListedModel | None) -> UnpricedModel:
    explanation = decode(row["explanation"])
    usage = {str(key): float(value) for key, value in dict(row["used"]).items()}
    first, last = from_us(row["first_us"]), from_us(row["last_us"])
    assert first is not None
    assert last is not None
    return UnpricedModel(
        model_name=row["model"],
        observations=row["observations"],
        first_seen_at=first,
        last_seen_at=last,
        usage=usage,
        reason=reason(explanation) if explanation else "",
        would_have_cost_usd=costs.pricer.price_usage_as(costs.books.get(project_id), chosen.model, chosen.current, usage)
        if chosen
        else None,
    )
