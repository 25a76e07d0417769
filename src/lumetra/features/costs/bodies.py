"""The shapes of `/api/v1` around prices. Prices and exact amounts are decimal text; sums for charts are numbers in US dollars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from lumetra.domain.pricing import price_book as book
from lumetra.domain.pricing.explain import plain
from lumetra.features.costs.list_models import ListedModel
from lumetra.features.costs.times import from_us, to_us

Exact = Annotated[
    Decimal,
    BeforeValidator(lambda value: Decimal(repr(value)) if isinstance(value, float) else value),
    PlainSerializer(plain, return_type=str),
]
"""A decimal number; a JSON number or text when it comes in, text when it goes out, so that no digit is lost."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UsageCondition(_Body):
    """The sum of the usage keys that match `pattern` (RE2) compares as said with `value`."""

    type: Literal["usage"] = "usage"
    pattern: str = Field(max_length=200)
    operator: Literal["gt", "gte", "lt", "lte", "eq", "neq"]
    value: Exact
    case_sensitive: bool = False
    tokens_only: bool = False


class AttributeCondition(_Body):
    """A top-level string of the model parameters or metadata is one of `values`."""

    type: Literal["attribute"] = "attribute"
    source: Literal["model_parameters", "metadata"]
    key: str = Field(min_length=1, max_length=200)
    values: list[str] = Field(min_length=1, max_length=100)


class TimeOfDayCondition(_Body):
    """From `start_s` until before `end_s`, seconds after midnight UTC."""

    type: Literal["time_of_day"] = "time_of_day"
    start_s: int = Field(ge=0, lt=86_400)
    end_s: int = Field(ge=0, lt=86_400)


class AnyOf(_Body):
    """One of these attribute conditions holds."""

    type: Literal["any_of"] = "any_of"
    conditions: list[AttributeCondition] = Field(min_length=1, max_length=20)


Condition = Annotated[UsageCondition | AttributeCondition | TimeOfDayCondition | AnyOf, Field(discriminator="type")]


class PriceTier(_Body):
    """Prices per single unit, and the conditions under which they hold."""

    id: str = ""
    name: str
    priority: int = 0
    is_default: bool = False
    conditions: list[Condition] = []
    prices: dict[str, Exact]
    request_fee: Exact | None = None


class PriceVersion(_Body):
    """Prices in one period; null ends are open."""

    id: str = ""
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    currency: str = "USD"
    units: dict[str, str] = {}
    tiers: list[PriceTier] = Field(min_length=1, max_length=100)


class ModelBody(_Body):
    """A model as it is created or replaced, whole."""

    name: str = Field(min_length=1, max_length=200)
    match_pattern: str = Field(min_length=1, max_length=1000, description="RE2, searched unanchored in the sent model name.")
    tokenizer_id: Literal["openai", "claude"] | None = None
    tokenizer_config: dict[str, str | int] | None = None
    versions: list[PriceVersion] = Field(min_length=1, max_length=200)


class Model(BaseModel):
    """A model of the price book. `last_used_at` and the sums after it look back 30 days."""

    id: str
    name: str
    origin: Literal["project", "builtin"]
    provider: str
    match_pattern: str
    tokenizer_id: str | None
    tokenizer_config: dict[str, str | int] | None
    copied_from: str
    switched_off: bool
    created_by: str
    created_at: datetime | None
    updated_at: datetime | None
    last_used_at: datetime | None = None
    observations: int = 0
    cost_usd: float = 0.0
    current_version_id: str
    versions: list[PriceVersion]


class ModelList(BaseModel):
    """One page of models by name."""

    data: list[Model]
    next_cursor: str | None


def to_model(listed: ListedModel, used: dict[str, object] | None = None) -> Model:
    """The answer for one model."""
    model = listed.model
    last_us = used["last_used_us"] if used else None
    return Model(
        id=model.id,
        name=listed.wire_name,
        origin=model.origin,
        provider=model.provider,
        match_pattern=model.match_pattern,
        tokenizer_id=model.tokenizer or None,
        tokenizer_config=dict(model.tokenizer_config) or None,
        copied_from=listed.copied_from,
        switched_off=listed.switched_off,
        created_by=listed.created_by,
        created_at=listed.created_at,
        updated_at=listed.updated_at,
        last_used_at=from_us(last_us) if isinstance(last_us, int) else None,
        observations=int(str(used["observations"])) if used else 0,
        cost_usd=float(str(used["cost_usd"] or 0)) if used else 0.0,
        current_version_id=listed.current.id,
        versions=[to_version(version) for version in model.versions],
    )


def to_version(version: book.PriceVersion) -> PriceVersion:
    """The answer for one price version."""
    return PriceVersion(
        id=version.id,
        valid_from=from_us(version.valid_from_us),
        valid_to=from_us(version.valid_to_us),
        currency=version.currency,
        units=version.units,
        tiers=[to_tier(tier) for tier in version.tiers],
    )


def to_tier(tier: book.PriceTier) -> PriceTier:
    """The answer for one tier."""
    return PriceTier.model_validate(
        {
            "id": tier.id,
            "name": tier.name,
            "priority": tier.priority,
            "is_default": tier.is_default,
            "conditions": msgspec.to_builtins(tier.conditions),
            "prices": tier.prices,
            "request_fee": tier.request_fee,
        }
    )


def to_priced_model(body: ModelBody) -> book.PricedModel:
    """What was asked for, in the domain's terms; ids are given anew when it is stored."""
    return book.PricedModel(
        id="",
        name=body.name,
        match_pattern=body.match_pattern,
        origin="project",
        tokenizer=body.tokenizer_id or "",
        tokenizer_config=body.tokenizer_config or {},
        versions=tuple(
            book.PriceVersion(
                id="",
                valid_from_us=to_us(version.valid_from),
                valid_to_us=to_us(version.valid_to),
                currency=version.currency,
                units=version.units,
                tiers=tuple(_to_domain_tier(tier) for tier in version.tiers),
            )
            for version in body.versions
        ),
    )


def _to_domain_tier(tier: PriceTier) -> book.PriceTier:
    return book.PriceTier(
        id="",
        name=tier.name,
        priority=tier.priority,
        is_default=tier.is_default,
        conditions=to_conditions(tier.conditions),
        prices=dict(tier.prices),
        request_fee=tier.request_fee,
    )


def to_conditions(conditions: Sequence[Condition]) -> tuple[book.Condition, ...]:
    """Conditions in the domain's terms."""
    plain_values = [condition.model_dump(mode="json") for condition in conditions]
    return msgspec.convert(plain_values, tuple[book.Condition, ...], strict=False)
