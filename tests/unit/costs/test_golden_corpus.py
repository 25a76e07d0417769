"""Every golden case: the right buckets, and the right cost to 10^-12 of a dollar."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.price_book import PricedModel, PriceTier, PriceVersion
from lumetra.domain.usage import read_usage
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import PriceBook, PriceBooks
from lumetra.features.costs.pricing.price_observations import Pricer
from tests.unit.costs.golden_corpus import CASES, Case

BUILTIN = BuiltinPrices()
PRICER = Pricer(PriceBooks(None, BUILTIN))


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.source for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_buckets_are_exact_and_resum_to_the_providers_total(case: Case) -> None:
    reading = read_usage(case.form, case.raw)
    assert reading.problems == {}
    buckets = {key: value for key, value in reading.quantities.items() if key != "total"}
    assert buckets == case.buckets
    provider_total = case.provider_total or next(
        (case.raw[key] for key in ("total_tokens", "totalTokenCount", "totalTokens", "llm.token_count.total") if key in case.raw),
        None,
    )
    if provider_total is not None:
        beside = {"input_citation_tokens"}
        assert (
            sum(value for key, value in buckets.items() if reading.units[key] == "tokens" and key not in beside) == provider_total
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_costs_are_exact(case: Case) -> None:
    reading = read_usage(case.form, case.raw)
    observation = Observation(
        trace_id="t",
        id="o",
        start_time_us=case.at_us,
        type="GENERATION",
        model=case.model,
        usage=reading.quantities,
        usage_units=reading.units,
        model_parameters=case.parameters,
        metadata=dict(case.metadata),
    )
    models = [] if case.own_prices is None else [own_model(case)]
    result = PRICER.price_one(PriceBook(models, BUILTIN), observation)
    expected = sum((Decimal(str(n)) * Decimal(price) / 1_000_000 for n, price in case.bill), Decimal(0))
    expected += sum((Decimal(str(n)) * Decimal(price) for n, price in case.per_unit), Decimal(0))
    assert result.total_cost is not None, result.explanation
    assert abs(result.total_cost - expected) < Decimal("1e-12"), (result.total_cost, expected, result.explanation)


def own_model(case: Case) -> PricedModel:
    assert case.own_prices is not None
    prices = {key: Decimal(price) for key, price in case.own_prices.items()}
    tier = PriceTier(id="t", name="default", is_default=True, prices=prices)
    return PricedModel(
        id="own", name="house", match_pattern="^house$", origin="project", versions=(PriceVersion(id="v", tiers=(tier,)),)
    )
