"""What every kind of intake does with a request it has checked: make it durable, and remember its receipt."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request

from lumetra.domain.access import Access
from lumetra.domain.ids import new_id
from lumetra.domain.observation import Rejection
from lumetra.ingest.log import IngestLog, LogRecord, LogUnavailable, RecordKind
from lumetra.ingest.pressure import Pressure
from lumetra.ingest.receipts.pending import PendingReceipts
from lumetra.ingest.receipts.receipt import Receipt
from lumetra.ingest.refused import RefusedRequest, encode_refused

RECEIPT_HEADER = "X-Lumetra-Receipt"


def sdk_of(request: Request) -> tuple[str, str]:
    """Name and version of the SDK as its headers say; some SDKs write them with underscores (wire contract 13.1)."""
    headers = raw_headers(request)
    agent, _, agent_version = headers.get(b"user-agent", b"").split(b" ")[0].partition(b"/")
    name = headers.get(b"x-langfuse-sdk-name") or headers.get(b"x_langfuse_sdk_name")
    version = headers.get(b"x-langfuse-sdk-version") or headers.get(b"x_langfuse_sdk_version") or b""
    if not name:  # OpenTelemetry's exporters say `OTel-OTLP-Exporter-Python/1.45.2`
        name, version = agent, version or agent_version
    return name[:100].decode("latin-1"), version[:100].decode("latin-1")


def refused_bytes(request: Request, body: bytes) -> int:
    """The size of a body that was refused: as read, else as announced."""
    announced = raw_headers(request).get(b"content-length", b"")
    return len(body) or (int(announced) if announced.isdigit() else 0)


def raw_headers(request: Request) -> dict[bytes, bytes]:
    """The headers by lower-case name, of repeated ones the last. Starlette's own mapping searches its list for every name."""
    return dict(request.scope["headers"])


class Acceptor:
    """The last step of intake. One for the whole process; safe from any thread."""

    def __init__(self, log: IngestLog, pressure: Pressure, pending: PendingReceipts) -> None:
        self._log = log
        self._pending = pending
        self.pressure = pressure

    def record(self, access: Access, kind: RecordKind, body: bytes, *, sdk: tuple[str, str] = ("", "")) -> LogRecord:
        """A record for the log with a receipt id of its own."""
        return LogRecord(
            kind=kind,
            project_id=access.project_id,
            receipt_id=new_id(),
            key_id=access.key_id,
            sdk_name=sdk[0],
            sdk_version=sdk[1],
            received_at_us=time.time_ns() // 1000,
            content_type="",
            content_encoding="",
            body=body,
        )

    async def accept(self, record: LogRecord, parsed: object | None, rejected: list[Rejection]) -> str:
        """The receipt id, once the record is durable. Raises LogUnavailable."""
        self._note(record).reject(rejected)
        try:
            await asyncio.wrap_future(self._log.append(record, parsed))
        except Exception:
            self._pending.remove([record.receipt_id])
            raise
        return record.receipt_id

    def accept_blocking(self, record: LogRecord, parsed: object | None, rejected: list[Rejection]) -> str:
        """The same for callers on a worker thread."""
        self._note(record).reject(rejected)
        try:
            self._log.append(record, parsed).result()
        except Exception:
            self._pending.remove([record.receipt_id])
            raise
        return record.receipt_id

    async def refuse(self, access: Access, refused: RefusedRequest, *, sdk: tuple[str, str]) -> str:
        """The id of a receipt that says why a request was refused; empty when the log cannot take even that."""
        return await asyncio.to_thread(self.refuse_blocking, access, refused, sdk=sdk)

    def refuse_blocking(self, access: Access, refused: RefusedRequest, *, sdk: tuple[str, str]) -> str:
        """The same for callers on a worker thread."""
        record = self.record(access, "refused", encode_refused(refused), sdk=sdk)
        self._note(record).refuse(refused)
        try:
            self._log.append(record, None).result()
        except LogUnavailable:  # the refusal is what the caller needs to know; its receipt can be spared
            self._pending.remove([record.receipt_id])
            return ""
        return record.receipt_id

    def _note(self, record: LogRecord) -> Receipt:
        receipt = Receipt.of(record, "durable")
        self._pending.add(receipt)
        return receipt
