"""Receipts as columns of the `receipts` table."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from lumetra.ingest.receipts.receipt import Receipt
from lumetra.ingest.write.arrays import text, text_lists, times


def receipt_table(receipts: Sequence[Receipt]) -> pa.Table:
    """All columns of `receipts` for these, in the order given."""
    names = ("id", "project_id", "kind", "key_id", "sdk_name", "sdk_version", "state")
    counts = ("body_bytes", "accepted", "rejected")
    return pa.table(
        {
            **{name: text([getattr(r, name) for r in receipts]) for name in names},
            **{name: pa.array([getattr(r, name) for r in receipts], pa.uint64()) for name in counts},
            "received_at": times([r.received_at_us for r in receipts]),
            "stored_at": times([r.stored_at_us for r in receipts]),
            "reasons": text_lists([r.reasons for r in receipts]),
            "trace_ids": text_lists([r.trace_ids for r in receipts]),
        }
    )
