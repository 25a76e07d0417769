"""One receipt: who sent what, how much of it was accepted, why the rest was not, and how far it has come."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from lumetra.domain.observation import Rejection
from lumetra.ingest.log.record import LogRecord
from lumetra.ingest.refused import RefusedRequest

ReceiptState = Literal["durable", "stored", "failed"]

MAX_REASONS: Final = 20
MAX_TRACE_IDS: Final = 200
MAX_REASON_LENGTH: Final = 500


class Receipt(msgspec.Struct, kw_only=True):
    """`body_bytes` is the size as sent. `reasons` holds the first 20 rejections, `trace_ids` the first 200 traces.

    `durable`: safe, not yet readable. `stored`: readable. `failed`: nothing of it was taken, or it was set aside; `reasons` say why.
    """

    id: str
    project_id: str
    received_at_us: int
    kind: str
    key_id: str
    sdk_name: str
    sdk_version: str
    body_bytes: int
    state: ReceiptState = "durable"
    stored_at_us: int | None = None
    accepted: int = 0
    rejected: int = 0
    reasons: list[str] = []
    trace_ids: list[str] = []

    @classmethod
    def of(cls, record: LogRecord, state: ReceiptState) -> Receipt:
        """The receipt of a request that the log takes."""
        return cls(
            id=record.receipt_id,
            project_id=record.project_id,
            received_at_us=record.received_at_us,
            kind=record.kind,
            key_id=record.key_id,
            sdk_name=record.sdk_name,
            sdk_version=record.sdk_version,
            body_bytes=len(record.body),
            state=state,
        )

    def reject(self, rejections: list[Rejection]) -> None:
        """Count these and keep the first reasons."""
        if rejections:
            self.rejected += len(rejections)
            self.reasons = [*self.reasons, *(f"{r.where}: {r.reason}" for r in rejections)][:MAX_REASONS]

    def refuse(self, refused: RefusedRequest) -> None:
        """The whole request was refused."""
        self.kind, self.body_bytes, self.state = refused.kind, refused.body_bytes, "failed"
        self.rejected, self.reasons = 1, [refused.reason[:MAX_REASON_LENGTH]]
