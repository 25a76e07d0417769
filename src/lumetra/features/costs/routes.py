"""Lumetra's own API of the price book: models, match test, exchange rates, settings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.observation import Observation
from lumetra.domain.pricing.explain import decode, reason
from lumetra.domain.pricing.price_book import PricedModel
from lumetra.engines.analytics import Analytics
from lumetra.features.costs.bodies import Exact, Model, ModelBody, ModelList, PriceTier, to_model, to_priced_model, to_tier
from lumetra.features.costs.list_models import ListedModel, find_model, list_models
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.read_reports import models_used, models_without_price
from lumetra.features.costs.times import from_us, to_us
from lumetra.features.costs.write_models import ModelDraft
from lumetra.http.access import project_in_path, requires
from lumetra.http.paging import CursorPaging, encode_cursor

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


class Rates(BaseModel):
    """US dollars for one unit of each currency."""

    rates: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], Exact]


class PriceSettings(BaseModel):
    """What a project decides about costs."""

    estimate_missing_usage: bool = Field(description="Count tokens on the server where none were sent, marked as estimated.")


def build_routes(costs: Costs, analytics: Analytics) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["models"], dependencies=[Depends(project_in_path)])
    _add_lookups(router, costs, analytics)
    _add_settings(router, costs)
    _add_models(router, costs, analytics)
    return router


def _add_lookups(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
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


def _add_settings(router: APIRouter, costs: Costs) -> None:
    @router.get("/currency-rates", response_model=Rates)
    def read_rates(access: Access = requires(P.MODELS_READ)) -> Rates:
        """The project's fixed exchange rates."""
        rates = costs.books.get(access.project_id).rates
        return Rates(rates={currency: rate for currency, rate in rates.items() if currency != "USD"})

    @router.put("/currency-rates", response_model=Rates)
    def replace_rates(body: Rates, access: Access = requires(P.MODELS_WRITE)) -> Rates:
        """Replace the whole table."""
        for currency, rate in body.rates.items():
            if currency == "USD" or not rate.is_finite() or not 0 < rate < 10**9:
                raise Refusal(f"The rate of {currency} must be a positive number; USD is always 1.", code="invalid_rate")
        with costs.change(access.project_id) as session:
            costs.writer.set_rates(session, access, body.rates)
        return body

    @router.get("/price-settings", response_model=PriceSettings)
    def read_settings(access: Access = requires(P.MODELS_READ)) -> PriceSettings:
        """What the project decided about costs."""
        return PriceSettings(estimate_missing_usage=costs.books.get(access.project_id).estimate_missing_usage)

    @router.put("/price-settings", response_model=PriceSettings)
    def write_settings(body: PriceSettings, access: Access = requires(P.MODELS_WRITE)) -> PriceSettings:
        """Change it."""
        with costs.change(access.project_id) as session:
            costs.writer.set_estimation(session, access, enabled=body.estimate_missing_usage)
        return body


def _add_models(router: APIRouter, costs: Costs, analytics: Analytics) -> None:
    @router.get("/models", response_model=ModelList)
    def read_models(
        paging: CursorPaging,
        search: Annotated[str, Query(max_length=200)] = "",
        origin: Literal["project", "builtin", "all"] = "all",
        used: Annotated[bool, Query(description="Only models used in the last 30 days.")] = False,
        access: Access = requires(P.MODELS_READ),
    ) -> ModelList:
        """Own and built-in models by name, also those that are switched off."""
        last = models_used(analytics, access.project_id, costs.clock() - _LOOK_BACK)
        words = search.lower().split()
        found = [
            listed
            for listed in list_models(costs, access.project_id, builtin=origin != "project")
            if (origin != "builtin" or listed.model.origin == "builtin")
            and (not used or listed.model.id in last)
            and all(word in f"{listed.wire_name} {listed.model.provider}".lower() for word in words)
        ]
        parts = paging.parts(1)
        start = int(parts[0]) if parts else 0
        page = found[start : start + paging.limit]
        following = encode_cursor(start + paging.limit) if len(found) > start + paging.limit else None
        return ModelList(data=[to_model(listed, last.get(listed.model.id)) for listed in page], next_cursor=following)

    @router.post("/models", response_model=Model)
    def create_model(body: ModelBody, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """A new model of the project. Traffic from now on is priced by it; re-price to change what is stored."""
        with costs.change(access.project_id) as session:
            row = costs.writer.create(session, access, ModelDraft(model=to_priced_model(body)))
        return to_model(find_model(costs, access.project_id, row.id))

    @router.post("/models/{model_id:path}/copy", response_model=Model)
    def copy_model(model_id: str, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """A copy as the project's own model, which then wins over the built-in one."""
        listed = find_model(costs, access.project_id, model_id)
        draft = ModelDraft(model=_copy_of(costs, access.project_id, listed), copied_from=model_id)
        with costs.change(access.project_id) as session:
            row = costs.writer.create(session, access, draft)
        return to_model(find_model(costs, access.project_id, row.id))

    @router.put("/models/{model_id:path}/switch", response_model=Model)
    def switch_model(model_id: str, off: bool, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """Switch a built-in model off or on for this project."""
        if costs.books.builtin.get(model_id) is None:
            raise NotFound("No built-in model with this id; own models are changed or deleted instead.")
        with costs.change(access.project_id) as session:
            costs.writer.switch(session, access, model_id, off=off)
        return to_model(find_model(costs, access.project_id, model_id))

    @router.get("/models/{model_id:path}", response_model=Model)
    def read_model(model_id: str, access: Access = requires(P.MODELS_READ)) -> Model:
        """One model with all its prices."""
        last = models_used(analytics, access.project_id, costs.clock() - _LOOK_BACK)
        return to_model(find_model(costs, access.project_id, model_id), last.get(model_id))

    @router.put("/models/{model_id:path}", response_model=Model)
    def replace_model(model_id: str, body: ModelBody, access: Access = requires(P.MODELS_WRITE)) -> Model:
        """Replace an own model, its price versions too."""
        with costs.change(access.project_id) as session:
            costs.writer.replace(session, access, model_id, ModelDraft(model=to_priced_model(body)))
        return to_model(find_model(costs, access.project_id, model_id))

    @router.delete("/models/{model_id:path}", status_code=204)
    def delete_model(model_id: str, access: Access = requires(P.MODELS_WRITE)) -> None:
        """Remove an own model. Costs already computed stay until they are re-priced."""
        with costs.change(access.project_id) as session:
            costs.writer.delete(session, access, model_id)


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


def _copy_of(costs: Costs, project_id: str, listed: ListedModel) -> PricedModel:
    """The model as it is, under a name that is free in the project."""
    taken = {own.model.name for own in list_models(costs, project_id, builtin=False)}
    name, number = listed.model.name, 2
    while name in taken:
        name, number = f"{listed.model.name} ({number})", number + 1
    return msgspec.structs.replace(listed.model, name=name, origin="project", provider="")
