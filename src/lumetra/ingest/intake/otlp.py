"""OTLP over HTTP: traces and events of the log are accepted, metrics are acknowledged and dropped (SDKs send them along)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lumetra.domain.access import Permission
from lumetra.domain.errors import Refusal
from lumetra.domain.observation import Rejection
from lumetra.http.access import authorize
from lumetra.ingest.decode.otlp import parse_otlp
from lumetra.ingest.decode.otlp_logs import parse_logs
from lumetra.ingest.intake.accept import RECEIPT_HEADER, Acceptor, raw_headers, refused_bytes, sdk_of
from lumetra.ingest.intake.bad_spans import bad_spans
from lumetra.ingest.intake.body import content_encoding, decompress, read_body
from lumetra.ingest.log.record import RecordKind
from lumetra.ingest.refused import RefusedRequest

_LARGE_BYTES = 512 * 1024
_NEWEST_VERSION = 4

Parse = Callable[[bytes, str, str], tuple[object, list[Rejection]]]
"""(body, content encoding, content type) → the parsed request, and what of it the answer must call rejected."""


class OtlpIntake:
    """The handlers. `max_body_bytes` bounds a body, as sent and again once decompressed."""

    def __init__(self, acceptor: Acceptor, *, max_body_bytes: int) -> None:
        self._acceptor = acceptor
        self._max_body_bytes = max_body_bytes

    async def traces(self, request: Request) -> Response:
        """`POST /api/public/otel/v1/traces` and `/v1/traces` (wire contract 4.1). Answers once the spans are durable."""
        return await self._take(request, "otlp", self._parse_spans, "rejectedSpans")

    async def logs(self, request: Request) -> Response:
        """`POST /api/public/otel/v1/logs` and `/v1/logs`: events about spans. Answers once they are durable; what is no such event is
        counted in the receipt and not in the answer, because exporters would report every ordinary log line as lost.
        """
        return await self._take(request, "otlp_logs", self._parse_logs, "rejectedLogRecords")

    async def _take(self, request: Request, kind: RecordKind, parse: Parse, rejected_name: str) -> Response:
        access = await authorize(request, Permission.INGEST)
        self._acceptor.pressure.check_intake()
        body = b""
        try:
            headers = raw_headers(request)
            _check_version(headers.get(b"x-langfuse-ingestion-version", b"").decode("latin-1"))
            encoding = content_encoding(headers.get(b"content-encoding", b""))
            body = await read_body(request, max_bytes=self._max_body_bytes)
            content_type = headers.get(b"content-type", b"").decode("latin-1")
            # A large body is read beside the event loop, so that other requests do not wait for it.
            if len(body) > _LARGE_BYTES:
                parsed, rejected = await asyncio.to_thread(parse, body, encoding, content_type)
            else:
                parsed, rejected = parse(body, encoding, content_type)
        except Refusal as refusal:
            refused = RefusedRequest(kind=kind, body_bytes=refused_bytes(request, body), reason=refusal.message)
            return _refused(refusal, await self._acceptor.refuse(access, refused, sdk=sdk_of(request)))
        record = msgspec.structs.replace(
            self._acceptor.record(access, kind, body, sdk=sdk_of(request)), content_type=content_type, content_encoding=encoding
        )
        receipt_id = await self._acceptor.accept(record, parsed, rejected)
        if rejected:
            return JSONResponse(_partial_success(rejected, rejected_name), headers={RECEIPT_HEADER: receipt_id})
        return Response(b"{}", media_type="application/json", headers={RECEIPT_HEADER: receipt_id})

    def _parse_spans(self, body: bytes, encoding: str, content_type: str) -> tuple[object, list[Rejection]]:
        parsed = parse_otlp(decompress(body, encoding, max_bytes=self._max_body_bytes), content_type)
        return parsed, bad_spans(parsed)

    def _parse_logs(self, body: bytes, encoding: str, content_type: str) -> tuple[object, list[Rejection]]:
        return parse_logs(decompress(body, encoding, max_bytes=self._max_body_bytes), content_type), []

    async def ignored(self, request: Request) -> Response:
        """`POST …/v1/metrics`: read, acknowledged and not kept, so that exporters do not retry for ever."""
        await authorize(request, Permission.INGEST)
        await read_body(request, max_bytes=self._max_body_bytes)
        return JSONResponse({})


def _partial_success(rejected: list[Rejection], name: str) -> dict[str, object]:
    reasons = "; ".join(f"{r.where}: {r.reason}" for r in rejected[:5])
    return {"partialSuccess": {name: str(len(rejected)), "errorMessage": reasons}}


def _refused(refusal: Refusal, receipt_id: str) -> Response:
    headers = {RECEIPT_HEADER: receipt_id} if receipt_id else {}
    return JSONResponse({"error": refusal.message, "message": refusal.message}, refusal.status, headers=headers)


def _check_version(text: str) -> None:
    if text and (not text.isdigit() or int(text) > _NEWEST_VERSION):
        raise Refusal(f'Unsupported x-langfuse-ingestion-version: "{text}". Maximum supported: "{_NEWEST_VERSION}".')
