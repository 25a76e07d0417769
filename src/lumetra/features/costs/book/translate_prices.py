"""One model of `genai-prices` in our terms: its dated, conditional and tiered prices as versions with tiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

import msgspec
from genai_prices import types as genai
from genai_prices.data_units import unit_data

from lumetra.domain.pricing.buckets import REQUEST_FEE
from lumetra.domain.pricing.price_book import (
    SINCE_EVER,
    AnyOf,
    AttributeCondition,
    Condition,
    PricedModel,
    PriceTier,
    PriceVersion,
    TimeOfDayCondition,
    UsageCondition,
)

_KEYS: Final = {
    "input_tokens": "input", "output_tokens": "output",
    "cache_read_tokens": "input_cached_tokens", "cache_write_tokens": "input_cache_creation",
    "cache_write_5m_tokens": "input_cache_creation_5m", "cache_write_1h_tokens": "input_cache_creation_1h",
    "cache_audio_read_tokens": "input_cached_audio_tokens", "cache_image_read_tokens": "input_cached_image_tokens",
    "cache_video_read_tokens": "input_cached_video_tokens", "input_tool_tokens": "input_tool_use_tokens",
    "audio_seconds": "input_audio_seconds", "input_document_pages": "pages",
    "input_annotated_document_pages": "annotated_pages", "rerank_searches": "search_requests",
    "web_searches": "web_search_requests", "social_searches": "social_search_requests",
    "storage_searches": "storage_search_requests", "code_executions": "code_execution_requests", "requests": REQUEST_FEE,
}  # fmt: skip
"""The package's usage keys whose name differs from ours."""

_UNITS: Final[dict[str, tuple[str, Decimal]]] = {
    unit["price_key"]: (_KEYS.get(key, key), Decimal(unit["per"])) for key, unit in unit_data.items()
}

_INPUT_TOKENS: Final = "^(input|prompt|cache)"
"""All buckets of the prompt, cached or not: providers' long-context rates look at the whole prompt."""

# Where traffic states the fact that a price variant depends on.
_SOURCES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "service_tier": (
        ("metadata", "openai.response.service_tier"), ("metadata", "gen_ai.openai.response.service_tier"),
        ("metadata", "service_tier"), ("model_parameters", "service_tier"),
    ),
    "processing": (("model_parameters", "processing"), ("metadata", "processing")),
    "speed": (("model_parameters", "speed"), ("metadata", "speed")),
}  # fmt: skip


def translate_model(model_id: str, provider_id: str, model: genai.ModelInfo) -> PricedModel:
    """Versions run from one start date of any of its prices to the next; the first is open to the past."""
    days = [None, *sorted(_start_dates(model))]
    versions = tuple(
        PriceVersion(
            id=f"{model_id}@{day.isoformat() if day else 'first'}",
            valid_from_us=_midnight_us(day),
            valid_to_us=_midnight_us(following),
            tiers=tuple(_tiers(f"{model_id}@{day.isoformat() if day else 'first'}", model, day)),
        )
        for day, following in zip(days, [*days[1:], None], strict=True)
    )
    return PricedModel(
        id=model_id,
        name=model.id,
        match_pattern=f"(?i){_pattern(model.match)}",
        origin="builtin",
        provider=provider_id,
        versions=tuple(_with_since(versions)),
        tokenizer="openai" if provider_id in ("openai", "azure") else "",
    )


def _with_since(versions: tuple[PriceVersion, ...]) -> Iterator[PriceVersion]:
    """A version begins when any price changes; a tier whose prices did not change keeps the date at which they began."""
    before: dict[str, PriceTier] = {}
    for version in versions:
        began = SINCE_EVER if version.valid_from_us is None else version.valid_from_us
        tiers: list[PriceTier] = []
        for tier in version.tiers:
            old = before.get(tier.name)
            same = old is not None and (old.prices, old.request_fee) == (tier.prices, tier.request_fee)
            tiers.append(msgspec.structs.replace(tier, since_us=old.since_us if old is not None and same else began))
        before = {tier.name: tier for tier in tiers}
        yield msgspec.structs.replace(version, tiers=tuple(tiers))


def _start_dates(model: genai.ModelInfo) -> set[date]:
    conditionals = model.prices if isinstance(model.prices, list) else []
    constraints = [item.constraint for item in (*conditionals, *(model.price_variants or ()))]
    return {item.start_date for item in constraints if isinstance(item, genai.StartDateConstraint)}


def _tiers(version_id: str, model: genai.ModelInfo, day: date | None) -> Iterator[PriceTier]:
    """Variants before the standard price, times of day before the rest of it, long prompts before short ones."""
    priority = 0
    for labels, conditions, price in _price_sets(model, day):
        for threshold in (*reversed(_thresholds(price)), None):
            names, held = list(labels), list(conditions)
            if threshold is not None:
                names.append(f"> {threshold // 1000}k input tokens")
                bound = Decimal(threshold)
                held.append(UsageCondition(pattern=_INPUT_TOKENS, operator="gt", value=bound, tokens_only=True))
            prices = dict(_prices(price, threshold))
            fee = prices.pop(REQUEST_FEE, None)
            default = not held
            priority = 0 if default else priority + 1
            name = ", ".join(names) or "default"
            yield PriceTier(
                id=f"{version_id}:{name}", name=name, priority=priority, is_default=default, conditions=tuple(held),
                prices=prices, request_fee=fee,
            )  # fmt: skip


def _price_sets(
    model: genai.ModelInfo, day: date | None
) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...], Mapping[str, Decimal | genai.TieredPrices]]]:
    standards = list(_standard_prices(model, day))
    for when in _variant_contexts(model, day):
        overrides = _overrides(model, day, when)
        if overrides:
            labels = tuple(when.values())
            held = tuple(_attribute(key, value) for key, value in when.items())
            for more_labels, more, price in standards:
                yield (*labels, *more_labels), (*held, *more), {**price, **overrides}
    yield from standards


def _standard_prices(
    model: genai.ModelInfo, day: date | None
) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...], Mapping[str, Decimal | genai.TieredPrices]]]:
    """Later prices win over earlier ones; one that holds at times of day only goes before the one it interrupts."""
    if isinstance(model.prices, genai.ModelPrice):
        yield (), (), _values(model.prices)
        return
    for item in reversed(model.prices):
        if isinstance(item.constraint, genai.TimeOfDateConstraint):
            start, end = item.constraint.start_time, item.constraint.end_time
            label = f"{start:%H:%M}–{end:%H:%M} UTC"
            yield (label,), (TimeOfDayCondition(start_s=_seconds(start), end_s=_seconds(end)),), _values(item.prices)
        elif _is_active(item.constraint, day):
            yield (), (), _values(item.prices)
            return
    yield (), (), _values(model.prices[0].prices)


def _variant_contexts(model: genai.ModelInfo, day: date | None) -> list[dict[str, str]]:
    contexts: list[dict[str, str]] = []
    for variant in model.price_variants or ():
        if variant.when not in contexts and _is_active(variant.constraint, day):
            contexts.append(variant.when)
    return contexts


def _overrides(model: genai.ModelInfo, day: date | None, when: dict[str, str]) -> dict[str, Decimal | genai.TieredPrices]:
    found: dict[str, Decimal | genai.TieredPrices] = {}
    for variant in model.price_variants or ():
        if variant.when == when and _is_active(variant.constraint, day):
            for key, value in _values(variant.prices).items():
                found.setdefault(key, value)
    return found


def _attribute(key: str, value: str) -> Condition:
    sources = _SOURCES.get(key, (("model_parameters", key), ("metadata", key)))
    conditions = [AttributeCondition(source=source, key=name, values=(value,)) for source, name in sources]  # type: ignore[arg-type]  # literals above
    if (key, value) == ("processing", "batch"):  # Anthropic and OpenAI say it as a service tier
        for source, name in _SOURCES["service_tier"]:
            conditions.append(AttributeCondition(source=source, key=name, values=("batch",)))  # type: ignore[arg-type]  # literals above
    return AnyOf(conditions=tuple(conditions))


def _is_active(constraint: object, day: date | None) -> bool:
    if constraint is None:
        return True
    return isinstance(constraint, genai.StartDateConstraint) and day is not None and constraint.start_date <= day


def _values(price: genai.ModelPrice) -> dict[str, Decimal | genai.TieredPrices]:
    return {key: value for key, value in vars(price).items() if value is not None and key in _UNITS}


def _thresholds(price: Mapping[str, Decimal | genai.TieredPrices]) -> list[int]:
    return sorted({tier.start for value in price.values() if isinstance(value, genai.TieredPrices) for tier in value.tiers})


def _prices(price: Mapping[str, Decimal | genai.TieredPrices], threshold: int | None) -> Iterator[tuple[str, Decimal]]:
    """Per single unit of ours. Above a threshold the rate of the highest tier reached holds for every token of the call."""
    for key, value in price.items():
        bucket, per = _UNITS[key]
        if isinstance(value, genai.TieredPrices):
            reached = [tier.price for tier in value.tiers if threshold is not None and tier.start <= threshold]
            yield bucket, _per_unit(reached[-1] if reached else value.base, per)
        else:
            yield bucket, _per_unit(value, per)


def _per_unit(price: Decimal, per: Decimal) -> Decimal:
    """At most 18 decimals, as prices are stored: a price an hour has endless ones a second."""
    amount = price / per
    return amount if amount == round(amount, 18) else round(amount, 18)


def _pattern(clause: object) -> str:
    """The match logic as one regular expression, for people to read; looking up uses the logic itself."""
    match clause:
        case genai.ClauseEquals():
            return f"^{re.escape(clause.equals)}$"
        case genai.ClauseStartsWith():
            return f"^{re.escape(clause.starts_with)}"
        case genai.ClauseEndsWith():
            return f"{re.escape(clause.ends_with)}$"
        case genai.ClauseContains():
            return re.escape(clause.contains)
        case genai.ClauseRegex():
            return clause.regex
        case genai.ClauseOr():
            return "|".join(_pattern(part) for part in clause.or_)
        case genai.ClauseAnd():
            return ".*".join(_pattern(part) for part in clause.and_)
        case _:
            return ""


def _seconds(moment: time) -> int:
    moment = moment if moment.tzinfo is None else datetime.combine(date(1970, 1, 2), moment).astimezone(UTC).timetz()
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _midnight_us(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000
