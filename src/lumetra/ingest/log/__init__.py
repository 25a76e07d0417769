"""The ingestion log: nothing is acknowledged before it is in here, and everything in here is stored in the end."""

from lumetra.ingest.log.interface import Backlog, IngestLog, LogUnavailable
from lumetra.ingest.log.record import Delivery, LogRecord, RecordKind

__all__ = ["Backlog", "Delivery", "IngestLog", "LogRecord", "LogUnavailable", "RecordKind"]
