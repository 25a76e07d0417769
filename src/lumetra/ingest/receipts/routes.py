"""`/api/v1` routes that answer "where is my trace?": receipts of requests, and how far behind ingestion is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.work import Work
from lumetra.engines.analytics import Analytics
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.ingest.pressure import Pressure
from lumetra.ingest.receipts.find_receipts import LATEST_US, ReceiptQuery, find_receipts
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.receipts.receipt import Receipt, ReceiptState


class ReceiptView(BaseModel):
    """What became of one intake request. `durable`: safe, not yet readable; `failed`: refused, or set aside on the server's disk."""

    id: str
    state: ReceiptState
    received_at: datetime
    stored_at: datetime | None
    kind: str
    key_id: str
    sdk_name: str
    sdk_version: str
    body_bytes: int
    accepted: int
    rejected: int
    reasons: list[str]
    trace_ids: list[str]


class ReceiptList(BaseModel):
    """Newest first."""

    data: list[ReceiptView]
    next_cursor: str | None


class IngestionState(BaseModel):
    """How far behind ingestion is. `level` 0.8 begins to pause other work, 1.0 refuses new events."""

    level: float
    backlog_bytes: int
    backlog_age_seconds: float
    paused: list[Work]


def build_receipt_routes(analytics: Analytics, pending: PendingReceipts, pressure: Pressure) -> APIRouter:
    """The routes; `pending` are the receipts that have not reached the analytics engine."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["receipts"])

    @router.get("/receipts")
    def get_receipts(
        paging: CursorPaging,
        trace_id: Annotated[str, Query(description="Only requests that carried this trace.")] = "",
        key_id: Annotated[str, Query(description="Only requests made with this API key.")] = "",
        state: Annotated[ReceiptState | None, Query(description="Only requests in this state.")] = None,
        received_from: Annotated[datetime | None, Query(description="Received at or after.")] = None,
        received_until: Annotated[datetime | None, Query(description="Received before.")] = None,
        access: Access = requires(Permission.RECEIPTS_READ),
    ) -> ReceiptList:
        """Receipts of this project's ingestion requests, newest first."""
        parts = paging.parts(2)
        query = ReceiptQuery(
            trace_id=trace_id,
            key_id=key_id,
            state=state,
            from_us=_microseconds(received_from, 0),
            until_us=_microseconds(received_until, LATEST_US),
            before=(int(parts[0]), str(parts[1])) if parts else (LATEST_US, ""),
            limit=paging.limit,
        )
        found = find_receipts(analytics, pending, access.project_id, query)
        more = len(found) == paging.limit
        return ReceiptList(
            data=[_view(receipt) for receipt in found],
            next_cursor=encode_cursor(found[-1].received_at_us, found[-1].id) if more else None,
        )

    @router.get("/ingestion")
    def get_ingestion_state(access: Access = requires(Permission.RECEIPTS_READ)) -> IngestionState:
        """How far behind ingestion is, for the whole server, and what is paused for it."""
        state = pressure.state()
        return IngestionState(
            level=state.level,
            backlog_bytes=state.backlog_bytes,
            backlog_age_seconds=state.backlog_age_seconds,
            paused=state.paused,
        )

    return router


def _microseconds(moment: datetime | None, default: int) -> int:
    if moment is None:
        return default
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1e6)


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, UTC)


def _view(receipt: Receipt) -> ReceiptView:
    return ReceiptView(
        id=receipt.id,
        state=receipt.state,
        received_at=_moment(receipt.received_at_us),
        stored_at=None if receipt.stored_at_us is None else _moment(receipt.stored_at_us),
        kind=receipt.kind,
        key_id=receipt.key_id,
        sdk_name=receipt.sdk_name,
        sdk_version=receipt.sdk_version,
        body_bytes=receipt.body_bytes,
        accepted=receipt.accepted,
        rejected=receipt.rejected,
        reasons=receipt.reasons,
        trace_ids=receipt.trace_ids,
    )
