"""Pending receipts of a cluster: who accepts a request learns over live events that another process has stored it."""

from __future__ import annotations

import logging
import time

import msgspec

from lumetra.domain.errors import Transient
from lumetra.engines.queue import LiveEvents
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.receipts.receipt import Receipt

log = logging.getLogger(__name__)

CHANNEL = "lumetra:ingest:stored"
_FORGET_AFTER_US = 600 * 1_000_000


class RelayedReceipts(PendingReceipts):
    """PendingReceipts whose removals reach every process. Live events may be lost, so an entry leaves after ten minutes."""

    def __init__(self, live_events: LiveEvents) -> None:
        super().__init__()
        self._live_events = live_events
        self._end = live_events.listen(CHANNEL, self._on_stored)

    def add(self, receipt: Receipt) -> None:
        """See PendingReceipts.add."""
        super().add(receipt)
        self.forget(received_before_us=time.time_ns() // 1000 - _FORGET_AFTER_US)

    def remove(self, receipt_ids: list[str]) -> None:
        """See PendingReceipts.remove; tells the others."""
        super().remove(receipt_ids)
        if not receipt_ids:
            return
        try:
            self._live_events.publish(CHANNEL, msgspec.json.encode(receipt_ids))
        except Transient as error:
            log.warning("other processes were not told of stored receipts: %s", error)

    def close(self) -> None:
        """Stop listening."""
        self._end()

    def _on_stored(self, payload: bytes) -> None:
        super().remove(msgspec.json.decode(payload, type=list[str]))
