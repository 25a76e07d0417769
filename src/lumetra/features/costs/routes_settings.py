"""`/api/v1` of what a project decides about its costs: exchange rates, and whether missing usage is estimated."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.costs.bodies import Exact
from lumetra.features.costs.open_costs import Costs
from lumetra.http.access import requires

P = Permission


class Rates(BaseModel):
    """US dollars for one unit of each currency."""

    rates: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], Exact]


class PriceSettings(BaseModel):
    """What a project decides about costs."""

    estimate_missing_usage: bool = Field(description="Count tokens on the server where none were sent, marked as estimated.")


def add_settings(router: APIRouter, costs: Costs) -> None:
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
