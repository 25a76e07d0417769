"""How partial updates become one record (Langfuse wire contract 3.6). Pure; the order in which updates arrive does not matter.

What is stored comes first, then the updates by the time at which they were said; of two said at once the creating one first.
First value wins: ids, environment, times of beginning. Last value wins: everything else; metadata is merged deeply, tags unite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET

from lumetra.domain import json_text
from lumetra.domain.observation import Observation, TraceUpdate
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.fold.tools_of_content import with_tools

_TEXTS: Final = ("name", "model", "model_parameters", "prompt_name")
_TIMES: Final = ("end_time_us", "completion_start_time_us", "prompt_version")
_SET_ONLY: Final = ("parent_id", "level", "status_message", "version", "input", "output", "provided_usage", "provided_cost")
_TRACE_FIELDS: Final = ("name", "user_id", "session_id", "release", "version", "public", "bookmarked", "input", "output")
_MAXIMUM_DEPTH: Final = 100


def fold_observation(existing: Observation | None, updates: Iterable[ObservationUpdate]) -> Observation:
    """The observation after these updates, which are about one observation and at least one. `existing` is not changed."""
    ordered = sorted(updates, key=lambda update: (update.said_at_us, not update.is_create, update.event_id))
    found = existing if existing is not None else _begin(ordered)
    for update in ordered:
        found = merge_observation(found, update)
    return with_tools(found)


def merge_observation(existing: Observation, update: ObservationUpdate) -> Observation:
    """The observation after one more update, said later than everything in `existing`, which is not changed."""
    changes: dict[str, Any] = {}
    for name in _TEXTS:
        value = getattr(update, name)
        if value is not UNSET:
            changes[name] = "" if value is None else value
    for names in (_TIMES, _SET_ONLY):
        for name in names:
            value = getattr(update, name)
            if value is not UNSET:
                changes[name] = value
    if update.is_create:
        changes["type"] = update.type
    if update.metadata is not UNSET:
        changes["metadata"] = merge_metadata(existing.metadata, update.metadata)
    if update.usage is not UNSET:
        changes["usage"] = update.usage.quantities
        changes["usage_units"] = update.usage.units
        changes["usage_problems"] = update.usage.problems
    if update.input is not UNSET:
        changes["tool_definitions"] = {}  # read again from the new content when all is together
    if update.output is not UNSET:
        changes |= {"tool_calls": [], "tool_call_names": []}
    end_us = changes.get("end_time_us", existing.end_time_us)
    if end_us is not None and end_us < existing.start_time_us:
        changes["end_time_us"] = existing.start_time_us
    return msgspec.structs.replace(existing, **changes)


def fold_trace(existing: TraceUpdate | None, updates: Iterable[TraceUpdate]) -> TraceUpdate:
    """What is said about a trace after these updates, which are about one trace and at least one. `existing` is not changed."""
    ordered = sorted(updates, key=_when)
    if any(_when(first) == _when(second) for first, second in pairwise(ordered)):
        ordered.sort(key=lambda update: (_when(update), msgspec.json.encode(update)))
    found = existing
    for update in ordered:
        found = update if found is None else merge_trace(found, update)
    if found is None:
        raise ValueError("there is nothing to fold")
    return found


def merge_trace(existing: TraceUpdate, update: TraceUpdate) -> TraceUpdate:
    """What is said about a trace after one more update, said later than everything in `existing`, which is not changed."""
    changes: dict[str, Any] = {"said_at_us": max(_when(existing), _when(update))}
    for name in _TRACE_FIELDS:
        value = getattr(update, name)
        if value is not UNSET:
            changes[name] = value
    if existing.environment is UNSET:
        changes["environment"] = update.environment
    if update.tags is not UNSET:
        changes["tags"] = merge_tags(() if existing.tags is UNSET else existing.tags, update.tags)
    if update.metadata is not UNSET:
        changes["metadata"] = merge_metadata({} if existing.metadata is UNSET else existing.metadata, update.metadata)
    return msgspec.structs.replace(existing, **changes)


def merge_tags(existing: Sequence[str], update: Sequence[str]) -> list[str]:
    """The sorted union."""
    return sorted({*existing, *update})


def merge_metadata(existing: Mapping[str, str], update: Mapping[str, str]) -> dict[str, str]:
    """Key by key; two objects or two lists under one key merge deeply. Values are JSON text."""
    merged = dict(existing)
    for key, text in update.items():
        known = merged.get(key)
        if known is not None and known != text and known[:1] == text[:1] and text[:1] in ("{", "["):
            merged[key] = json_text.write(_merge_values(json_text.parse(known), json_text.parse(text), 0))
        else:
            merged[key] = text
    return merged


def invented_trace_id(observation_id: str) -> str:
    """The trace of an observation that names none, the same for every event of that observation."""
    return hashlib.blake2b(f"trace of\n{observation_id}".encode(), digest_size=16).hexdigest()


def _begin(ordered: Sequence[ObservationUpdate]) -> Observation:
    """An observation with the values that never change: of each the first that was said."""
    first = ordered[0]
    trace_ids = (update.trace_id for update in ordered if update.trace_id is not UNSET)
    starts = (update.start_time_us for update in ordered if update.start_time_us is not UNSET)
    environments = (update.environment for update in ordered if update.environment is not UNSET)
    return Observation(
        id=first.id,
        trace_id=next(trace_ids, None) or invented_trace_id(first.id),
        start_time_us=next(starts, first.said_at_us),
        environment=next(environments, "default"),
        type=first.type,
    )


def _when(update: TraceUpdate) -> int:
    return update.said_at_us or update.timestamp_us


def _merge_values(existing: object, update: object, depth: int) -> object:
    """As lodash's merge: objects by key, lists by index, anything else replaced."""
    if depth < _MAXIMUM_DEPTH and isinstance(existing, dict) and isinstance(update, dict):
        merged = dict(cast(dict[str, object], existing))
        for key, value in cast(dict[str, object], update).items():
            merged[key] = _merge_values(merged[key], value, depth + 1) if key in merged else value
        return merged
    if depth < _MAXIMUM_DEPTH and isinstance(existing, list) and isinstance(update, list):
        known, new = cast(list[object], existing), cast(list[object], update)
        return [_merge_values(a, b, depth + 1) for a, b in zip(known, new, strict=False)] + known[len(new) :] + new[len(known) :]
    return update
