"""Cost arithmetic: usage × price per key with Decimal, what was sent winning key by key."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Final, NamedTuple

from lumetra.domain.pricing.buckets import REQUEST_FEE
from lumetra.domain.pricing.conditions import STORED_DECIMALS, CompiledTier

# 50 digits hold any product of a quantity (≤ 10^12) and a price (18 decimals) exactly.
_CONTEXT: Final = Context(prec=50)
_STORED: Final = Decimal(1).scaleb(-STORED_DECIMALS)


class Cost(NamedTuple):
    """`by_key` holds the cost of each usage key, of the request fee, and `total`; `total` is null when nothing is known."""

    by_key: dict[str, Decimal]
    total: Decimal | None


def compute_cost(tier: CompiledTier | None, usage: Mapping[str, float], provided: Mapping[str, Decimal]) -> Cost:
    """The cost of one call in the book's currency.

    A sent key replaces that key's computed cost only. The total is the sent total, else the price of `total` where a tier
    prices that, else the sum of all keys. A zero is a cost like any other. Exact; stored values carry at most 18 decimals.
    """
    by_key: dict[str, Decimal] = {}
    if tier is not None and usage:
        plan = tier.plan(tuple(usage))
        for key, price, _ in plan.lines:
            if key not in provided:
                by_key[key] = _times(usage[key], price, is_long=plan.is_long)
        if tier.request_fee is not None and REQUEST_FEE not in provided:
            by_key[REQUEST_FEE] = tier.request_fee
    if provided:
        by_key.update(provided)
    if not by_key:
        return Cost(by_key, None)
    total = by_key.get("total")
    if total is None:
        total = _ZERO
        for amount in by_key.values():
            total = _CONTEXT.add(total, amount)
        by_key["total"] = total
    return Cost(by_key, total)


_ZERO: Final = Decimal(0)


def _times(quantity: float, price: Decimal, *, is_long: bool) -> Decimal:
    if not is_long and float(quantity).is_integer():
        return _CONTEXT.multiply(Decimal(int(quantity)), price)
    amount = _CONTEXT.multiply(Decimal(repr(quantity)), price)
    return amount.quantize(_STORED, context=_CONTEXT)
