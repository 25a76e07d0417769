"""The Langfuse-compatible model API: `/api/public/models` (contract 2.10). A model there has one period, from its start date on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.pricing.check_prices import InvalidPrices
from lumetra.domain.pricing.price_book import (
    AnyOf,
    AttributeCondition,
    Condition,
    PricedModel,
    PriceTier,
    PriceVersion,
    UsageCondition,
)
from lumetra.features.costs.book.write_models import ModelDraft
from lumetra.features.costs.list_models import ListedModel, find_model, list_models
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.times import from_us, to_us
from lumetra.http.access import requires
from lumetra.http.paging import WireMeta, WirePage, wire_paging

P = Permission
_FLAT: Final = ("input", "output", "total")
_BUILTIN_CREATED: Final = datetime(2026, 10, 20, tzinfo=UTC)

Number = Annotated[Decimal, BeforeValidator(lambda value: Decimal(repr(value)) if isinstance(value, float) else value)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class UsageConditionForm(_Wire):
    """A condition on the sum of the usage keys that match a pattern."""

    usage_detail_pattern: str
    operator: Literal["gt", "gte", "lt", "lte", "eq", "neq"]
    value: Number
    case_sensitive: bool | None = None


class AttributeConditionForm(_Wire):
    """A condition on a top-level string of model parameters or metadata."""

    source: Literal["model_parameters", "metadata"]
    key: str
    operator: Literal["in"] | None = None
    values: list[str]


class TierForm(_Wire):
    """One pricing tier of a request."""

    name: str
    is_default: bool | None = None
    priority: int
    conditions: list[UsageConditionForm | AttributeConditionForm] | None = None
    prices: dict[str, Number]


class ModelForm(_Wire):
    """Body of `POST /models` and `PUT /models/{id}`."""

    model_name: str
    match_pattern: str
    start_date: AwareDatetime | None = None
    unit: Literal["CHARACTERS", "TOKENS", "MILLISECONDS", "SECONDS", "IMAGES", "REQUESTS"]
    input_price: Number | None = None
    output_price: Number | None = None
    total_price: Number | None = None
    pricing_tiers: list[TierForm] | None = None
    tokenizer_id: Literal["openai", "claude"] | None = None
    tokenizer_config: dict[str, Any] | None = None


class WireTier(_Wire):
    """One pricing tier of an answer."""

    id: str
    name: str
    is_default: bool
    priority: int
    conditions: list[dict[str, Any]]
    prices: dict[str, float]


class WireModel(_Wire):
    """A model as the wire API answers it. Prices are US dollars per single unit."""

    id: str
    model_name: str
    match_pattern: str
    start_date: str | None
    unit: str | None
    input_price: float | None
    output_price: float | None
    total_price: float | None
    tokenizer_id: str | None
    tokenizer_config: dict[str, Any] | None
    is_langfuse_managed: bool
    created_at: str
    updated_at: str
    prices: dict[str, dict[str, float]]
    pricing_tiers: list[WireTier]


class WireModels(BaseModel):
    """One page of models, own and built-in, by name."""

    data: list[WireModel]
    meta: WireMeta


def build_wire_routes(costs: Costs) -> APIRouter:
    """The routes under `/api/public/models`."""
    router = APIRouter(prefix="/api/public/models", tags=["wire: models"])

    @router.get("", response_model=WireModels)
    def read_page(access: Access = requires(P.MODELS_READ), paging: WirePage = wire_paging()) -> WireModels:
        """Models by name: the project's own and the built-in ones that it did not switch off."""
        models = [model for model in list_models(costs, access.project_id) if not model.switched_off]
        page = models[paging.offset : paging.offset + paging.limit]
        return WireModels(data=[_to_wire(model) for model in page], meta=paging.meta(len(models)))

    @router.get("/{model_id:path}", response_model=WireModel)
    def read_one(model_id: str, access: Access = requires(P.MODELS_READ)) -> WireModel:
        """One model, own or built-in."""
        return _to_wire(find_model(costs, access.project_id, model_id))

    @router.post("", response_model=WireModel)
    def create(body: ModelForm, access: Access = requires(P.MODELS_WRITE)) -> WireModel:
        """A new model of the project."""
        with costs.change(access.project_id) as session:
            row = _in_wire_words(lambda: costs.writer.create(session, access, _draft(body)))
        return _to_wire(find_model(costs, access.project_id, row.id))

    @router.put("/{model_id:path}", response_model=WireModel)
    def upsert(model_id: str, body: ModelForm, access: Access = requires(P.MODELS_WRITE)) -> WireModel:
        """Create or replace an own model under this id."""
        if costs.books.builtin.get(model_id) is not None or model_id.startswith("builtin:"):
            raise NotFound("No model with this id found in this project.")
        with costs.change(access.project_id) as session:
            is_own = any(own.model.id == model_id for own in list_models(costs, access.project_id, builtin=False))
            if is_own:
                _in_wire_words(lambda: costs.writer.replace(session, access, model_id, _draft(body)))
            else:
                costs.check_free_id(session, model_id)
                _in_wire_words(lambda: costs.writer.create(session, access, _draft(body), own_id=model_id))
        return _to_wire(find_model(costs, access.project_id, model_id))

    @router.delete("/{model_id:path}")
    def delete(model_id: str, access: Access = requires(P.MODELS_WRITE)) -> dict[str, str]:
        """Remove an own model; a built-in one is not found."""
        with costs.change(access.project_id) as session:
            costs.writer.delete(session, access, model_id)
        return {"message": "Model successfully deleted"}

    return router


def _in_wire_words(write: Any) -> Any:
    try:
        return write()
    except InvalidPrices as error:
        raise Refusal("Invalid request data", detail=error.detail) from error


def _draft(body: ModelForm) -> ModelDraft:
    version = PriceVersion(id="", valid_from_us=to_us(body.start_date), tiers=_tiers(body))
    return ModelDraft(
        unit=body.unit,
        model=PricedModel(
            id="",
            name=body.model_name,
            match_pattern=body.match_pattern,
            origin="project",
            versions=(version,),
            tokenizer=body.tokenizer_id or "",
            tokenizer_config=body.tokenizer_config or {},
        ),
    )


def _tiers(body: ModelForm) -> tuple[PriceTier, ...]:
    """Either flat prices or tiers, never both, never neither (contract 2.10)."""
    flat = {
        key: price
        for key, price in zip(_FLAT, (body.input_price, body.output_price, body.total_price), strict=True)
        if price is not None
    }
    if flat and body.pricing_tiers is not None:
        raise _invalid("pricingTiers", "Cannot provide both flat prices and pricingTiers. Use one approach or the other.")
    if "total" in flat and len(flat) > 1:
        raise _invalid("totalPrice", "If totalPrice is set, inputPrice and outputPrice must not be set.")
    if body.pricing_tiers is not None:
        return tuple(
            PriceTier(
                id="",
                name=tier.name,
                priority=tier.priority,
                is_default=bool(tier.is_default),
                conditions=tuple(_condition(condition) for condition in tier.conditions or ()),
                prices=dict(tier.prices),
            )
            for tier in body.pricing_tiers
        )
    if not flat:
        raise _invalid("pricingTiers", "Must provide either flat prices (inputPrice/outputPrice/totalPrice) or pricingTiers.")
    return (PriceTier(id="", name="Standard", is_default=True, prices=flat),)


def _condition(form: UsageConditionForm | AttributeConditionForm) -> Condition:
    if isinstance(form, AttributeConditionForm):
        return AttributeCondition(source=form.source, key=form.key, values=tuple(form.values))
    return UsageCondition(
        pattern=form.usage_detail_pattern, operator=form.operator, value=form.value, case_sensitive=bool(form.case_sensitive)
    )


def _invalid(field: str, message: str) -> Refusal:
    return Refusal("Invalid request data", detail=[{"code": "custom", "path": [field], "message": message}])


def _to_wire(listed: ListedModel) -> WireModel:
    version = listed.current
    default = next((tier for tier in version.tiers if tier.is_default), version.tiers[-1])
    prices = {key: float(price) for key, price in default.prices.items()}
    return WireModel(
        id=listed.model.id,
        model_name=listed.wire_name,
        match_pattern=listed.model.match_pattern,
        start_date=_time(from_us(version.valid_from_us)),
        unit=listed.unit or "TOKENS",
        input_price=prices.get("input"),
        output_price=prices.get("output"),
        total_price=prices.get("total"),
        tokenizer_id=listed.model.tokenizer or None,
        tokenizer_config=dict(listed.model.tokenizer_config) or None,
        is_langfuse_managed=listed.model.origin == "builtin",
        created_at=_time(listed.created_at or _BUILTIN_CREATED) or "",
        updated_at=_time(listed.updated_at or _BUILTIN_CREATED) or "",
        prices={key: {"price": price} for key, price in prices.items()},
        pricing_tiers=[_wire_tier(tier) for tier in sorted(version.tiers, key=lambda tier: tier.priority)],
    )


def _wire_tier(tier: PriceTier) -> WireTier:
    return WireTier(
        id=tier.id,
        name=tier.name,
        is_default=tier.is_default,
        priority=tier.priority,
        conditions=list(_wire_conditions(tier.conditions)),
        prices={key: float(price) for key, price in tier.prices.items()},
    )


def _wire_conditions(conditions: Sequence[Condition]) -> Sequence[dict[str, Any]]:
    """What the wire API has words for. A built-in tier by time of day has none: its name says it."""
    written: list[dict[str, Any]] = []
    for whole in conditions:
        condition = whole
        if isinstance(whole, AnyOf):
            condition = next((part for part in whole.conditions if part.source == "model_parameters"), whole.conditions[0])
        if isinstance(condition, UsageCondition):
            written.append(
                {
                    "usageDetailPattern": condition.pattern,
                    "operator": condition.operator,
                    "value": float(condition.value),
                    "caseSensitive": condition.case_sensitive,
                }
            )
        elif isinstance(condition, AttributeCondition):
            written.append({"source": condition.source, "key": condition.key, "operator": "in", "values": list(condition.values)})
    return written


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
