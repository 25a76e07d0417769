"""Pricing of observations: which price counts, what was sent wins key by key, and why it costs what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.explain import bill, decode, reason
from lumetra.domain.pricing.price_book import (
    AttributeCondition,
    PricedModel,
    PriceTier,
    PriceVersion,
    UsageCondition,
)
from lumetra.engines.database import Database
from lumetra.engines.database.migrate import migrate_database
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import Correction, PriceBook, PriceBooks
from lumetra.features.costs.pricing.price_observations import CostResult, Pricer

MARCH_2026_US = 1_772_323_200_000_000
DAY_US = 86_400_000_000
BUILTIN = BuiltinPrices()


@pytest.fixture(scope="module")
def pricer(tmp_path_factory: pytest.TempPathFactory) -> Pricer:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'lumetra.sqlite'}")
    migrate_database(database)
    return Pricer(PriceBooks(database, BUILTIN))


def a_generation(**changes: object) -> Observation:
    given = {
        "trace_id": "t",
        "id": "o",
        "start_time_us": MARCH_2026_US,
        "type": "GENERATION",
        "model": "gpt-4o",
        "usage": {"input": 1000.0, "output": 100.0, "total": 1100.0},
    }
    return Observation(**{**given, **changes})


def a_version(prices: dict[str, str], *, own_id: str = "v", first: int | None = None, last: int | None = None) -> PriceVersion:
    tier = PriceTier(id=f"{own_id}:default", name="default", is_default=True, prices={k: Decimal(v) for k, v in prices.items()})
    return PriceVersion(id=own_id, valid_from_us=first, valid_to_us=last, tiers=(tier,))


def a_model(*versions: PriceVersion, name: str = "own", pattern: str = "^gpt-4o$") -> PricedModel:
    return PricedModel(id=name, name=name, match_pattern=pattern, origin="project", versions=versions)


def price(pricer: Pricer, observation: Observation, *models: PricedModel, **settings: object) -> CostResult:
    return pricer.price_one(PriceBook(list(models), BUILTIN, **settings), observation)


def test_a_builtin_model_is_priced_per_key_and_explained(pricer: Pricer) -> None:
    [result] = pricer.price("p", [a_generation(usage={"input": 12310.0, "output": 100.0, "total": 12410.0})])
    assert result.cost == {"input": Decimal("0.030775"), "output": Decimal("0.001"), "total": Decimal("0.031775")}
    assert result.total_cost == Decimal("0.031775")
    assert (result.model_id, result.pricing_tier_name) == ("builtin:openai/gpt-4o", "default")
    lines = bill(decode(result.explanation), result.usage, {}, result.cost)
    assert lines[0].text == "12 310 input tokens × $2.50 / 1M (gpt-4o, default tier)"


def test_spans_without_model_and_usage_cost_nothing_to_price(pricer: Pricer) -> None:
    [result] = pricer.price("p", [Observation(trace_id="t", id="o", start_time_us=1)])
    assert result == CostResult()


def test_a_sent_key_replaces_only_its_own_cost(pricer: Pricer) -> None:
    result = price(pricer, a_generation(provided_cost={"input": Decimal("0.5")}))
    assert result.cost == {"input": Decimal("0.5"), "output": Decimal("0.001"), "total": Decimal("0.501")}
    explanation = decode(result.explanation)
    assert explanation is not None and explanation.sent == ["input"]


def test_a_sent_zero_stays_zero(pricer: Pricer) -> None:
    result = price(pricer, a_generation(provided_cost={"total": Decimal(0)}))
    assert result.total_cost == 0
    assert result.cost["input"] == Decimal("0.0025")


def test_a_sent_cost_stands_without_any_model(pricer: Pricer) -> None:
    result = price(pricer, a_generation(model="", provided_cost={"input": Decimal("0.1"), "output": Decimal("0.2")}))
    assert result.total_cost == Decimal("0.3")


def test_project_prices_win_over_builtin_ones(pricer: Pricer) -> None:
    result = price(pricer, a_generation(), a_model(a_version({"input": "0.001", "output": "0"})))
    assert (result.model_id, result.total_cost) == ("own", Decimal(1))


def test_the_price_valid_when_the_call_began_counts(pricer: Pricer) -> None:
    old = a_version({"input": "0.001", "output": "0"}, own_id="old", last=MARCH_2026_US)
    new = a_version({"input": "0.002", "output": "0"}, own_id="new", first=MARCH_2026_US)
    model = a_model(old, new)
    assert price(pricer, a_generation(start_time_us=MARCH_2026_US - 1), model).total_cost == 1
    assert price(pricer, a_generation(start_time_us=MARCH_2026_US), model).total_cost == 2
    result = price(pricer, a_generation(start_time_us=MARCH_2026_US), model)
    explanation = decode(result.explanation)
    assert explanation is not None and explanation.since == "2026-03-01"


def test_before_the_first_own_price_the_builtin_one_counts(pricer: Pricer) -> None:
    model = a_model(a_version({"input": "1"}, first=MARCH_2026_US + DAY_US))
    assert price(pricer, a_generation(), model).model_id == "builtin:openai/gpt-4o"


def test_a_model_without_a_valid_price_says_so(pricer: Pricer) -> None:
    model = a_model(a_version({"input": "1"}, first=MARCH_2026_US + DAY_US), pattern="^house$")
    result = price(pricer, a_generation(model="house"), model)
    explanation = decode(result.explanation)
    assert result.total_cost is None
    assert explanation is not None and "none that was valid" in reason(explanation)


def test_a_switched_off_builtin_model_prices_nothing(pricer: Pricer) -> None:
    result = price(pricer, a_generation(), switched_off=frozenset({"builtin:openai/gpt-4o"}))
    explanation = decode(result.explanation)
    assert result.total_cost is None
    assert explanation is not None and explanation.outcome == "no_match"


def test_the_first_tier_whose_conditions_all_hold_counts(pricer: Pricer) -> None:
    def tier(name: str, priority: int, price: str, *conditions: object) -> PriceTier:
        return PriceTier(
            id=name,
            name=name,
            priority=priority,
            is_default=not conditions,
            conditions=conditions,
            prices={"input": Decimal(price)},
        )

    long = UsageCondition(pattern="input", operator="gt", value=Decimal(500))
    fast = AttributeCondition(source="model_parameters", key="service_tier", values=("priority", "fast"))
    tiers = (tier("default", 0, "1"), tier("long", 2, "2", long), tier("long and fast", 1, "3", long, fast))
    model = a_model(PriceVersion(id="v", tiers=tiers))
    assert price(pricer, a_generation(usage={"input": 500.0}), model).pricing_tier_name == "default"
    assert price(pricer, a_generation(usage={"input": 501.0}), model).pricing_tier_name == "long"
    quick = {"usage": {"input": 501.0}, "model_parameters": '{"service_tier":"fast"}'}
    assert price(pricer, a_generation(**quick), model).pricing_tier_name == "long and fast"
    for odd in ('{"service_tier":{"a":1}}', '{"service_tier"', '["service_tier"]', '{"service_tier":7}'):
        assert price(pricer, a_generation(usage={"input": 501.0}, model_parameters=odd), model).pricing_tier_name == "long"


def test_a_service_tier_in_leftover_attributes_is_seen(pricer: Pricer) -> None:
    october = 1_792_000_000_000_000
    metadata = {"attributes": '{"openai.response.service_tier":"priority","gen_ai.provider.name":"openai"}'}
    result = price(pricer, a_generation(start_time_us=october, metadata=metadata))
    assert result.pricing_tier_name == "priority"
    assert result.cost["input"] == Decimal("0.00425")


def test_a_bucket_without_its_own_price_is_charged_as_the_whole_it_came_from(pricer: Pricer) -> None:
    usage = {"input": 100.0, "output": 40.0, "output_reasoning_tokens": 60.0, "total": 200.0}
    result = price(pricer, a_generation(usage=usage))
    assert result.cost["output_reasoning_tokens"] == Decimal("0.0006")
    explanation = decode(result.explanation)
    assert explanation is not None and explanation.charged_as == {"output_reasoning_tokens": "output"}


def test_keys_that_nothing_prices_are_named(pricer: Pricer) -> None:
    result = price(pricer, a_generation(usage={"input": 1.0, "gpu_minutes": 3.0}))
    explanation = decode(result.explanation)
    assert "gpu_minutes" not in result.cost
    assert explanation is not None and explanation.unpriced == ["gpu_minutes"]


def test_a_price_of_the_total_is_the_total(pricer: Pricer) -> None:
    result = price(pricer, a_generation(), a_model(a_version({"total": "0.001"})))
    assert result.cost == {"total": Decimal("1.1")}


def test_foreign_currencies_need_a_rate(pricer: Pricer) -> None:
    tier = PriceTier(id="t", name="default", is_default=True, prices={"input": Decimal("0.002")})
    model = a_model(PriceVersion(id="v", currency="EUR", tiers=(tier,)))
    usage = {"input": 1000.0}
    without = price(pricer, a_generation(usage=usage), model)
    explanation = decode(without.explanation)
    assert without.total_cost is None
    assert explanation is not None and "no exchange rate" in reason(explanation)
    with_rate = price(pricer, a_generation(usage=usage), model, rates={"EUR": Decimal("1.08")})
    assert with_rate.total_cost == Decimal("2.16")
    [line] = bill(decode(with_rate.explanation), with_rate.usage, {}, {"input": with_rate.cost["input"]})
    assert line.text == "1 000 input tokens × 2000.00 EUR / 1M × 1.08 USD/EUR (own, default tier)"


def test_fractions_of_seconds_and_request_fees_are_exact(pricer: Pricer) -> None:
    tier = PriceTier(
        id="t", name="default", is_default=True, prices={"input_audio_seconds": Decimal("0.0001")}, request_fee=Decimal("0.005")
    )
    model = a_model(PriceVersion(id="v", tiers=(tier,)))
    result = price(pricer, a_generation(usage={"input_audio_seconds": 12.345}), model)
    assert result.cost["input_audio_seconds"] == Decimal("0.0012345")
    assert result.total_cost == Decimal("0.0062345")


def test_a_correction_survives_pricing_again(pricer: Pricer) -> None:
    corrections = {("t", "o"): Correction({"total": Decimal("0.07")}, "invoice of March")}
    result = price(pricer, a_generation(), corrections=corrections)
    explanation = decode(result.explanation)
    assert result.total_cost == Decimal("0.07")
    assert explanation is not None and "invoice of March" in reason(explanation)


def test_sellers_with_different_prices_are_asked_for(pricer: Pricer) -> None:
    result = price(pricer, a_generation(model="meta-llama/Llama-3.3-70B-Instruct"))
    explanation = decode(result.explanation)
    assert result.total_cost is None
    assert explanation is not None and explanation.outcome == "ambiguous"
    named = {"attributes": '{"gen_ai.provider.name":"together"}'}
    assert price(pricer, a_generation(model="llama-3.3-70b-versatile", metadata={"ls_provider": '"groq"'})).total_cost is not None
    assert price(pricer, a_generation(model="gpt-4o", metadata=named)).total_cost is not None


def test_a_pathological_pattern_cannot_stall(pricer: Pricer) -> None:
    model = a_model(a_version({"input": "1"}), pattern="(a+)+$")
    assert price(pricer, a_generation(model="a" * 5000 + "b"), model).total_cost is None
