"""The price book as a list: a project's own models and the built-in ones, by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import msgspec
import sqlalchemy as sa

from lumetra.domain.errors import NotFound
from lumetra.domain.pricing.price_book import PricedModel, PriceVersion
from lumetra.features.costs.book.builtin_prices import FIRST_PARTY, BuiltinPrices
from lumetra.features.costs.book.load_book import to_priced_model
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.tables import ModelRow, SwitchedOffModelRow
from lumetra.features.costs.times import to_us


class ListedModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model with what stands beside its prices. `current` is the version valid now, else the last one."""

    model: PricedModel
    current: PriceVersion
    unit: str | None = None
    copied_from: str = ""
    created_by: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    switched_off: bool = False

    @property
    def wire_name(self) -> str:
        """Its name, with the seller in front where other sellers have a model of that name."""
        if self.model.origin == "project" or self.model.provider in FIRST_PARTY:
            return self.model.name
        return f"{self.model.provider}/{self.model.name}"


def list_models(costs: Costs, project_id: str, *, builtin: bool = True) -> list[ListedModel]:
    """All models, sorted by name and id; own ones first among equals."""
    now_us = to_us(costs.clock()) or 0
    with costs.database.reading() as session:
        rows = session.scalars(sa.select(ModelRow).where(ModelRow.project_id == project_id))
        own = [_own(row, now_us) for row in rows]
        off = frozenset(
            session.scalars(sa.select(SwitchedOffModelRow.model_id).where(SwitchedOffModelRow.project_id == project_id))
        )
    shipped = [_builtin(model, now_us, off) for model in _all_builtin(costs.books.builtin)] if builtin else []
    return sorted(
        (*own, *shipped), key=lambda listed: (listed.wire_name.lower(), listed.model.origin == "builtin", listed.model.id)
    )


def find_model(costs: Costs, project_id: str, model_id: str) -> ListedModel:
    """One model, own or built-in. Raises NotFound."""
    now_us = to_us(costs.clock()) or 0
    builtin = costs.books.builtin.get(model_id)
    with costs.database.reading() as session:
        if builtin is not None:
            off = session.get(SwitchedOffModelRow, (project_id, model_id))
            return _builtin(builtin, now_us, frozenset({model_id}) if off else frozenset())
        row = session.get(ModelRow, model_id)
        if row is None or row.project_id != project_id:
            raise NotFound("No model with this id found in this project.")
        return _own(row, now_us)


@cache
def _all_builtin(builtin: BuiltinPrices) -> Sequence[PricedModel]:
    return [model for model_id in builtin.ids() if (model := builtin.get(model_id)) is not None]


def _own(row: ModelRow, now_us: int) -> ListedModel:
    model = to_priced_model(row)
    return ListedModel(
        model=model,
        current=_current(model, now_us),
        unit=row.unit,
        copied_from=row.copied_from,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _builtin(model: PricedModel, now_us: int, off: frozenset[str]) -> ListedModel:
    return ListedModel(model=model, current=_current(model, now_us), switched_off=model.id in off)


def _current(model: PricedModel, now_us: int) -> PriceVersion:
    for version in model.versions:
        began = version.valid_from_us is None or version.valid_from_us <= now_us
        if began and (version.valid_to_us is None or now_us < version.valid_to_us):
            return version
    return model.versions[-1]
