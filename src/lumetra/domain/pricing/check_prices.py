"""Whether a model's prices can be used: tiers that decide every call, periods that do not overlap, patterns that compile."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from lumetra.domain.errors import Refusal
from lumetra.domain.pricing.conditions import PatternError, compile_pattern
from lumetra.domain.pricing.price_book import AttributeCondition, PricedModel, PriceTier, PriceVersion, UsageCondition

MAXIMUM_PRICE: Final = Decimal(10) ** 6
MAXIMUM_CONDITION_PATTERN: Final = 200
_CURRENCY: Final = re.compile(r"[A-Z]{3}")

Path = tuple[str | int, ...]
Issue = dict[str, Any]


class InvalidPrices(Refusal):
    """The prices contradict themselves or cannot be computed with. `detail` lists every issue with its path."""

    code = "invalid_prices"


def check_model(model: PricedModel) -> None:
    """Raise InvalidPrices that names everything that is wrong (wire contract 2.10 for tiers; ours for periods)."""
    issues = list(_model_issues(model))
    if issues:
        raise InvalidPrices(issues[0]["message"], detail=issues)


def _model_issues(model: PricedModel) -> Iterator[Issue]:
    if not model.name.strip():
        yield _issue(("name",), "The model needs a name.")
    if not model.match_pattern:
        yield _issue(("match_pattern",), "The match pattern is empty: it would match every model.")
    else:
        yield from _pattern_issues(model.match_pattern, ("match_pattern",))
    if not model.versions:
        yield _issue(("versions",), "The model needs at least one price version.")
    for index, version in enumerate(model.versions):
        yield from _version_issues(version, ("versions", index))
    yield from _overlaps(model.versions)


def _version_issues(version: PriceVersion, path: Path) -> Iterator[Issue]:
    if not _CURRENCY.fullmatch(version.currency):
        yield _issue((*path, "currency"), f"“{version.currency}” is not a currency code of three capital letters.")
    if None not in (version.valid_from_us, version.valid_to_us) and version.valid_to_us <= version.valid_from_us:  # type: ignore[operator]  # both set
        yield _issue((*path, "valid_to"), "The period ends before it begins.")
    tiers = version.tiers
    defaults = [tier for tier in tiers if tier.is_default]
    if len(defaults) != 1:
        found = "none" if not defaults else ", ".join(f"“{tier.name}”" for tier in defaults)
        yield _issue(
            (*path, "tiers"), f"Exactly one tier must be the default; found {found}. Without it some calls have no price."
        )
    yield from _repeated([tier.name for tier in tiers], "name", path)
    yield from _repeated([tier.priority for tier in tiers], "priority", path)
    for index, tier in enumerate(tiers):
        yield from _tier_issues(tier, (*path, "tiers", index))
    if defaults:
        yield from _uncovered(tiers, defaults[0], path)


def _tier_issues(tier: PriceTier, path: Path) -> Iterator[Issue]:
    label = f"Tier “{tier.name}”"
    if not 1 <= len(tier.name) <= 100:
        yield _issue((*path, "name"), f"{label}: a name has 1 to 100 characters.")
    if not 0 <= tier.priority <= 999:
        yield _issue((*path, "priority"), f"{label}: priority {tier.priority} is not between 0 and 999.")
    if tier.is_default and (tier.priority != 0 or tier.conditions):
        yield _issue((*path, "isDefault"), f"{label} is the default: it must have priority 0 and no conditions.")
    if not tier.is_default and not tier.conditions:
        yield _issue((*path, "conditions"), f"{label} needs at least one condition; only the default tier has none.")
    if not tier.prices and tier.request_fee is None:
        yield _issue((*path, "prices"), f"{label} has no price.")
    for key, price in [*tier.prices.items(), ("request_fee", tier.request_fee or Decimal(0))]:
        problem = _price_problem(price)
        if problem or not key or len(key) > 200:
            yield _issue((*path, "prices", key), f"{label}: the price of “{key}” {problem or 'has an unusable key'}.")
    for index, condition in enumerate(tier.conditions):
        where = (*path, "conditions", index)
        if isinstance(condition, UsageCondition):
            if len(condition.pattern) > MAXIMUM_CONDITION_PATTERN:
                yield _issue(where, f"{label}: a usage pattern has at most {MAXIMUM_CONDITION_PATTERN} characters.")
            yield from _pattern_issues(condition.pattern, where)
            if not condition.value.is_finite():
                yield _issue(where, f"{label}: a condition compares with a finite number.")
        elif isinstance(condition, AttributeCondition) and not (condition.key and condition.values):
            yield _issue(where, f"{label}: an attribute condition needs a key and at least one value.")


def _uncovered(tiers: Sequence[PriceTier], default: PriceTier, path: Path) -> Iterator[Issue]:
    """All tiers must price the same keys, else a call's bill would lose lines when it changes tier."""
    for index, tier in enumerate(tiers):
        missing = sorted(default.prices.keys() - tier.prices.keys())
        extra = sorted(tier.prices.keys() - default.prices.keys())
        if missing or extra:
            said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)} beyond it"] * bool(extra)
            yield _issue(
                (*path, "tiers", index, "prices"),
                f"All tiers must price the same usage keys: tier “{tier.name}” {' and '.join(said)}, compared with “{default.name}”.",
            )


def _overlaps(versions: Sequence[PriceVersion]) -> Iterator[Issue]:
    ordered = sorted(enumerate(versions), key=lambda pair: _start(pair[1]))
    for (_, earlier), (index, later) in itertools.pairwise(ordered):
        if earlier.valid_to_us is None or earlier.valid_to_us > _start(later):
            yield _issue(
                ("versions", index), f"The periods {_period(earlier)} and {_period(later)} overlap: a call would have two prices."
            )


def _start(version: PriceVersion) -> int:
    return version.valid_from_us if version.valid_from_us is not None else -(1 << 62)


def _period(version: PriceVersion) -> str:
    return f"“{_day(version.valid_from_us, 'always')} – {_day(version.valid_to_us, 'open')}”"


def _day(moment_us: int | None, otherwise: str) -> str:
    if moment_us is None:
        return otherwise
    return datetime.fromtimestamp(moment_us / 1_000_000, tz=UTC).strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")


def _price_problem(price: Decimal) -> str:
    if not price.is_finite():
        return "is not a finite number"
    if price < 0:
        return "is negative"
    if price >= MAXIMUM_PRICE:
        return "is absurdly large: prices are per single unit"
    exponent = price.normalize().as_tuple().exponent
    return "has more than 18 decimal places" if isinstance(exponent, int) and exponent < -18 else ""


def _pattern_issues(pattern: str, path: Path) -> Iterator[Issue]:
    try:
        compile_pattern(pattern)
    except PatternError as error:
        yield _issue(path, f"“{pattern[:100]}” is not a usable regular expression (RE2): {error}.")


def _repeated(values: Sequence[str | int], what: str, path: Path) -> Iterator[Issue]:
    for value in sorted({str(value) for value in values if values.count(value) > 1}):
        yield _issue((*path, "tiers"), f"Two tiers have the same {what}: {value}.")


def _issue(path: Path, message: str) -> Issue:
    return {"code": "custom", "path": list(path), "message": message}
