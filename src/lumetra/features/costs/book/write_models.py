"""Changes of the price book: own models, copies of built-in ones, switching built-in ones off, exchange rates, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.pricing.check_prices import check_model
from lumetra.domain.pricing.explain import plain
from lumetra.domain.pricing.price_book import PricedModel, PriceVersion
from lumetra.features.costs.book.load_book import bump_revision, to_priced_model
from lumetra.features.costs.tables import (
    CurrencyRateRow,
    ModelRow,
    PriceVersionRow,
    PricingTierRow,
    SwitchedOffModelRow,
)
from lumetra.features.costs.times import from_us
from lumetra.http.audit import Audit


class ModelDraft(msgspec.Struct, kw_only=True):
    """A model as somebody wants it: the domain's terms, and what only the wire API and the tokenizer know."""

    model: PricedModel
    unit: str | None = None
    copied_from: str = ""


class ModelWriter:
    """Writes models within a caller's transaction; every change counts as a new revision of the project's book."""

    def __init__(self, record_audit: Audit, clock: Callable[[], datetime]) -> None:
        self._record_audit = record_audit
        self._clock = clock

    def create(self, session: Session, access: Access, draft: ModelDraft, *, own_id: str = "") -> ModelRow:
        """A new model. Raises InvalidPrices, and Refusal (400) when the project has a model of that name (contract 2.10)."""
        check_model(draft.model)
        self._check_name(session, access.project_id, draft.model.name, "")
        now = self._clock()
        row = ModelRow(
            id=own_id or new_id(), project_id=access.project_id, created_by=_actor(access), created_at=now, updated_at=now
        )
        _fill(row, draft, now)
        session.add(row)
        self._changed(session, access, "create", row.id, after=describe(row))
        return row

    def replace(self, session: Session, access: Access, model_id: str, draft: ModelDraft) -> ModelRow:
        """All of an own model anew, its versions too. Raises NotFound for built-in and foreign models."""
        row = find_own(session, access.project_id, model_id)
        check_model(draft.model)
        self._check_name(session, access.project_id, draft.model.name, model_id)
        before = describe(row)
        row.versions.clear()
        session.flush()
        _fill(row, draft, self._clock())
        self._changed(session, access, "update", row.id, before=before, after=describe(row))
        return row

    def delete(self, session: Session, access: Access, model_id: str) -> None:
        """Remove an own model with its prices. Costs already computed stay."""
        row = find_own(session, access.project_id, model_id)
        before = describe(row)
        session.delete(row)
        self._changed(session, access, "delete", model_id, before=before)

    def switch(self, session: Session, access: Access, model_id: str, *, off: bool) -> None:
        """Switch a built-in model off or on for the project; repeating it changes nothing."""
        row = session.get(SwitchedOffModelRow, (access.project_id, model_id))
        if off and row is None:
            session.add(SwitchedOffModelRow(project_id=access.project_id, model_id=model_id, created_at=self._clock()))
        elif not off and row is not None:
            session.delete(row)
        else:
            return
        self._changed(session, access, "switch_off" if off else "switch_on", model_id)

    def set_rates(self, session: Session, access: Access, rates: Mapping[str, Decimal]) -> None:
        """Replace the project's table of exchange rates (US dollars for one unit)."""
        old = list(session.scalars(sa.select(CurrencyRateRow).where(CurrencyRateRow.project_id == access.project_id)))
        before = {row.currency: row.usd_per_unit for row in old}
        for row in old:
            session.delete(row)
        session.flush()
        for currency, rate in rates.items():
            session.add(
                CurrencyRateRow(
                    project_id=access.project_id, currency=currency, usd_per_unit=plain(rate), updated_at=self._clock()
                )
            )
        after = {currency: plain(rate) for currency, rate in rates.items()}
        self._changed(session, access, "update_currency_rates", access.project_id, before=before, after=after)

    def set_estimation(self, session: Session, access: Access, *, enabled: bool) -> None:
        """Whether tokens are counted where no usage was sent."""
        settings = bump_revision(session, access.project_id)
        before = settings.estimate_missing_usage
        settings.estimate_missing_usage = enabled
        self._record_audit(
            session, access, "update_price_settings", "model", access.project_id,
            before={"estimate_missing_usage": before}, after={"estimate_missing_usage": enabled},
        )  # fmt: skip

    def _check_name(self, session: Session, project_id: str, name: str, own_id: str) -> None:
        same = sa.select(ModelRow.id).where(ModelRow.project_id == project_id, ModelRow.name == name, ModelRow.id != own_id)
        if session.scalar(same) is not None:
            raise Refusal(f"Model name “{name}” already exists in this project.", code="name_taken")

    def _changed(
        self,
        session: Session,
        access: Access,
        action: str,
        model_id: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        bump_revision(session, access.project_id)
        self._record_audit(session, access, action, "model", model_id, before=before, after=after)


def find_own(session: Session, project_id: str, model_id: str) -> ModelRow:
    """The project's own model. Raises NotFound."""
    row = session.get(ModelRow, model_id)
    if row is None or row.project_id != project_id:
        raise NotFound("No model with this id found in this project.")
    return row


def describe(row: ModelRow) -> dict[str, Any]:
    """The model as JSON, for the audit log."""
    return msgspec.to_builtins(to_priced_model(row))


def _fill(row: ModelRow, draft: ModelDraft, now: datetime) -> None:
    model = draft.model
    row.name, row.match_pattern, row.unit = model.name, model.match_pattern, draft.unit
    row.tokenizer_id = model.tokenizer or None
    row.tokenizer_config = dict(model.tokenizer_config) or None
    row.copied_from, row.updated_at = draft.copied_from, now
    row.versions = [_version_row(row.project_id, version, now) for version in model.versions]


def _version_row(project_id: str, version: PriceVersion, now: datetime) -> PriceVersionRow:
    return PriceVersionRow(
        id=new_id(),
        project_id=project_id,
        valid_from=from_us(version.valid_from_us),
        valid_to=from_us(version.valid_to_us),
        currency=version.currency,
        units=dict(version.units),
        created_at=now,
        tiers=[
            PricingTierRow(
                id=new_id(),
                project_id=project_id,
                name=tier.name,
                priority=tier.priority,
                is_default=tier.is_default,
                conditions=msgspec.to_builtins(tier.conditions),
                prices={key: plain(price) for key, price in tier.prices.items()},
                request_fee=None if tier.request_fee is None else plain(tier.request_fee),
            )
            for tier in version.tiers
        ],
    )


def _actor(access: Access) -> str:
    return access.user_id or f"key:{access.key_id}"
