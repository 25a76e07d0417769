"""What a price is: models, validity, tiers, conditions. Plain data; prices are per single unit (one token, one second)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

import msgspec

SINCE_EVER: Final = -(1 << 62)
"""A `since_us` for prices whose beginning nobody knows."""

Operator = Literal["gt", "gte", "lt", "lte", "eq", "neq"]
Origin = Literal["project", "builtin"]


class UsageCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="usage"):
    """True when the sum of the usage keys that match `pattern` (RE2, unanchored) compares as said with `value`.

    `tokens_only` leaves buckets of other units out of the sum; `total` never counts unless the pattern names it alone.
    """

    pattern: str
    operator: Operator
    value: Decimal
    case_sensitive: bool = False
    tokens_only: bool = False


class AttributeCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="attribute"):
    """True when the top-level `key` of the model parameters or metadata is a string that is one of `values`."""

    source: Literal["model_parameters", "metadata"]
    key: str
    values: tuple[str, ...]


class TimeOfDayCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="time_of_day"):
    """True from `start_s` until before `end_s`, seconds after midnight UTC; an end before the start wraps over midnight."""

    start_s: int
    end_s: int


class AnyOf(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="any_of"):
    """True when one of the attribute conditions is: the same fact may stand in different places."""

    conditions: tuple[AttributeCondition, ...]


Condition = UsageCondition | AttributeCondition | TimeOfDayCondition | AnyOf


class PriceTier(msgspec.Struct, frozen=True, kw_only=True):
    """One set of prices. All conditions must hold; the default tier has none.

    `since_us` says since when these very prices hold where that is earlier than the version began (another tier changed then).
    """

    id: str
    name: str
    priority: int = 0
    is_default: bool = False
    conditions: tuple[Condition, ...] = ()
    prices: dict[str, Decimal]
    request_fee: Decimal | None = None
    since_us: int | None = None


class PriceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The prices of a model in one period: from `valid_from_us` (null: always) until before `valid_to_us` (null: still)."""

    id: str
    valid_from_us: int | None = None
    valid_to_us: int | None = None
    currency: str = "USD"
    units: dict[str, str] = {}
    tiers: tuple[PriceTier, ...]


class PricedModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model of the price book. Versions do not overlap. `match_pattern` is RE2, unanchored as in the wire contract 5.1."""

    id: str
    name: str
    match_pattern: str
    origin: Origin
    versions: tuple[PriceVersion, ...]
    provider: str = ""
    tokenizer: str = ""
    tokenizer_config: dict[str, str | int] = {}
