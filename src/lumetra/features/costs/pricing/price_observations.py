"""Pricing of observations on their way in: the model is found, the cost computed, the reason kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Protocol

import msgspec

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.compute_cost import compute_cost
from lumetra.domain.pricing.conditions import Call, CompiledTier, CompiledVersion
from lumetra.domain.pricing.explain import Explanation, Outcome, encode, explain_priced
from lumetra.domain.pricing.price_book import PricedModel, PriceVersion
from lumetra.features.costs.book.load_book import Correction, PriceBook, PriceBooks
from lumetra.features.costs.pricing.read_provider import read_provider

_ESTIMATED_TYPES: Final = ("GENERATION", "EMBEDDING")


class CostResult(msgspec.Struct, frozen=True, kw_only=True):
    """What pricing found out about one observation. Its maps are shared: copy before changing.

    `usage` holds exclusive buckets and `total`; `cost` is in USD per key, with `total`; `total_cost` is null when nothing is
    known. `explanation` is JSON for `lumetra.domain.pricing.explain.decode`, empty for observations without model and usage.
    """

    usage: dict[str, float] = {}
    usage_estimated: bool = False
    cost: dict[str, Decimal] = {}
    total_cost: Decimal | None = None
    model_id: str = ""
    pricing_tier_id: str = ""
    pricing_tier_name: str = ""
    explanation: str = ""


_NOTHING: Final = CostResult()


class CountTokens(Protocol):
    """Counts tokens where none were sent; null when the model's tokenizer is not known."""

    def __call__(self, observation: Observation, version: CompiledVersion) -> dict[str, float] | None:
        """`input`, `output` and `total`, estimated from the texts."""
        ...


def no_counting(observation: Observation, version: CompiledVersion) -> dict[str, float] | None:
    """For processes that do not estimate."""
    return None


class Pricer:
    """Prices observations by the book of their project. Thread-safe; touches the database only when a book may have changed."""

    def __init__(self, books: PriceBooks, count_tokens: CountTokens = no_counting) -> None:
        self._books = books
        self._count_tokens = count_tokens

    def price(self, project_id: str, observations: list[Observation]) -> list[CostResult]:
        """One result for each observation, in the same order. Never raises on what an observation contains."""
        book = self._books.get(project_id)
        return [self.price_one(book, observation) for observation in observations]

    def price_one(self, book: PriceBook, observation: Observation) -> CostResult:
        """Price by a given book, which need not be the stored one (previews)."""
        if not observation.model and not observation.usage and not observation.provided_cost and not book.corrections:
            return _NOTHING
        if book.corrections:
            correction = book.corrections.get((observation.trace_id, observation.id))
            if correction is not None:
                return _corrected(observation, correction)
        return self._price(book, observation)

    def price_usage_as(
        self, book: PriceBook, model: PricedModel, version: PriceVersion, usage: Mapping[str, float]
    ) -> Decimal | None:
        """What this usage costs by the default tier of a model, whatever its name; null when there is no rate or price."""
        rate = book.rates.get(version.currency)
        default = [tier for tier in CompiledVersion(version, model, rate).tiers if tier.tier.is_default]
        if rate is None or not default:
            return None
        return compute_cost(default[0], usage, {}).total

    def _price(self, book: PriceBook, observation: Observation) -> CostResult:
        usage, provided, estimated = observation.usage, observation.provided_cost, False
        if not observation.model:
            return _unpriced(observation, "provided" if provided else ("no_model" if usage else "no_usage"))
        found = book.find(observation.model, read_provider(observation.metadata))
        version = book.version_at(found, observation.start_time_us)
        if version is None:
            outcome = "no_valid_price" if found.versions else ("ambiguous" if found.candidates else "no_match")
            return _unpriced(observation, outcome, note=", ".join(found.candidates[:5]))
        if not usage and not provided and book.estimate_missing_usage:
            counted = self._estimate(observation, version)
            if counted is not None:
                usage, estimated = counted, True
        if not usage:
            return _unpriced(observation, "no_usage", model_id=version.model.id)
        if version.rate is None:
            return _unpriced(observation, "no_rate", model_id=version.model.id, currency=version.version.currency)
        tier = version.tier_for(
            Call(usage, observation.usage_units, observation.start_time_us, observation.model_parameters, observation.metadata)
        )
        return _priced(tier, usage, provided, version, estimated=estimated)

    def _estimate(self, observation: Observation, version: CompiledVersion) -> dict[str, float] | None:
        if observation.type not in _ESTIMATED_TYPES or observation.level == "ERROR":
            return None
        return self._count_tokens(observation, version)


def _priced(
    tier: CompiledTier | None,
    usage: dict[str, float],
    provided: Mapping[str, Decimal],
    version: CompiledVersion,
    *,
    estimated: bool,
) -> CostResult:
    cost = compute_cost(tier, usage, provided)
    return CostResult(
        usage=usage,
        usage_estimated=estimated,
        cost=cost.by_key,
        total_cost=cost.total,
        model_id=version.model.id,
        pricing_tier_id=tier.tier.id if tier else "",
        pricing_tier_name=tier.tier.name if tier else "",
        explanation=explain_priced(tier, tuple(usage), tuple(provided)) if tier else "",
    )


def _unpriced(
    observation: Observation, outcome: Outcome, *, model_id: str = "", note: str = "", currency: str = "USD"
) -> CostResult:
    """Nothing computed; what was sent stands."""
    cost = compute_cost(None, observation.usage, observation.provided_cost)
    sent = sorted(observation.provided_cost)
    explanation = Explanation(outcome=outcome, model_name=observation.model, note=note, sent=sent, currency=currency)
    return CostResult(
        usage=observation.usage,
        cost=cost.by_key,
        total_cost=cost.total,
        model_id=model_id,
        explanation=encode(explanation) if observation.model or observation.usage or sent else "",
    )


def _corrected(observation: Observation, correction: Correction) -> CostResult:
    cost = compute_cost(None, observation.usage, correction.cost)
    explanation = Explanation(
        outcome="corrected", model_name=observation.model, note=correction.note, sent=sorted(observation.provided_cost)
    )
    return CostResult(usage=observation.usage, cost=cost.by_key, total_cost=cost.total, explanation=encode(explanation))
