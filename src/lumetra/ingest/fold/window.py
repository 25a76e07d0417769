"""The window of recent things that arrive in pieces. Complete back to a horizon, so that new ones need no look-up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

from lumetra.ingest.fold.entity import Entity, TraceEntity
from lumetra.ingest.fold.span_entity import SpanEntity

Key = tuple[str, str]
E = TypeVar("E", Entity, TraceEntity, SpanEntity)

CLOCK_MARGIN_US: Final = 30_000_000
"""How far ahead the clock of a sender may be before its older records are taken for new ones."""


class Window(Generic[E]):
    """Entities by (project id, id), the longest untouched first.

    What began after `horizon_us` and is not in here has no stored rows. Only what has been written may become light or be
    forgotten: `written` says up to which block that is so.
    """

    def __init__(
        self, make: Callable[[], E], *, started_at_us: int, max_bytes: int, max_entities: int, written: Callable[[], int]
    ) -> None:
        self._make = make
        self._entities: OrderedDict[Key, E] = OrderedDict()
        self._max_bytes = max_bytes
        self._max_entities = max_entities
        self._written = written
        self._bytes = 0
        self.horizon_us = started_at_us

    def __contains__(self, key: Key) -> bool:
        return key in self._entities

    def touch(self, key: Key, *, begin_us: int | None, now_us: int) -> E:
        """The entity of this key. A new one is resolved when it must be new: it began, as it says itself, after the horizon."""
        entity = self._entities.get(key)
        if entity is None:
            entity = self._entities[key] = self._make()
            entity.is_resolved = (
                begin_us is not None and self.horizon_us + CLOCK_MARGIN_US <= begin_us <= now_us + CLOCK_MARGIN_US
            )
            self._bytes += entity.size
        else:
            self._entities.move_to_end(key)
        entity.touched_us = now_us
        return entity

    def grew(self, difference: int) -> None:
        """An entity takes so many bytes more."""
        self._bytes += difference

    def forget(self, keys: Iterator[Key]) -> None:
        """Drop what was deleted."""
        for key in keys:
            entity = self._entities.pop(key, None)
            if entity is not None:
                self._bytes -= entity.size

    def forget_where(self, gone: Callable[[Key, E], bool]) -> None:
        """Drop everything for which `gone` says so."""
        self.forget(iter([key for key, entity in self._entities.items() if gone(key, entity)]))

    def trim(self) -> None:
        """Keep to the bounds: first the whole and then other written ones become light, then the oldest are forgotten."""
        written = self._written()
        if self._bytes > self._max_bytes:
            self._lighten(written, whole_only=True)
        if self._bytes > self._max_bytes:
            self._lighten(written, whole_only=False)
        excess = len(self._entities) - self._max_entities
        if excess > 0:
            for key, entity in list(self._entities.items())[:excess]:
                if entity.block <= written:
                    self._bytes -= self._entities.pop(key).size
                    self.horizon_us = max(self.horizon_us, entity.touched_us)

    def _lighten(self, written: int, *, whole_only: bool) -> None:
        target = self._max_bytes // 2
        for entity in self._entities.values():
            if self._bytes <= target:
                return
            if entity.light or entity.block > written or (whole_only and not entity.is_whole):
                continue
            self._bytes -= entity.size
            entity.lighten()
            self._bytes += entity.size
