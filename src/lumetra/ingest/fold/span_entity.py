"""A span that events of the log are about, as the window remembers it."""

from __future__ import annotations

from typing import Final

from lumetra.domain.observation import Observation, Provenance
from lumetra.ingest.decode.log_events import LogEvent
from lumetra.ingest.fold.entity import Remembered
from lumetra.ingest.fold.log_content import add_log_events, span_over

_OVERHEAD_BYTES: Final = 900
_MOST_EVENTS: Final = 100
"""Beyond so many events the older ones are merged for good; what comes later then stands behind them, whenever it was said."""


class SpanEntity(Remembered):
    """`span` is the span itself when it came after events of it, `base` what is stored or was merged for good."""

    __slots__ = ("base", "pieces", "provenance", "span")

    def __init__(self) -> None:
        super().__init__(_OVERHEAD_BYTES)
        self.base: Observation | None = None
        self.span: Observation | None = None
        self.provenance: Provenance | None = None
        self.pieces: dict[str, LogEvent] = {}

    def add(self, event: LogEvent, provenance: Provenance) -> bool:
        """Take one event in. False when it was taken before."""
        if event.event_id in self.pieces:
            return False
        self.pieces[event.event_id] = event
        self.provenance = self.provenance or provenance
        self.size += _OVERHEAD_BYTES + sum(len(value) for value in event.attributes.values() if isinstance(value, str))
        return True

    def take_span(self, span: Observation) -> None:
        """Take the span itself in, again when it was sent again."""
        self.span = span
        self.size += len(span.input) + len(span.output)

    @property
    def has_news(self) -> bool:
        """False when everything known is stored."""
        return bool(self.pieces) or self.span is not None

    def forget_news(self) -> None:
        """What is stored holds it already: the log is being read again."""
        self.pieces.clear()
        self.span = None

    def fold(self) -> Observation:
        """The observation as the span and all events make it, in whatever order they came."""
        base = self.base
        if self.span is not None:
            base = self.span if base is None else span_over(base, self.span)
        if self.pieces:
            assert self.provenance is not None
            base = add_log_events(base, self.pieces.values(), self.provenance)
        assert base is not None, "only what has news is folded"
        if len(self.pieces) > _MOST_EVENTS:
            self.base, self.span = base, None
            self.pieces.clear()
        return base

    @property
    def is_whole(self) -> bool:
        """True when nothing more is expected: the span has ended."""
        return self.span is not None or self.base is not None

    def lighten(self) -> None:
        """Forget the content."""
        self.base = self.span = None
        self.pieces.clear()
        self._become_light(_OVERHEAD_BYTES)
