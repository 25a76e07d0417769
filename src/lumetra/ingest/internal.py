"""Records that Lumetra writes itself (scores, edits, playground traces, judges, deletions), as they lie in the log."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation, Score, TraceUpdate

InternalRecord = Observation | TraceUpdate | Score | Deletion


class InternalBatch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The records of one submission, by kind; within a kind in the order given. Deletions take effect first."""

    observations: list[Observation] = []
    traces: list[TraceUpdate] = []
    scores: list[Score] = []
    deletions: list[Deletion] = []


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(InternalBatch)


def sort_records(records: Sequence[InternalRecord]) -> InternalBatch:
    """Put every record under its kind."""
    batch = InternalBatch(observations=[], traces=[], scores=[], deletions=[])
    for record in records:
        if isinstance(record, Observation):
            batch.observations.append(record)
        elif isinstance(record, TraceUpdate):
            batch.traces.append(record)
        elif isinstance(record, Score):
            batch.scores.append(record)
        else:
            batch.deletions.append(record)
    return batch


def encode_internal(batch: InternalBatch) -> bytes:
    """The body of a log record of kind `internal`."""
    return _encoder.encode(batch)


def decode_internal(body: bytes) -> InternalBatch:
    """The inverse of encode_internal. Raises msgspec.DecodeError."""
    return _decoder.decode(body)
