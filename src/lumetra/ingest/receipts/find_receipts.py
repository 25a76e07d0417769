"""Finds receipts: those of stored requests in the analytics engine, those still under way in memory."""

from __future__ import annotations

from typing import Final

import msgspec

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.receipts.receipt import Receipt, ReceiptState

LATEST_US: Final = 4_102_444_800_000_000
"""2100-01-01: later than any receipt."""


class ReceiptQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; empty means any. `before` is the sort key (received at, id) of the last receipt already seen."""

    trace_id: str = ""
    key_id: str = ""
    state: ReceiptState | None = None
    from_us: int = 0
    until_us: int = LATEST_US
    before: tuple[int, str] = (LATEST_US, "")
    limit: int = 50

    def matches(self, receipt: Receipt) -> bool:
        """True when a pending receipt is one of those looked for. Which traces are in it is not known before it is stored."""
        return (
            self.from_us <= receipt.received_at_us < self.until_us
            and (receipt.received_at_us, receipt.id) < self.before
            and not self.trace_id
            and self.key_id in ("", receipt.key_id)
            and self.state in (None, receipt.state)
        )


def find_receipts(analytics: Analytics, pending: PendingReceipts, project_id: str, query: ReceiptQuery) -> list[Receipt]:
    """At most `limit` receipts, newest first."""
    # Memory is asked first: what is stored in between is then found twice, never not at all.
    waiting = [receipt for receipt in pending.of_project(project_id) if query.matches(receipt)]
    rows = analytics.select(
        load_statement("lumetra.ingest", "list_receipts").text,
        {
            "project_id": project_id,
            "trace_id": query.trace_id,
            "key_id": query.key_id,
            "state": query.state or "",
            "from_us": query.from_us,
            "until_us": query.until_us,
            "before_us": query.before[0],
            "before_id": query.before[1],
            "limit": query.limit,
        },
    )
    found = {receipt.id: receipt for receipt in waiting} | {row["id"]: _receipt(project_id, row) for row in rows}
    return sorted(found.values(), key=lambda r: (r.received_at_us, r.id), reverse=True)[: query.limit]


def _receipt(project_id: str, row: Row) -> Receipt:
    return Receipt(project_id=project_id, **row)
