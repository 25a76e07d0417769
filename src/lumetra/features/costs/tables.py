"""Tables of the price book: a project's models, their prices in time, exchange rates, and what it changed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lumetra.engines.database import Base


class ModelRow(Base):
    """A model of the project's own. Its name is unique in the project; its prices stand in its versions."""

    __tablename__ = "models"
    __table_args__ = (sa.UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    match_pattern: Mapped[str]
    """RE2, searched unanchored in the model name that traffic sends."""
    unit: Mapped[str | None]
    """As the wire API knows it (`TOKENS`); the unit of every key that has none of its own."""
    tokenizer_id: Mapped[str | None]
    tokenizer_config: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    copied_from: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    versions: Mapped[list[PriceVersionRow]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="PriceVersionRow.id"
    )


class PriceVersionRow(Base):
    """The prices of a model in one period. Periods of a model do not overlap. Null dates are open ends."""

    __tablename__ = "model_price_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    model_id: Mapped[str] = mapped_column(sa.ForeignKey("models.id", ondelete="CASCADE"), index=True)
    valid_from: Mapped[datetime | None]
    valid_to: Mapped[datetime | None]
    currency: Mapped[str]
    units: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Usage key → unit, where the project says it; all others by the key's name."""
    created_at: Mapped[datetime]
    tiers: Mapped[list[PricingTierRow]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="PricingTierRow.priority"
    )


class PricingTierRow(Base):
    """One set of prices with the conditions under which it holds. Decimals are text, so that no digit is lost."""

    __tablename__ = "model_pricing_tiers"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("model_price_versions.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    priority: Mapped[int]
    is_default: Mapped[bool]
    conditions: Mapped[list[Any]] = mapped_column(sa.JSON)
    prices: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    request_fee: Mapped[str | None]


class PriceSettingsRow(Base):
    """What a project set about prices. `revision` grows with every change that can alter a cost; caches compare it."""

    __tablename__ = "price_settings"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    estimate_missing_usage: Mapped[bool] = mapped_column(default=True)


class CurrencyRateRow(Base):
    """A project's fixed exchange rate: US dollars for one unit of the currency, as decimal text."""

    __tablename__ = "currency_rates"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    usd_per_unit: Mapped[str]
    updated_at: Mapped[datetime]


class SwitchedOffModelRow(Base):
    """A built-in model that a project does not want to be priced by."""

    __tablename__ = "switched_off_models"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class CostCorrectionRow(Base):
    """The cost of one observation as a person stated it. The newest row counts; `cost` null takes the correction back."""

    __tablename__ = "cost_corrections"
    __table_args__ = (sa.Index("ix_cost_corrections_observation", "project_id", "trace_id", "observation_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    trace_id: Mapped[str]
    observation_id: Mapped[str]
    cost: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    note: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class RepricingRow(Base):
    """One run of re-pricing: what was asked, how far it is, and what it changed. Kept as the audit trail of costs."""

    __tablename__ = "repricings"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    """`queued`, `running`, `done`, `failed` or `cancelled`."""
    from_time: Mapped[datetime]
    to_time: Mapped[datetime]
    models: Mapped[list[Any]] = mapped_column(sa.JSON)
    """Names as traffic sends them; empty means all."""
    note: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    changed: Mapped[int]
    position: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Where the next slice begins, so that a restart goes on instead of starting over."""
    old_total: Mapped[str]
    new_total: Mapped[str]
    error: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
