"""Re-pricing of a period: a preview of what would change, and the durable job that changes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.pricing.explain import plain
from lumetra.domain.work import Work
from lumetra.engines.analytics import Analytics
from lumetra.engines.jobs.interface import JobContext, JobKind, JobQueue, Jobs
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.repricing.rewrite_costs import (
    Position,
    Scope,
    count_observations,
    price_all,
    price_slice,
    store_costs,
)
from lumetra.features.costs.tables import RepricingRow
from lumetra.features.costs.times import from_us, to_us

KIND: Final = "costs.reprice"
QUEUE: Final = JobQueue("costs", concurrency=1, concurrency_per_project=1, work=Work.BACKFILLS)
EXACT_UP_TO: Final = 100_000
"""A preview prices every observation up to this many, and an even sample of larger periods."""

ZERO: Final = Decimal(0)


class PreviewLine(msgspec.Struct, kw_only=True):
    """One model and day (UTC). Totals are US dollars; where no cost was known a total counts it as nothing."""

    day: str
    model: str
    observations: int
    changed: int
    old_total: Decimal
    new_total: Decimal


class Preview(msgspec.Struct, kw_only=True):
    """What a re-pricing would change. `sampled_one_in` above 1 says that figures are scaled up from a sample."""

    observations: int
    changed: int
    old_total: Decimal
    new_total: Decimal
    sampled_one_in: int
    lines: list[PreviewLine]


def preview(costs: Costs, analytics: Analytics, scope: Scope) -> Preview:
    """Price the period by today's book without storing anything."""
    total = count_observations(analytics, scope)
    one_in = max(1, -(-total // EXACT_UP_TO))
    lines: dict[tuple[str, str], PreviewLine] = {}
    book = costs.books.get(scope.project_id)
    for item in price_all(analytics, costs.pricer, book, scope, one_in=one_in):
        day = (from_us(item.row["start_us"]) or datetime.fromtimestamp(0, UTC)).date().isoformat()
        key = (day, item.row["model"])
        line = lines.get(key)
        if line is None:
            line = lines[key] = PreviewLine(day=day, model=key[1], observations=0, changed=0, old_total=ZERO, new_total=ZERO)
        line.observations += one_in
        line.old_total += (item.row["total_cost"] or ZERO) * one_in
        line.new_total += (item.result.total_cost or ZERO) * one_in
        line.changed += one_in * item.is_changed
    ordered = [lines[key] for key in sorted(lines)]
    return Preview(
        observations=total,
        changed=min(total, sum(line.changed for line in ordered)),
        old_total=sum((line.old_total for line in ordered), ZERO),
        new_total=sum((line.new_total for line in ordered), ZERO),
        sampled_one_in=one_in,
        lines=ordered,
    )


class Repricer:
    """Starts, runs and shows re-pricings. One at a time in a project."""

    def __init__(self, costs: Costs, analytics: Analytics, jobs: Jobs) -> None:
        self._costs = costs
        self._analytics = analytics
        self._jobs = jobs
        jobs.register(JobKind(KIND, self._run, QUEUE))

    def start(self, access: Access, scope: Scope, note: str) -> RepricingRow:
        """Queue a re-pricing of the period. Raises Refusal when one of this project is not finished."""
        with self._costs.database.session() as session:
            open_ = session.scalar(
                sa.select(RepricingRow.id).where(
                    RepricingRow.project_id == access.project_id, RepricingRow.status.in_(("queued", "running"))
                )
            )
            if open_ is not None:
                raise Refusal("A re-pricing of this project is not finished yet.", code="repricing_running", detail={"id": open_})
            row = RepricingRow(
                id=new_id(),
                project_id=access.project_id,
                status="queued",
                from_time=from_us(scope.from_us),
                to_time=from_us(scope.to_us),
                models=list(scope.models),
                note=note,
                total=0,
                done=0,
                changed=0,
                position={},
                old_total="0",
                new_total="0",
                error="",
                created_by=access.user_id or f"key:{access.key_id}",
                created_at=self._costs.clock(),
                finished_at=None,
            )
            session.add(row)
            after = {"from": row.from_time.isoformat(), "to": row.to_time.isoformat(), "models": row.models, "note": note}
            self._costs.record_audit(session, access, "reprice", "repricing", row.id, after=after)
        self._jobs.submit(KIND, {"repricing_id": row.id}, key=row.id, project_id=access.project_id)
        return row

    def cancel(self, access: Access, repricing_id: str) -> None:
        """Stop at the next slice; what is rewritten stays rewritten."""
        with self._costs.database.session() as session:
            row = self._find(session, access.project_id, repricing_id)
            if row.status in ("queued", "running"):
                row.status, row.finished_at = "cancelled", self._costs.clock()
                self._costs.record_audit(session, access, "cancel", "repricing", row.id)

    def list(self, project_id: str, limit: int = 50) -> list[RepricingRow]:
        """Newest first."""
        with self._costs.database.reading() as session:
            query = sa.select(RepricingRow).where(RepricingRow.project_id == project_id)
            return list(session.scalars(query.order_by(RepricingRow.id.desc()).limit(limit)))

    def find(self, project_id: str, repricing_id: str) -> RepricingRow:
        """One run. Raises NotFound."""
        with self._costs.database.reading() as session:
            return self._find(session, project_id, repricing_id)

    def _find(self, session: Any, project_id: str, repricing_id: str) -> RepricingRow:
        row = session.get(RepricingRow, repricing_id)
        if row is None or row.project_id != project_id:
            raise NotFound("No re-pricing with this id found in this project.")
        return row

    def _run(self, context: JobContext, argument: Mapping[str, Any]) -> dict[str, Any]:
        repricing_id = str(argument["repricing_id"])
        row = self.find(context.project_id, repricing_id)
        scope = Scope(context.project_id, to_us(row.from_time) or 0, to_us(row.to_time) or 0, tuple(row.models))
        total = context.step("count", lambda: self._begin(repricing_id, scope))
        sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        position: dict[str, Any] | None = {}
        number = 0
        try:
            while position is not None:
                slice_ = context.step(f"slice {number}", _bound(self._reprice_slice, repricing_id, scope, position), attempts=5)
                for name in ("done", "changed", "old_total", "new_total"):
                    sums[name] += Decimal(slice_[name])
                number += 1
                position = slice_["position"]
                context.step(f"note {number}", _bound(self._note, repricing_id, dict(sums), position))
                context.progress(int(sums["done"]), total)
                if slice_["stopped"]:
                    return {"status": "cancelled"}
        except Exception as error:
            self._end(repricing_id, "failed", f"{type(error).__name__}: {error}"[:500])
            raise
        context.step("end", lambda: self._end(repricing_id, "done", ""))
        return {"done": int(sums["done"]), "changed": int(sums["changed"])}

    def _begin(self, repricing_id: str, scope: Scope) -> int:
        total = count_observations(self._analytics, scope)
        with self._costs.database.session() as session:
            row = session.get_one(RepricingRow, repricing_id)
            row.total = total
            if row.status == "queued":
                row.status = "running"
        return total

    def _reprice_slice(self, repricing_id: str, scope: Scope, position: dict[str, Any]) -> dict[str, Any]:
        """Price and store one slice. Run twice, it finds its own work done and changes nothing."""
        if self.find(scope.project_id, repricing_id).status == "cancelled":
            return {"done": 0, "changed": 0, "old_total": "0", "new_total": "0", "position": None, "stopped": True}
        after = Position(**position) if position else None
        book = self._costs.books.get(scope.project_id)
        priced, last = price_slice(self._analytics, self._costs.pricer, book, scope, after)
        changed = [item for item in priced if item.is_changed]
        store_costs(self._analytics, scope.project_id, changed)
        return {
            "done": len(priced),
            "changed": len(changed),
            "old_total": plain(sum((item.row["total_cost"] or ZERO for item in priced), ZERO)),
            "new_total": plain(sum((item.result.total_cost or ZERO for item in priced), ZERO)),
            "position": None if last is None else msgspec.to_builtins(last),
            "stopped": False,
        }

    def _note(self, repricing_id: str, sums: dict[str, Decimal], position: dict[str, Any] | None) -> None:
        with self._costs.database.session() as session:
            row = session.get_one(RepricingRow, repricing_id)
            row.done, row.changed = int(sums["done"]), int(sums["changed"])
            row.old_total, row.new_total = plain(sums["old_total"]), plain(sums["new_total"])
            row.position = position or {}

    def _end(self, repricing_id: str, status: str, error: str) -> None:
        with self._costs.database.session() as session:
            row = session.get_one(RepricingRow, repricing_id)
            if row.status in ("queued", "running"):
                row.status, row.error, row.finished_at = status, error, self._costs.clock()


def _bound(function: Any, *arguments: Any) -> Any:
    """The call with these very arguments: a loop's variables would have moved on by the time the step runs."""
    return lambda: function(*arguments)
