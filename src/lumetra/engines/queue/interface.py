"""What the rest of Lumetra may ask of a work queue and of live events. Synchronous; safe to call from many threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One piece of work. `deliveries` counts from 1; more means that a former taker did not finish it."""

    id: str
    payload: bytes
    deliveries: int


@dataclass(frozen=True)
class Backlog:
    """What is added and not yet acknowledged, taken or not. The age is of the oldest of them, 0 when there is none."""

    length: int
    oldest_age_seconds: float


class WorkQueue(Protocol):
    """Hands each message to one taker at a time, at least once.

    Messages are references (a key of a blob, an id), not bulk. First deliveries are in the order of adding; a message
    that its taker neither acknowledged nor touched for `claim_after_seconds` is delivered again, to anybody, before new
    ones. The queue in process forgets everything when the process ends, so the truth must lie elsewhere: in the log, in
    the database. Errors: `Transient` when Redis cannot be reached.
    """

    def add(self, payloads: Sequence[bytes]) -> None:
        """Append, in order, all or nothing. Over Redis they survive the death of this process."""
        ...

    def take(self, taker: str, *, limit: int, wait_seconds: float) -> Sequence[Message]:
        """Up to `limit` messages for this taker, waiting until there is one; empty when the time is over.

        `taker` names a worker; two workers must not share a name.
        """
        ...

    def touch(self, taker: str, ids: Sequence[str]) -> None:
        """Say that we still work on these, so that nobody else gets them. Ids that are done are ignored."""
        ...

    def acknowledge(self, ids: Sequence[str]) -> None:
        """These are done for good. Unknown ids are ignored."""
        ...

    def backlog(self) -> Backlog:
        """How much is waiting or being worked on."""
        ...

    def close(self) -> None:
        """Release connections. What was taken and not acknowledged goes to others."""
        ...


class LiveEvents(Protocol):
    """Tells every process that something has happened, as it happens. At most once: nothing is kept for who is away.

    Use it to wake a view or to drop a cached value; never as the only way to learn of a fact.
    """

    def publish(self, channel: str, payload: bytes) -> None:
        """Send to all listeners of the channel in all processes, this one too. Raises Transient when Redis is away."""
        ...

    def listen(self, channel: str, listener: Callable[[bytes], None]) -> Callable[[], None]:
        """Call `listener` with each later payload, one at a time and in order of arrival; returns what ends it.

        It is called on a thread of the publisher or of the engine: hand over to an event loop and return at once. An
        exception of a listener is logged and harms no other. Delivery has begun when this returns.
        """
        ...

    def close(self) -> None:
        """End all listening."""
        ...
