"""Receipts of requests that are durable but not stored yet. They live in memory: after a restart the log brings them back."""

from __future__ import annotations

import threading

from lumetra.ingest.receipts.receipt import Receipt


class PendingReceipts:
    """Safe from any thread. A receipt leaves when it has been written to the analytics engine."""

    def __init__(self) -> None:
        self._receipts: dict[str, Receipt] = {}
        self._lock = threading.Condition()

    def add(self, receipt: Receipt) -> None:
        """Note a durable request."""
        with self._lock:
            self._receipts[receipt.id] = receipt

    def remove(self, receipt_ids: list[str]) -> None:
        """These can now be read from the analytics engine."""
        with self._lock:
            for receipt_id in receipt_ids:
                self._receipts.pop(receipt_id, None)
            self._lock.notify_all()

    def forget(self, *, received_before_us: int) -> None:
        """Drop the oldest entries, those received before this time (µs)."""
        with self._lock:
            while self._receipts:
                oldest = next(iter(self._receipts.values()))
                if oldest.received_at_us >= received_before_us:
                    return
                del self._receipts[oldest.id]

    def close(self) -> None:
        """Release what is held."""

    def wait_until_gone(self, receipt_id: str, *, timeout_seconds: float) -> bool:
        """Block until this receipt is no longer pending. False when the time ran out."""
        with self._lock:
            return self._lock.wait_for(lambda: receipt_id not in self._receipts, timeout_seconds)

    def of_project(self, project_id: str) -> list[Receipt]:
        """What is pending in a project, newest first."""
        with self._lock:
            found = [receipt for receipt in self._receipts.values() if receipt.project_id == project_id]
        return sorted(found, key=lambda receipt: receipt.received_at_us, reverse=True)
