"""A project's price book, loaded from the database into compiled form and kept in memory until something changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.pricing.conditions import CompiledVersion, PatternError, compile_pattern
from lumetra.domain.pricing.price_book import AttributeCondition, Condition, PricedModel, PriceTier, PriceVersion
from lumetra.engines.database import Database
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.tables import (
    CostCorrectionRow,
    CurrencyRateRow,
    ModelRow,
    PriceSettingsRow,
    PricingTierRow,
    SwitchedOffModelRow,
)
from lumetra.features.costs.times import to_us

_CHECK_SECONDS: Final = 5.0
"""How old the knowledge of a project's revision may be: what another process changed counts within this time."""
_REMEMBERED: Final = 10_000
_MAXIMUM_BOOKS: Final = 1000
_MAXIMUM_CORRECTIONS: Final = 50_000

ObservationKey = tuple[str, str]


class Found(NamedTuple):
    """What the book knows about a model name: versions in the order in which they are tried, or who sells it ambiguously."""

    versions: tuple[CompiledVersion, ...]
    candidates: tuple[str, ...] = ()


class PriceBook:
    """The compiled prices of one project at one revision. Immutable but for what it remembers; thread-safe."""

    def __init__(
        self,
        models: list[PricedModel],
        builtin: BuiltinPrices,
        *,
        revision: int = 0,
        rates: Mapping[str, Decimal] | None = None,
        switched_off: frozenset[str] = frozenset(),
        estimate_missing_usage: bool = True,
        corrections: Mapping[ObservationKey, Correction] | None = None,
    ) -> None:
        self.revision = revision
        self.models = models
        self.rates = {"USD": Decimal(1), **(rates or {})}
        self.switched_off = switched_off
        self.estimate_missing_usage = estimate_missing_usage
        self.corrections = dict(corrections or {})
        self._builtin = builtin
        self._own = [(search, self._compile(model)) for model in models if (search := _searcher(model)) is not None]
        self._found: dict[tuple[str, str], Found] = {}

    def find(self, name: str, provider: str = "") -> Found:
        """Versions of the models that match this name: the project's own first, the latest validity first (contract 5.1)."""
        key = (name, provider)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found = {}
            found = self._found[key] = self._find(name, provider)
        return found

    def version_at(self, found: Found, moment_us: int) -> CompiledVersion | None:
        """The first of the found versions that is valid at that moment."""
        for version in found.versions:
            if version.valid_from_us <= moment_us < version.valid_to_us:
                return version
        return None

    def metadata_keys(self) -> list[str]:
        """The metadata keys that own tiers ask for."""
        conditions = [c for m in self.models for v in m.versions for tier in v.tiers for c in tier.conditions]
        return sorted({c.key for c in conditions if isinstance(c, AttributeCondition) and c.source == "metadata"})

    def _find(self, name: str, provider: str) -> Found:
        if not name:
            return Found(())
        own = [version for search, versions in self._own if search(name) for version in versions]
        own.sort(key=lambda version: version.valid_from_us, reverse=True)
        builtin = self._builtin.find(name, provider)
        if builtin.model is None or builtin.model.id in self.switched_off:
            return Found(tuple(own), builtin.candidates)
        return Found((*own, *self._compile(builtin.model)))

    def _compile(self, model: PricedModel) -> list[CompiledVersion]:
        return [CompiledVersion(version, model, self.rates.get(version.currency)) for version in model.versions]


class Correction(msgspec.Struct, frozen=True):
    """A cost that a person stated for one observation, and why."""

    cost: dict[str, Decimal]
    note: str


class PriceBooks:
    """The books of all projects. A change in this process counts at once, one elsewhere within seconds."""

    def __init__(self, database: Database, builtin: BuiltinPrices, clock: Callable[[], float] = time.monotonic) -> None:
        self.builtin = builtin
        self._database = database
        self._clock = clock
        self._books: dict[str, tuple[PriceBook, float]] = {}
        self._plain = PriceBook([], builtin)
        self._lock = threading.Lock()

    def get(self, project_id: str) -> PriceBook:
        """The book as of now (or a few seconds ago, if another process changed it since)."""
        known = self._books.get(project_id)
        now = self._clock()
        if known is not None and now - known[1] < _CHECK_SECONDS:
            return known[0]
        with self._database.reading() as session:
            settings = session.get(PriceSettingsRow, project_id)
            revision = settings.revision if settings else 0
            if known is not None and known[0].revision == revision:
                book = known[0]
            elif settings is None:
                book = self._plain
            else:
                book = load_book(session, settings, self.builtin)
        with self._lock:
            if len(self._books) >= _MAXIMUM_BOOKS:
                self._books = {}
            self._books[project_id] = (book, now)
        return book

    def invalidate(self, project_id: str) -> None:
        """Forget the book; call it after the transaction that changed it was committed."""
        with self._lock:
            self._books.pop(project_id, None)


def bump_revision(session: Session, project_id: str) -> PriceSettingsRow:
    """Say in the open transaction that the project's prices changed; returns its settings."""
    settings = session.get(PriceSettingsRow, project_id)
    if settings is None:
        settings = PriceSettingsRow(project_id=project_id, revision=1, estimate_missing_usage=True)
        session.add(settings)
    else:
        settings.revision += 1
    session.flush()
    return settings


def load_book(session: Session, settings: PriceSettingsRow, builtin: BuiltinPrices) -> PriceBook:
    """Everything a project set, in one read transaction."""
    project_id = settings.project_id
    models = session.scalars(sa.select(ModelRow).where(ModelRow.project_id == project_id).order_by(ModelRow.name))
    rates = session.scalars(sa.select(CurrencyRateRow).where(CurrencyRateRow.project_id == project_id))
    off = session.scalars(sa.select(SwitchedOffModelRow.model_id).where(SwitchedOffModelRow.project_id == project_id))
    return PriceBook(
        [to_priced_model(row) for row in models],
        builtin,
        revision=settings.revision,
        rates={rate.currency: Decimal(rate.usd_per_unit) for rate in rates},
        switched_off=frozenset(off),
        estimate_missing_usage=settings.estimate_missing_usage,
        corrections=_load_corrections(session, project_id),
    )


def to_priced_model(row: ModelRow) -> PricedModel:
    """A stored model in the terms of the domain."""
    default_unit = (row.unit or "").lower()
    versions = tuple(
        PriceVersion(
            id=version.id,
            valid_from_us=to_us(version.valid_from),
            valid_to_us=to_us(version.valid_to),
            currency=version.currency,
            units=_units(version.units, version.tiers, default_unit),
            tiers=tuple(to_tier(tier) for tier in version.tiers),
        )
        for version in sorted(row.versions, key=lambda version: to_us(version.valid_from) or -(1 << 62))
    )
    return PricedModel(
        id=row.id,
        name=row.name,
        match_pattern=row.match_pattern,
        origin="project",
        versions=versions,
        tokenizer=row.tokenizer_id or "",
        tokenizer_config=row.tokenizer_config or {},
    )


def to_tier(row: PricingTierRow) -> PriceTier:
    """A stored tier in the terms of the domain."""
    return PriceTier(
        id=row.id,
        name=row.name,
        priority=row.priority,
        is_default=row.is_default,
        conditions=msgspec.convert(row.conditions, tuple[Condition, ...], strict=False),
        prices={key: Decimal(value) for key, value in row.prices.items()},
        request_fee=None if row.request_fee is None else Decimal(row.request_fee),
    )


def _units(said: Mapping[str, Any], tiers: list[PricingTierRow], default_unit: str) -> dict[str, str]:
    units = {str(key): str(unit) for key, unit in said.items()}
    if default_unit and default_unit != "tokens":
        for tier in tiers:
            for key in tier.prices:
                units.setdefault(key, default_unit)
    return units


def _load_corrections(session: Session, project_id: str) -> dict[ObservationKey, Correction]:
    """The newest row of each observation; ids are made in the order of time."""
    rows = session.scalars(
        sa.select(CostCorrectionRow)
        .where(CostCorrectionRow.project_id == project_id)
        .order_by(CostCorrectionRow.id.desc())
        .limit(_MAXIMUM_CORRECTIONS)
    )
    newest: dict[ObservationKey, Correction | None] = {}
    for row in rows:
        cost = None if row.cost is None else {key: Decimal(value) for key, value in row.cost.items()}
        newest.setdefault((row.trace_id, row.observation_id), None if cost is None else Correction(cost, row.note))
    return {key: correction for key, correction in newest.items() if correction is not None}


def _searcher(model: PricedModel) -> Callable[[str], object] | None:
    """Null when the stored pattern no longer compiles (an engine upgrade): the model then matches nothing."""
    try:
        return compile_pattern(model.match_pattern)
    except PatternError:
        return None
