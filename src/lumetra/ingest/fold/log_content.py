"""What events of the log add to an observation: messages become its input and output, other events go to its metadata. Pure.

What a span says itself is never changed. Events are taken in the order of their time; the same event adds nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

import msgspec

from lumetra.dialects import gen_ai_events
from lumetra.dialects.span import Event, Fields, Span
from lumetra.domain import json_text
from lumetra.domain.observation import Observation, Provenance, Rejection
from lumetra.ingest.decode import limits
from lumetra.ingest.decode.log_events import LogEvent
from lumetra.ingest.decode.raw_span import Origin, RawSpan
from lumetra.ingest.decode.span_records import SharedMetadata, read_span
from lumetra.ingest.fold.tools_of_content import with_tools

MARK: Final = "logEvents"
"""Metadata key: `{"ids": […], "told": ["input", "output"]}`, the events that were taken and the fields they filled."""

MAXIMUM_EVENTS: Final = 1_000
"""Events of the log that one observation takes; the notes in its metadata say how many came beyond."""

_EVENTS: Final = "events"


class _Mark(msgspec.Struct):
    ids: list[str] = []
    told: list[str] = []


def add_log_events(existing: Observation | None, events: Iterable[LogEvent], provenance: Provenance) -> Observation:
    """The observation with these events, of which there is at least one. Without an existing one they make it: its span may follow."""
    ordered = sorted(events, key=lambda event: (event.time_us, event.event_id))
    existing = existing or _begin(ordered, provenance)
    mark = _mark_of(existing)
    known = set(mark.ids)
    fresh = [event for event in ordered if event.event_id not in known]
    taken = fresh[: max(0, MAXIMUM_EVENTS - len(known))]
    if not fresh:
        return existing
    own_input, own_output = _own(existing, "input", mark), _own(existing, "output", mark)
    span, fields = _read(existing, taken, own_input, own_output)
    notes: dict[str, str] = {}
    if len(fresh) > len(taken):
        notes[MARK] = f"{len(fresh) - len(taken)} events of the log beyond {MAXIMUM_EVENTS} were not taken"
    told = dict.fromkeys(mark.told)
    changes: dict[str, Any] = {}
    for name, own in (("input", own_input), ("output", own_output)):
        found = getattr(fields, name)
        if own is None and found:
            text = _joined(getattr(existing, name), found)
            changes[name] = limits.cut(text, limits.MAXIMUM_CONTENT, name, notes)
            told[name] = None
    mark = _Mark([*mark.ids, *(event.event_id for event in taken)], list(told))
    changes["metadata"] = _metadata(existing, span, mark, notes)
    return with_tools(msgspec.structs.replace(existing, **changes))


def span_over(stored: Observation, span: Observation) -> Observation:
    """The span, with what the log had added to what was known of it before."""
    mark = _mark_of(stored)
    if not mark.ids:
        return span
    metadata = {**span.metadata, MARK: stored.metadata[MARK]}
    if _EVENTS in stored.metadata and _EVENTS not in metadata:
        metadata[_EVENTS] = stored.metadata[_EVENTS]
    changes = {name: getattr(stored, name) for name in mark.told if name in ("input", "output") and not getattr(span, name)}
    return with_tools(msgspec.structs.replace(span, metadata=metadata, **changes))


def _begin(events: Sequence[LogEvent], provenance: Provenance) -> Observation:
    """An observation made of events alone: what an event tells of the whole operation is read like a span's attributes."""
    first, origin = events[0], events[0].origin
    details: dict[str, Any] = {}
    for event in events:
        if event.name == gen_ai_events.DETAILS:
            details.update({key: value for key, value in event.attributes.items() if key not in gen_ai_events.DETAILS_CONTENT})
    operation, model = details.get("gen_ai.operation.name"), details.get("gen_ai.request.model")
    name = " ".join(part for part in (operation, model) if isinstance(part, str)) or first.name
    raw = RawSpan(
        first.trace_id, first.span_id, "", name, first.time_us * 1000, events[-1].time_us * 1000, details, [], [], 0, 0, "", "", {}
    )  # fmt: skip
    shared = SharedMetadata(
        resource=json_text.write(origin.resource),
        scope=json_text.write({"name": origin.scope_name, "version": origin.scope_version}),
    )
    found = read_span(raw, Origin(origin.resource, origin.scope_name, origin.scope_version, {}, "", ""), shared, provenance)
    if isinstance(found, Rejection):
        raise TypeError(f"decoding let an event of the log without usable ids pass: {found.reason}")
    observation = found.observation
    observation.input = observation.output = ""  # content is what _read finds, as it is when the span was there before
    if observation.type == "SPAN" and first.name.startswith("gen_ai."):
        observation.type = "GENERATION"
    return observation


def _own(existing: Observation, name: str, mark: _Mark) -> str | None:
    """The field's text when the span said it itself, so that events of the log do not change it."""
    return None if name in mark.told else getattr(existing, name) or None


def _read(
    existing: Observation, events: Sequence[LogEvent], own_input: str | None, own_output: str | None
) -> tuple[Span, Fields]:
    span = Span(
        existing.name,
        existing.start_time_us,
        existing.end_time_us or existing.start_time_us,
        {},
        [Event(event.name, event.time_us, dict(event.attributes)) for event in events],
        {},
    )
    fields = Fields(input=own_input, output=own_output)
    gen_ai_events.read_content(span, fields)
    return span, fields


def _joined(known: str, more: str) -> str:
    """Two JSON texts of messages as one list."""
    if not known:
        return more
    return json_text.write([*_items(known), *_items(more)])


def _items(text: str) -> list[Any]:
    value = json_text.parse(text)
    if isinstance(value, list):
        return cast(list[Any], value)
    return [text if value is json_text.MISSING else value]


def _metadata(existing: Observation, span: Span, mark: _Mark, notes: dict[str, str]) -> dict[str, str]:
    metadata = {**existing.metadata, MARK: json_text.write(msgspec.to_builtins(mark))}
    left = [event for event in span.events if not event.taken]
    if left:
        text = json_text.write([{"name": e.name, "timeUs": e.time_us, "attributes": e.attributes} for e in left])
        joined = _joined(existing.metadata.get(_EVENTS, ""), text)
        if len(joined) > limits.MAXIMUM_METADATA_VALUE:
            joined = json_text.write(limits.cut(joined, limits.MAXIMUM_METADATA_VALUE, f"metadata.{_EVENTS}", notes))
        metadata[_EVENTS] = joined
    if notes:
        earlier = json_text.parse(existing.metadata.get(limits.NOTES, "{}"))
        metadata[limits.NOTES] = json_text.write({**(earlier if isinstance(earlier, dict) else {}), **notes})
    return metadata


def _mark_of(observation: Observation) -> _Mark:
    try:
        return msgspec.json.decode(observation.metadata[MARK], type=_Mark)
    except (KeyError, msgspec.DecodeError):
        return _Mark()
