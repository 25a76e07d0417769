"""OTLP requests to domain records: `parse_otlp` checks the whole, `decode_otlp` reads span by span."""

from __future__ import annotations

from typing import Any

from lumetra.domain import json_text
from lumetra.domain.errors import Refusal
from lumetra.domain.observation import Provenance, Rejection
from lumetra.ingest.decode import otlp_json, otlp_protobuf
from lumetra.ingest.decode.decoded import Decoded
from lumetra.ingest.decode.raw_span import BadSpan, Origin, ParsedOtlp, RawSpan
from lumetra.ingest.decode.span_records import SharedMetadata, SpanRecords, read_span
from lumetra.ingest.decode.trace_updates import TraceUpdates

__all__ = ["Decoded", "ParsedOtlp", "decode_otlp", "parse_otlp"]


def parse_otlp(body: bytes, content_type: str) -> ParsedOtlp:
    """Parse the (already decompressed) body of a trace export request. The result belongs to the caller and is not changed by decoding.

    Content type and errors follow wire contract 4.1: anything but `application/json` and `application/x-protobuf`
    (also `application/protobuf`) is refused, as is a body that is not well-formed. An empty body is an empty request.
    """
    kind = content_type.lower()
    if "application/json" in kind:
        return otlp_json.parse(body)
    if "application/x-protobuf" in kind or "application/protobuf" in kind:
        return otlp_protobuf.parse(body)
    raise Refusal(
        "Invalid content type", code="invalid_content_type", detail={"expected": ["application/json", "application/x-protobuf"]}
    )


def decode_otlp(parsed: ParsedOtlp, provenance: Provenance) -> Decoded:
    """Every good span as an observation, with the trace updates and scores it carries; every bad one as a rejection. Never raises on a span."""
    decoded = Decoded()
    traces = TraceUpdates()
    for origin, spans in parsed.origins():
        shared = _shared_metadata(origin)
        for index, raw in enumerate(spans):
            result = _read(raw, origin, shared, provenance, index)
            if isinstance(result, Rejection):
                decoded.rejected.append(result)
                continue
            decoded.observations.append(result.observation)
            if result.scores:
                decoded.scores.extend(result.scores)
            if result.trace is not None:
                traces.add(result.trace, is_root=not result.observation.parent_id or result.observation.is_app_root)
    decoded.traces = traces.all()
    return decoded


def _read(
    raw: RawSpan | BadSpan, origin: Origin, shared: SharedMetadata, provenance: Provenance, index: int
) -> SpanRecords | Rejection:
    if isinstance(raw, BadSpan):
        return Rejection(where=raw.where, reason=raw.reason)
    try:
        return read_span(raw, origin, shared, provenance)
    except Exception as error:  # one bad span never harms its neighbours, whatever is wrong with it
        where = raw.span_id[:64] or f"span {index}"
        return Rejection(where=where, reason=f"could not be read: {type(error).__name__}: {str(error)[:200]}")


def _shared_metadata(origin: Origin) -> SharedMetadata:
    """The metadata that all spans of a scope share, encoded once."""
    scope: dict[str, Any] = {"name": origin.scope_name, "version": origin.scope_version, "attributes": origin.scope_attributes}
    if origin.schema_url or origin.resource_schema_url:
        scope["schemaUrl"] = origin.schema_url or origin.resource_schema_url
    return SharedMetadata(resource=json_text.write(origin.resource), scope=json_text.write(scope))
