"""What the way of an event asks of its log: append durably, deliver in order, forget when stored, read again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Protocol

import msgspec

from lumetra.domain.errors import Transient
from lumetra.ingest.log.record import Delivery, LogRecord


class LogUnavailable(Transient):
    """The log cannot take records now (disk full, store unreachable). Nothing of the request was acknowledged."""


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """What is durable but not stored yet: its bytes, and when its oldest record was logged (µs) (0 when empty)."""

    bytes: int
    oldest_logged_at_us: int


class IngestLog(Protocol):
    """An append-only log of accepted requests, and the raw archive of them for some time. Safe to call from any thread."""

    def append(self, record: LogRecord, parsed: object | None = None) -> Future[int]:
        """Add one record; the future gives the time it was logged (µs) once the record is durable.

        The future fails with LogUnavailable when it could not be made durable. `parsed` travels to the pipeline beside
        the record when both are in the same process and memory allows. Records become durable in the order of the calls.
        """
        ...

    def take(self, *, max_bytes: int, timeout_seconds: float) -> list[Delivery]:
        """The next records for the pipeline, oldest first; waits up to the timeout for the first one. One caller at a time.

        After a restart, delivery begins again at the oldest record that was not marked stored. A record is delivered
        again after a crash, never twice to a living caller.
        """
        ...

    def mark_stored(self, deliveries: list[Delivery]) -> None:
        """These records need not be delivered again. Cheap; the fact may become durable up to a second later."""
        ...

    def backlog(self) -> Backlog:
        """How far the pipeline is behind. Cheap enough to ask on every request."""
        ...

    def replay(self, *, from_us: int, until_us: int) -> Iterator[Delivery]:
        """Records logged in [from, until), oldest first, stored or not, as far back as segments are kept."""
        ...

    def close(self) -> None:
        """Write out what was appended, remember what was stored, and stop. Appending afterwards fails."""
        ...
