"""The prices per unit of a model that observations were charged by, for those who show them beside the cost."""

from __future__ import annotations

from datetime import datetime

from lumetra.domain.pricing.price_book import PricedModel, PriceTier, PriceVersion
from lumetra.domain.pricing.unit_prices import NO_PRICES, FindPrices, UnitPrices
from lumetra.features.costs.book.load_book import PriceBook, PriceBooks
from lumetra.features.costs.times import to_us


def price_finder(books: PriceBooks) -> FindPrices:
    """Looks in the project's book and the built-in one. Of a tier that is gone the prices are those of the default tier."""

    def find(project_id: str, model_id: str, tier_id: str, moment: datetime) -> UnitPrices:
        book = books.get(project_id)
        model = _model(book, books, model_id)
        return NO_PRICES if model is None else _prices(book, model, tier_id, to_us(moment) or 0)

    return find


def _model(book: PriceBook, books: PriceBooks, model_id: str) -> PricedModel | None:
    own = next((model for model in book.models if model.id == model_id), None)
    return own or books.builtin.get(model_id)


def _prices(book: PriceBook, model: PricedModel, tier_id: str, moment_us: int) -> UnitPrices:
    valid = [version for version in model.versions if _is_valid(version, moment_us)]
    for version in (*valid, *model.versions):
        tier = next((tier for tier in version.tiers if tier.id == tier_id), None)
        if tier is not None:
            return _in_usd(book, version, tier)
    default = [(version, tier) for version in valid for tier in version.tiers if tier.is_default]
    return _in_usd(book, *default[0]) if default else NO_PRICES


def _is_valid(version: PriceVersion, moment_us: int) -> bool:
    begun = version.valid_from_us is None or version.valid_from_us <= moment_us
    return begun and (version.valid_to_us is None or moment_us < version.valid_to_us)


def _in_usd(book: PriceBook, version: PriceVersion, tier: PriceTier) -> UnitPrices:
    rate = book.rates.get(version.currency)
    if rate is None:
        return NO_PRICES
    return UnitPrices(*(None if (price := tier.prices.get(key)) is None else price * rate for key in UnitPrices._fields))
