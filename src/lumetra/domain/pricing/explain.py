"""Why an observation costs what it costs: stored as a short fact sheet beside the cost, rendered in words when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from lumetra.domain.pricing.buckets import REQUEST_FEE
from lumetra.domain.pricing.conditions import CompiledTier
from lumetra.domain.pricing.price_book import SINCE_EVER
from lumetra.domain.usage.units import unit_of_key

Outcome = Literal[
    "priced", "provided", "corrected", "no_model", "no_match", "ambiguous", "no_valid_price", "no_rate", "no_usage", "no_price"
]


class Explanation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The facts behind a cost. Prices are per single unit in `currency`; costs are in USD (`rate` = USD per unit of currency).

    `charged_as` maps a usage key to the price key that priced it where the two differ. `sent` are the keys whose cost came
    with the data. `unpriced` are usage keys that no price covers. `since` is ISO-8601 in UTC,
    empty when nobody knows since when.
    """

    outcome: Outcome
    model_name: str = ""
    origin: str = ""
    provider: str = ""
    version_id: str = ""
    since: str = ""
    tier: str = ""
    currency: str = "USD"
    rate: str = "1"
    prices: dict[str, str] = {}
    charged_as: dict[str, str] = {}
    sent: list[str] = []
    unpriced: list[str] = []
    note: str = ""


class CostLine(msgspec.Struct, kw_only=True):
    """One line of the bill. `quantity` and `price_per_unit` are null where the cost was sent or is a flat fee."""

    key: str
    text: str
    cost: Decimal
    source: Literal["computed", "provided", "corrected"]
    quantity: float | None = None
    unit: str = ""
    price_per_unit: Decimal | None = None


def encode(explanation: Explanation) -> str:
    """As it is stored."""
    return msgspec.json.encode(explanation).decode()


def decode(text: str) -> Explanation | None:
    """Back from storage; null when there is none or it is not ours."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=Explanation)
    except (msgspec.DecodeError, UnicodeError):
        return None


def explain_priced(tier: CompiledTier, keys: tuple[str, ...], provided: tuple[str, ...]) -> str:
    """The stored explanation of a priced call. It does not depend on quantities, so one text serves all calls alike."""
    known = tier.explanations.get((keys, provided))
    if known is not None:
        return known
    plan = tier.plan(keys)
    version, model = tier.version, tier.version.model
    priced = [(key, charged) for key, _, charged in plan.lines if key not in provided]
    prices = {key: plain(tier.tier.prices[charged]) for key, charged in priced}
    if tier.tier.request_fee is not None and REQUEST_FEE not in provided:
        prices[REQUEST_FEE] = plain(tier.tier.request_fee)
    explanation = Explanation(
        outcome="priced" if prices else ("provided" if provided else "no_price"),
        model_name=model.name,
        origin=model.origin,
        provider=model.provider,
        version_id=version.version.id,
        since=_date(version.version.valid_from_us if tier.tier.since_us is None else tier.tier.since_us),
        tier=tier.tier.name,
        currency=version.version.currency,
        rate=plain(tier.rate),
        prices=prices,
        charged_as={key: charged for key, charged in priced if key != charged},
        sent=sorted(provided),
        unpriced=[key for key in plan.unpriced if key not in provided],
    )
    text = tier.explanations[(keys, provided)] = encode(explanation)
    return text


def bill(
    explanation: Explanation | None, usage: Mapping[str, float], units: Mapping[str, str], cost: Mapping[str, Decimal]
) -> list[CostLine]:
    """The lines of one observation's cost, in the order of its cost keys, `total` left out unless it is the only one."""
    lines: list[CostLine] = []
    for key, amount in cost.items():
        if key == "total" and len(cost) > 1:
            continue
        price = explanation.prices.get(key) if explanation else None
        if explanation is None or price is None:
            source = "corrected" if explanation and explanation.outcome == "corrected" else "provided"
            said = "was corrected by hand" if source == "corrected" else "was sent with the data"
            lines.append(CostLine(key=key, text=f"the {_words(key)} cost {said}", cost=amount, source=source))
            continue
        per_unit = Decimal(price)
        if key == REQUEST_FEE:
            text = f"{_money(per_unit, explanation.currency)} per request {_origin(explanation)}"
            lines.append(CostLine(key=key, text=text, cost=amount, source="computed"))
            continue
        quantity, unit = usage.get(key, 0.0), units.get(key) or unit_of_key(key)
        lines.append(
            CostLine(
                key=key,
                text=_line_text(explanation, key, quantity, unit, per_unit),
                cost=amount,
                source="computed",
                quantity=quantity,
                unit=unit,
                price_per_unit=per_unit,
            )
        )
    return lines


def reason(explanation: Explanation) -> str:
    """One sentence on why there is no computed cost; empty when there is one."""
    model = f"“{explanation.model_name}”" if explanation.model_name else "the model"
    return {
        "priced": "",
        "provided": "The cost was sent with the data.",
        "corrected": f"The cost was corrected by hand. {explanation.note}".strip(),
        "no_model": "No model name was sent, so no price could be looked up.",
        "no_match": f"No model of the price book matches {model}.",
        "ambiguous": f"Several providers sell {model} at different prices ({explanation.note}); send the provider's name.",
        "no_valid_price": f"{model} has prices, but none that was valid when the call began.",
        "no_rate": f"{model} is priced in {explanation.currency}, and the project has no exchange rate for it.",
        "no_usage": "No usage was sent and none could be counted.",
        "no_price": f"{model} has no price for {', '.join(explanation.unpriced) or 'this usage'}.",
    }[explanation.outcome]


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 0.0000025."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _line_text(explanation: Explanation, key: str, quantity: float, unit: str, per_unit: Decimal) -> str:
    scale = Decimal(1_000_000) if unit in ("tokens", "characters") else Decimal(1)
    per = " / 1M" if scale > 1 else f" / {unit.removesuffix('s')}"
    charged = explanation.charged_as.get(key)
    note = f", charged as {_words(charged)}" if charged else ""
    rate = f" × {explanation.rate} USD/{explanation.currency}" if explanation.currency != "USD" else ""
    price = _money(per_unit * scale, explanation.currency)
    return f"{_count(quantity)} {_quantity_words(key, unit)} × {price}{per}{rate} {_origin(explanation, note)}"


def _origin(explanation: Explanation, note: str = "") -> str:
    since = f", since {explanation.since}" if explanation.since else ""
    tier = explanation.tier if "tier" in explanation.tier.lower() else f"{explanation.tier} tier"
    return f"({explanation.model_name}, {tier}{since}{note})"


def _quantity_words(key: str, unit: str) -> str:
    """`input` + tokens → “input tokens”; a key that already ends with its unit is not said twice."""
    words = _words(key)
    return words if words.endswith(unit) else f"{words} {unit}"


def _words(key: str) -> str:
    return key.replace("_", " ")


def _count(quantity: float) -> str:
    return f"{int(quantity):,}".replace(",", " ") if quantity.is_integer() else repr(quantity)


def _money(amount: Decimal, currency: str) -> str:
    text = plain(amount)
    whole, _, fraction = text.partition(".")
    text = f"{whole}.{fraction.ljust(2, '0')}"
    return f"${text}" if currency == "USD" else f"{text} {currency}"


def _date(moment_us: int | None) -> str:
    if moment_us is None or moment_us <= SINCE_EVER:
        return ""
    moment = datetime.fromtimestamp(moment_us / 1_000_000, tz=UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return text.removesuffix("T00:00:00Z")
