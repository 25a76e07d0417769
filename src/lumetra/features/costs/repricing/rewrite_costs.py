"""Prices stored observations again: reads them slice by slice, and puts new costs on those whose cost changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.explain import plain
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.costs.book.load_book import PriceBook
from lumetra.features.costs.pricing.price_observations import CostResult, Pricer

SLICE_ROWS: Final = 5000
_PACKAGE: Final = "lumetra.features.costs"
_METADATA_KEYS: Final = ("attributes", "ls_provider", "provider", "service_tier", "processing", "speed")
_SEPARATOR: Final = chr(31)


class Scope(msgspec.Struct, frozen=True):
    """Which observations: a period (µs since 1970, end exclusive) and model names as traffic sends them (empty: all)."""

    project_id: str
    from_us: int
    to_us: int
    models: tuple[str, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """As the statements bind them."""
        return {"project_id": self.project_id, "from_us": self.from_us, "to_us": self.to_us, "models": list(self.models)}


class Position(msgspec.Struct, frozen=True):
    """The last row of a slice; the next begins after it."""

    start_us: int
    trace_id: str = ""
    id: str = ""


class Priced(NamedTuple):
    """A stored row and what it costs now."""

    row: Row
    result: CostResult

    @property
    def is_changed(self) -> bool:
        """Whether anything that is stored about its cost differs."""
        old, new = self.row, self.result
        if old["total_cost"] != new.total_cost or old["cost_explanation"] != new.explanation:
            return True
        return (old["model_id"], old["pricing_tier_id"]) != (new.model_id, new.pricing_tier_id) or dict(old["cost"]) != new.cost


def count_observations(analytics: Analytics, scope: Scope) -> int:
    """How many observations of the scope have a model, usage or a cost."""
    [row] = analytics.select(load_statement(_PACKAGE, "pricing_count").with_slots(), scope.parameters())
    return int(row["observations"])


def price_slice(
    analytics: Analytics, pricer: Pricer, book: PriceBook, scope: Scope, after: Position | None, *, one_in: int = 1
) -> tuple[list[Priced], Position | None]:
    """The next rows, priced by the book, and where the slice ended; null when it was the last one."""
    start = after or Position(scope.from_us - 1)
    parameters = {
        **scope.parameters(),
        "after_us": start.start_us,
        "after_trace": start.trace_id,
        "after_id": start.id,
        "metadata_keys": [*_METADATA_KEYS, *book.metadata_keys()],
        "one_in": one_in,
        "limit": SLICE_ROWS,
    }
    rows = analytics.select(load_statement(_PACKAGE, "pricing_inputs").with_slots(), parameters)
    priced = [Priced(row, pricer.price_one(book, _to_observation(row))) for row in rows]
    last = rows[-1] if len(rows) == SLICE_ROWS else None
    return priced, None if last is None else Position(last["start_us"], last["trace_id"], last["id"])


def price_all(analytics: Analytics, pricer: Pricer, book: PriceBook, scope: Scope, *, one_in: int = 1) -> Iterator[Priced]:
    """Every row of the scope, without holding all of them."""
    position: Position | None = None
    while True:
        priced, position = price_slice(analytics, pricer, book, scope, position, one_in=one_in)
        yield from priced
        if position is None:
            return


def store_costs(analytics: Analytics, project_id: str, changed: Sequence[Priced]) -> None:
    """Insert newer versions of these rows with their new costs. Repeating it is harmless."""
    if not changed:
        return
    rows = [item.row for item in changed]
    results = [item.result for item in changed]
    parameters = {
        "project_id": project_id,
        "first_us": min(row["start_us"] for row in rows),
        "last_us": max(row["start_us"] for row in rows),
        "trace_ids": sorted({row["trace_id"] for row in rows}),
        "keys": [f"{row['trace_id']}{_SEPARATOR}{row['id']}" for row in rows],
        "usages": [_json(result.usage) for result in results],
        "costs": [_json({key: plain(amount) for key, amount in result.cost.items()}) for result in results],
        "totals": ["" if result.total_cost is None else plain(result.total_cost) for result in results],
        "estimated": [result.usage_estimated for result in results],
        "model_ids": [result.model_id for result in results],
        "tier_ids": [result.pricing_tier_id for result in results],
        "tier_names": [result.pricing_tier_name for result in results],
        "explanations": [result.explanation for result in results],
    }
    analytics.execute(load_statement(_PACKAGE, "rewrite_costs").with_slots(), parameters)


def _to_observation(row: Row) -> Observation:
    return Observation(
        trace_id=row["trace_id"],
        id=row["id"],
        start_time_us=row["start_us"],
        type=row["type"],
        level=row["level"],
        model=row["model"],
        model_parameters=row["model_parameters"],
        metadata=dict(row["metadata"]),
        usage=dict(row["sent_usage"]),
        usage_units=dict(row["usage_units"]),
        provided_cost=dict(row["provided_cost"]),
        input=row["input_text"],
        output=row["output_text"],
    )


def _json(value: Mapping[str, float] | Mapping[str, str] | Mapping[str, Decimal]) -> str:
    return msgspec.json.encode(value).decode()
