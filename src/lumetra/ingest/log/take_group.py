"""Which of the appends that wait are written at once. Both logs commit in groups: one sync, or one object, for many requests."""

from __future__ import annotations

from typing import Protocol, TypeVar


class Waiting(Protocol):
    """An append that waits for its commit."""

    @property
    def payload(self) -> bytes: ...


W = TypeVar("W", bound=Waiting)


def take_group(waiting: list[W], enough_bytes: int) -> list[W]:
    """Remove and return the oldest, until they are more than `enough_bytes`; empty when nothing waits. Hold the log's lock."""
    size = count = 0
    for append in waiting:
        size += len(append.payload)
        count += 1
        if size > enough_bytes:
            break
    group = waiting[:count]
    del waiting[:count]
    return group
