"""Compiled prices: conditions ready to be evaluated, and per set of usage keys the price of each, worked out once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
import re2

from lumetra.domain.pricing.buckets import PARENTS, canonical
from lumetra.domain.pricing.price_book import (
    AnyOf,
    AttributeCondition,
    Condition,
    PricedModel,
    PriceTier,
    PriceVersion,
    TimeOfDayCondition,
    UsageCondition,
)

MAXIMUM_PATTERN_LENGTH: Final = 1000
STORED_DECIMALS: Final = 18
_MAXIMUM_REMEMBERED: Final = 512
ATTRIBUTES: Final = "attributes"
"""The metadata key under which decoding keeps the span attributes that became no field; conditions look in there too."""
_DAY_US: Final = 86_400_000_000
_OPERATORS: Final[dict[str, Callable[[float, float], bool]]] = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le, "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip


class PatternError(ValueError):
    """A pattern that the linear-time engine does not accept; the message says why."""


def compile_pattern(pattern: str, *, case_sensitive: bool = True) -> Callable[[str], object]:
    """An unanchored search in time linear in the text, whatever the pattern (RE2). Raises PatternError."""
    if len(pattern) > MAXIMUM_PATTERN_LENGTH:
        raise PatternError(f"longer than {MAXIMUM_PATTERN_LENGTH} characters")
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options).search
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise PatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from error


class Call(msgspec.Struct):
    """What conditions may look at: one observation's usage, its parameters and metadata (JSON text), and when it began."""

    usage: Mapping[str, float]
    units: Mapping[str, str]
    start_time_us: int
    model_parameters: str = ""
    metadata: Mapping[str, str] = {}


class Plan(msgspec.Struct, frozen=True):
    """For one set of usage keys: (key, price per unit, price key it is charged as), and the keys nothing prices.

    `is_long` says that a price has more decimals than are stored (a third of a cent an hour), so that costs must be rounded.
    """

    lines: tuple[tuple[str, Decimal, str], ...]
    unpriced: tuple[str, ...]
    is_long: bool = False


class CompiledTier:
    """A tier with its conditions compiled. Thread-safe: what it remembers is only ever replaced whole."""

    def __init__(self, tier: PriceTier, version: CompiledVersion, rate: Decimal) -> None:
        self.tier = tier
        self.version = version
        self.rate = rate
        self.prices = {key: price * rate for key, price in tier.prices.items()}
        self.request_fee = None if tier.request_fee is None else tier.request_fee * rate
        self._by_bucket = {canonical(key): (key, price) for key, price in self.prices.items()}
        self._tests = [_compile(condition) for condition in tier.conditions]
        self._plans: dict[tuple[str, ...], Plan] = {}
        self.explanations: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def holds(self, call: Call) -> bool:
        """True when every condition does."""
        return all(test(call) for test in self._tests)

    def plan(self, keys: tuple[str, ...]) -> Plan:
        """The price of each usage key: its own, else that of the same bucket, else of the nearest bucket it is part of.

        A tier that prices `total` prices nothing else (contract 5.3).
        """
        plan = self._plans.get(keys)
        if plan is None:
            if len(self._plans) >= _MAXIMUM_REMEMBERED:
                self._plans = {}
                self.explanations = {}
            plan = self._plans[keys] = self._make_plan(keys)
        return plan

    def _make_plan(self, keys: tuple[str, ...]) -> Plan:
        if "total" in self.prices and "total" in keys:
            return Plan((("total", self.prices["total"], "total"),), ())
        lines: list[tuple[str, Decimal, str]] = []
        unpriced: list[str] = []
        for key in keys:
            if key == "total":
                continue
            found = self._price_of(key)
            if found is None:
                unpriced.append(key)
            else:
                lines.append((key, found[1], found[0]))
        return Plan(tuple(lines), tuple(unpriced), any(_decimals(price) > STORED_DECIMALS for _, price, _ in lines))

    def _price_of(self, key: str) -> tuple[str, Decimal] | None:
        if key in self.prices:
            return key, self.prices[key]
        bucket = canonical(key)
        for name in (bucket, *PARENTS.get(bucket, ())):
            if name in self._by_bucket:
                return self._by_bucket[name]
        return None


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


class CompiledVersion:
    """A version in force from `valid_from_us` until before `valid_to_us`, its tiers in the order in which they are tried."""

    def __init__(self, version: PriceVersion, model: PricedModel, rate: Decimal | None) -> None:
        self.version = version
        self.model = model
        self.rate = rate
        self.valid_from_us = version.valid_from_us if version.valid_from_us is not None else -(1 << 62)
        self.valid_to_us = version.valid_to_us if version.valid_to_us is not None else 1 << 62
        ordered = sorted(version.tiers, key=lambda tier: (tier.is_default, tier.priority, tier.id))
        self.tiers = [CompiledTier(tier, self, rate or Decimal(1)) for tier in ordered]
        attributes = [part for tier in ordered for condition in tier.conditions for part in _attributes(condition)]
        self._metadata_keys = {part.key for part in attributes if part.source == "metadata"}
        self._quoted_metadata_keys = {_quote(key) for key in self._metadata_keys}
        self._parameter_keys = {_quote(part.key) for part in attributes if part.source == "model_parameters"}
        self._tiers_without_attributes = [
            compiled
            for compiled, tier in zip(self.tiers, ordered, strict=True)
            if not any(_attributes(condition) for condition in tier.conditions)
        ]

    def tier_for(self, call: Call) -> CompiledTier | None:
        """The first tier whose conditions hold, the default tier last (contract 5.3)."""
        for tier in self.tiers if self._has_attribute(call) else self._tiers_without_attributes:
            if tier.tier.is_default or tier.holds(call):
                return tier
        return None

    def _has_attribute(self, call: Call) -> bool:
        """Whether any attribute that any tier asks for is there at all: for most calls none is, and tiers need not be tried."""
        if call.metadata and self._metadata_keys:
            if not self._metadata_keys.isdisjoint(call.metadata):
                return True
            attributes = call.metadata.get(ATTRIBUTES)
            if attributes is not None and any(key in attributes for key in self._quoted_metadata_keys):
                return True
        text = call.model_parameters
        return bool(text) and any(key in text for key in self._parameter_keys)


def _attributes(condition: Condition) -> tuple[AttributeCondition, ...]:
    if isinstance(condition, AttributeCondition):
        return (condition,)
    return condition.conditions if isinstance(condition, AnyOf) else ()


def _quote(key: str) -> str:
    return msgspec.json.encode(key).decode()


def _compile(condition: Condition) -> Callable[[Call], bool]:
    if isinstance(condition, UsageCondition):
        return _compile_usage(condition)
    if isinstance(condition, TimeOfDayCondition):
        start, end = condition.start_s * 1_000_000, condition.end_s * 1_000_000
        if end < start:
            return lambda call: not end <= call.start_time_us % _DAY_US < start
        return lambda call: start <= call.start_time_us % _DAY_US < end
    if isinstance(condition, AnyOf):
        tests = [_compile_attribute(part) for part in condition.conditions]
        return lambda call: any(test(call) for test in tests)
    return _compile_attribute(condition)


def _compile_usage(condition: UsageCondition) -> Callable[[Call], bool]:
    search = compile_pattern(condition.pattern, case_sensitive=condition.case_sensitive)
    compare = _OPERATORS[condition.operator]
    bound = float(condition.value)
    counts_total = condition.pattern.strip("^$") == "total"
    matches: dict[str, bool] = {}

    def counts(key: str, units: Mapping[str, str]) -> bool:
        if condition.tokens_only and units.get(key, "tokens") != "tokens":
            return False
        known = matches.get(key)
        if known is None:
            if len(matches) >= _MAXIMUM_REMEMBERED:
                matches.clear()
            known = matches[key] = (key != "total" or counts_total) and search(key) is not None
        return known

    def test(call: Call) -> bool:
        return compare(sum(value for key, value in call.usage.items() if counts(key, call.units)), bound)

    return test


def _compile_attribute(condition: AttributeCondition) -> Callable[[Call], bool]:
    key, values, quoted = condition.key, frozenset(condition.values), _quote(condition.key)

    def is_wanted(value: object) -> bool:
        return isinstance(value, str) and value in values

    def from_metadata(call: Call) -> bool:
        text = call.metadata.get(key)
        if text is not None:
            return is_wanted(_decode(text))
        attributes = call.metadata.get(ATTRIBUTES)
        return attributes is not None and quoted in attributes and is_wanted(_member(attributes, key))

    def from_parameters(call: Call) -> bool:
        # Most calls end at the first test, without parsing.
        return quoted in call.model_parameters and is_wanted(_member(call.model_parameters, key))

    return from_metadata if condition.source == "metadata" else from_parameters


def _member(text: str, key: str) -> Any:
    found = _decode(text)
    return found.get(key) if isinstance(found, dict) else None


def _decode(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return text
