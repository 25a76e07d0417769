"""Where the records of a log record came from. The same record always gives the same provenance."""

from __future__ import annotations

from typing import Final, Literal

from lumetra.domain.observation import Provenance
from lumetra.ingest.log import LogRecord, RecordKind

_SOURCES: Final[dict[RecordKind, Literal["otel", "api", "internal"]]] = {
    "otlp": "otel",
    "otlp_logs": "otel",
    "batch": "api",
    "score_batch": "api",
    "internal": "internal",
    "refused": "internal",
}


def provenance_of(record: LogRecord) -> Provenance:
    """One object, shared by all records of the request."""
    return Provenance(
        project_id=record.project_id,
        receipt_id=record.receipt_id,
        received_at_us=record.received_at_us,
        source=_SOURCES[record.kind],
        key_id=record.key_id,
        sdk_name=record.sdk_name,
        sdk_version=record.sdk_version,
    )
