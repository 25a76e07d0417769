"""Decodes one log record by its kind. The message that intake parsed is used when it is still at hand."""

from __future__ import annotations

import gzip
from typing import cast

import msgspec

from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation, Provenance, Rejection, Score, TraceUpdate
from lumetra.ingest.decode.batch import DecodedBatch, decode_batch, parse_batch
from lumetra.ingest.decode.log_events import LogEvent, decode_logs
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.decode.otlp import ParsedOtlp, decode_otlp, parse_otlp
from lumetra.ingest.decode.otlp_logs import ParsedLogs, parse_logs
from lumetra.ingest.internal import decode_internal
from lumetra.ingest.log import Delivery
from lumetra.ingest.refused import RefusedRequest, decode_refused


class Incoming(msgspec.Struct, kw_only=True):
    """What a record says, whatever way it came. The same record always gives the same result."""

    observations: list[Observation] = []
    traces: list[TraceUpdate] = []
    scores: list[Score] = []
    updates: list[ObservationUpdate] = []
    log_events: list[LogEvent] = []
    rejected: list[Rejection] = []
    deletions: list[Deletion] = []
    refused: RefusedRequest | None = None
    is_void: bool = False
    """True when nothing is to be kept of the request, not even a receipt."""


def plain_body(delivery: Delivery) -> bytes:
    """The body, decompressed. Intake has already made sure that it is small enough."""
    record = delivery.record
    return gzip.decompress(record.body) if record.content_encoding == "gzip" else record.body


def decode_delivery(delivery: Delivery, provenance: Provenance) -> Incoming:
    """The records of one delivery. Raises when it cannot be read at all."""
    record = delivery.record
    if record.kind == "internal":
        batch = decode_internal(record.body)
        return Incoming(observations=batch.observations, traces=batch.traces, scores=batch.scores, deletions=batch.deletions)
    if record.kind == "refused":
        return Incoming(refused=decode_refused(record.body))
    if record.kind in ("batch", "score_batch"):
        return _batch(delivery, provenance)
    if record.kind == "otlp_logs":
        return _logs(delivery, provenance)
    if delivery.parsed is None:
        parsed = parse_otlp(plain_body(delivery), record.content_type)
    else:
        parsed = cast(ParsedOtlp, delivery.parsed)
    decoded = decode_otlp(parsed, provenance)
    return Incoming(observations=decoded.observations, traces=decoded.traces, scores=decoded.scores, rejected=decoded.rejected)


def _batch(delivery: Delivery, provenance: Provenance) -> Incoming:
    """Intake has decoded a batch to answer it event by event; only one read back from disk must be decoded again."""
    decoded = delivery.parsed
    if not isinstance(decoded, DecodedBatch):
        parsed = parse_batch(plain_body(delivery))
        decoded = decode_batch(parsed, provenance, scores_only=delivery.record.kind == "score_batch")
    return Incoming(updates=decoded.observations, traces=decoded.traces, scores=decoded.scores, rejected=decoded.rejected)


def _logs(delivery: Delivery, provenance: Provenance) -> Incoming:
    parsed = delivery.parsed
    if not isinstance(parsed, ParsedLogs):
        parsed = parse_logs(plain_body(delivery), delivery.record.content_type)
    decoded = decode_logs(parsed, provenance)
    return Incoming(log_events=decoded.events, scores=decoded.scores, rejected=decoded.rejected)
