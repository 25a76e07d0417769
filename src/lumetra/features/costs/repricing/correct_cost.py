"""A person states what one observation really cost, and why. The correction outlives re-pricing and late updates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.pricing.explain import plain
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.costs.book.load_book import bump_revision
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports.read_reports import observation_cost
from lumetra.features.costs.repricing.rewrite_costs import Scope, price_all, store_costs
from lumetra.features.costs.tables import CostCorrectionRow


def correct_cost(
    costs: Costs,
    analytics: Analytics,
    access: Access,
    *,
    trace_id: str,
    observation_id: str,
    cost: Mapping[str, Decimal] | None,
    note: str,
) -> None:
    """Store the correction, then put it on the row. `cost` null takes the last correction back.

    Raises NotFound when there is no such observation, Refusal for a negative or absurd amount.
    """
    for key, amount in (cost or {}).items():
        if not amount.is_finite() or not 0 <= amount < 10**6:
            raise Refusal(f"The cost of “{key}” must be a number from 0 to below 1,000,000 US dollars.", code="invalid_cost")
    row = observation_cost(analytics, access.project_id, observation_id, trace_id)
    if row is None:
        raise NotFound("No observation with this id found in this project.")
    before = {key: plain(amount) for key, amount in row["cost"].items()}
    after = None if cost is None else {key: plain(amount) for key, amount in cost.items()}
    with costs.change(access.project_id) as session:
        session.add(
            CostCorrectionRow(
                id=new_id(),
                project_id=access.project_id,
                trace_id=row["trace_id"],
                observation_id=observation_id,
                cost=after,
                before=before,
                note=note,
                created_by=access.user_id or f"key:{access.key_id}",
                created_at=costs.clock(),
            )
        )
        bump_revision(session, access.project_id)
        action = "correct_cost" if cost is not None else "revert_cost"
        costs.record_audit(
            session, access, action, "observation", observation_id, before={"cost": before}, after={"cost": after, "note": note}
        )
    _store(costs, analytics, access.project_id, row)


def corrections_of(costs: Costs, project_id: str, trace_id: str, observation_id: str) -> list[CostCorrectionRow]:
    """The corrections of one observation, newest first."""
    with costs.database.reading() as session:
        return list(
            session.scalars(
                sa.select(CostCorrectionRow)
                .where(
                    CostCorrectionRow.project_id == project_id,
                    CostCorrectionRow.trace_id == trace_id,
                    CostCorrectionRow.observation_id == observation_id,
                )
                .order_by(CostCorrectionRow.id.desc())
                .limit(100)
            )
        )


def _store(costs: Costs, analytics: Analytics, project_id: str, row: Row) -> None:
    moment = row["start_us"]
    scope = Scope(project_id, moment, moment + 1)
    book = costs.books.get(project_id)
    key = (row["trace_id"], row["id"])
    found = [item for item in price_all(analytics, costs.pricer, book, scope) if (item.row["trace_id"], item.row["id"]) == key]
    store_costs(analytics, project_id, found)
