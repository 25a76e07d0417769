"""`POST /api/public/ingestion`: Langfuse batches, answered event by event (wire contract 3)."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lumetra.domain.access import Permission
from lumetra.domain.errors import AccessDenied, Refusal
from lumetra.http.access import WIRE_DENIED, find_access
from lumetra.ingest.decode.batch import DecodedBatch, decode_batch, parse_batch
from lumetra.ingest.intake.accept import RECEIPT_HEADER, Acceptor, raw_headers, refused_bytes, sdk_of
from lumetra.ingest.intake.body import content_encoding, decompress, read_body
from lumetra.ingest.log import LogRecord
from lumetra.ingest.provenance import provenance_of
from lumetra.ingest.refused import RefusedRequest

_LARGE_BYTES = 256 * 1024


class BatchIntake:
    """The handler. `max_body_bytes` bounds a body, as sent and again once decompressed."""

    def __init__(self, acceptor: Acceptor, *, max_body_bytes: int) -> None:
        self._acceptor = acceptor
        self._max_body_bytes = max_body_bytes

    async def ingestion(self, request: Request) -> Response:
        """Answers 207 once every good event is durable. Keys that may only write scores get an error for anything else."""
        access = await find_access(request)
        if not access.project_id or not access.may(Permission.SCORES_WRITE):
            raise AccessDenied(WIRE_DENIED)
        self._acceptor.pressure.check_intake()
        kind = "batch" if access.may(Permission.INGEST) else "score_batch"
        body = b""
        try:
            encoding = content_encoding(raw_headers(request).get(b"content-encoding", b""))
            body = await read_body(request, max_bytes=self._max_body_bytes)
            record = msgspec.structs.replace(
                self._acceptor.record(access, kind, body, sdk=sdk_of(request)),
                content_type="application/json",
                content_encoding=encoding,
            )
            if len(body) > _LARGE_BYTES:
                decoded = await asyncio.to_thread(self._decode, record)
            else:
                decoded = self._decode(record)
        except Refusal as refusal:
            errors: list[object] = list(refusal.detail) if isinstance(refusal.detail, list) else [refusal.message]
            refused = RefusedRequest(kind=kind, body_bytes=refused_bytes(request, body), reason=str(errors[0]))
            receipt_id = await self._acceptor.refuse(access, refused, sdk=sdk_of(request))
            answer = {"message": refusal.message, "error": "BadRequestError", "errors": errors}
            return JSONResponse(answer, refusal.status, headers={RECEIPT_HEADER: receipt_id} if receipt_id else {})
        receipt_id = await self._acceptor.accept(record, decoded, decoded.rejected)
        return JSONResponse(decoded.answer(), 207, headers={RECEIPT_HEADER: receipt_id})

    def _decode(self, record: LogRecord) -> DecodedBatch:
        parsed = parse_batch(decompress(record.body, record.content_encoding, max_bytes=self._max_body_bytes))
        return decode_batch(parsed, provenance_of(record), scores_only=record.kind == "score_batch")
