"""One thing that arrives in pieces, as the window remembers it: an observation, or what belongs to a trace itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import UNSET

from lumetra.domain.observation import Observation, TraceUpdate
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.fold.merge_rules import fold_observation, fold_trace
from lumetra.ingest.write.rows import trace_row_id

_OVERHEAD_BYTES: Final = 700
_MOST_EVENTS: Final = 16
"""Beyond so many pieces the older ones are merged for good; who sends more of them than that sends them in order."""


class Place(msgspec.Struct, frozen=True):
    """Where a row lies in the table: the parts of its key that folding may change."""

    trace_id: str
    hour: int


def place_of(observation: Observation) -> Place:
    """The place of this observation's row."""
    return Place(observation.trace_id, observation.start_time_us // 3_600_000_000)


class Remembered:
    """What the window remembers of anything that arrives in pieces.

    `is_resolved` is False while it is not known whether rows of it are stored. A light one has forgotten its content because all of it
    is stored.
    """

    __slots__ = ("block", "created_at_us", "is_resolved", "light", "place", "size", "touched_us", "version")

    def __init__(self, size: int = _OVERHEAD_BYTES) -> None:
        self.is_resolved = False
        self.light = False
        self.place: Place | None = None
        self.version = 0
        self.created_at_us = 0
        self.block = 0
        self.touched_us = 0
        self.size = size

    def _become_light(self, size: int = _OVERHEAD_BYTES) -> None:
        """Its content is forgotten: should another piece come, the stored row is read first."""
        self.light = True
        self.is_resolved = False
        self.size = size


class Entity(Remembered):
    """An observation. A light one still knows which events it has seen."""

    __slots__ = ("base", "events", "pieces")

    def __init__(self) -> None:
        super().__init__()
        self.base: Observation | None = None
        self.pieces: dict[str, ObservationUpdate] = {}
        self.events: set[str] = set()

    def add(self, update: ObservationUpdate) -> bool:
        """Take one event in. False when it was taken before, and clients only sent it again."""
        if update.event_id in self.events:
            return False
        self.events.add(update.event_id)
        self.pieces[update.event_id] = update
        self.size += _size(update)
        return True

    def fold(self) -> Observation:
        """The observation as all pieces make it, in whatever order they came."""
        folded = fold_observation(self.base, self.pieces.values())
        if len(self.pieces) > _MOST_EVENTS:
            self.base = folded
            self.pieces.clear()
        return folded

    @property
    def is_whole(self) -> bool:
        """True when nothing more is expected: it has ended."""
        return any(piece.end_time_us is not UNSET for piece in self.pieces.values())

    def lighten(self) -> None:
        """Forget the content."""
        self.base = None
        self.pieces.clear()
        self._become_light()


class TraceEntity(Remembered):
    """What updates say about a trace itself. Updates carry no event id: a repeated one changes nothing."""

    __slots__ = ("base", "pieces")

    def __init__(self) -> None:
        super().__init__()
        self.base: TraceUpdate | None = None
        self.pieces: list[TraceUpdate] = []

    def add(self, update: TraceUpdate) -> bool:
        """Take one update in. False when it says exactly what the last one said."""
        if self.pieces and self.pieces[-1] == update:
            return False
        self.pieces.append(update)
        self.size += _size(update)
        return True

    def fold(self) -> Observation:
        """What belongs to the trace itself, in the shape of a row of its own."""
        folded = fold_trace(self.base, self.pieces)
        if len(self.pieces) > _MOST_EVENTS:
            self.base = folded
            self.pieces.clear()
        return trace_row(folded)

    @property
    def is_whole(self) -> bool:
        """Traces never say that they have ended."""
        return True

    def lighten(self) -> None:
        """Forget the content."""
        self.base = None
        self.pieces.clear()
        self._become_light()


def trace_row(update: TraceUpdate) -> Observation:
    """The row of the trace itself; name, user, session, tags and the like reach it as they reach every row of the trace."""
    return Observation(
        trace_id=update.trace_id,
        id=trace_row_id(update.trace_id),
        start_time_us=update.timestamp_us,
        name=_text(update.name),
        environment=update.environment if update.environment is not UNSET else "default",
        version=_text(update.version),
        release=_text(update.release),
        input=_text(update.input),
        output=_text(update.output),
        metadata=update.metadata if update.metadata is not UNSET else {},
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _size(update: ObservationUpdate | TraceUpdate) -> int:
    texts: Iterable[object] = (update.input, update.output, *(update.metadata or {}).values())
    return _OVERHEAD_BYTES + sum(len(text) for text in texts if isinstance(text, str))
