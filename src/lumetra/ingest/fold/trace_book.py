"""What is known of recent traces, so that every row can carry its trace's attributes, and which stored rows must be brought up to date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec import UNSET

from lumetra.domain.observation import Observation, TraceUpdate
from lumetra.ingest.fold.stored_keys import Key, StoredKeys
from lumetra.ingest.fold.window import CLOCK_MARGIN_US
from lumetra.ingest.write.rows import NO_TRACE_FIELDS, TraceFields

QUIET_SECONDS: Final = 1.0
LONGEST_DIRTY_SECONDS: Final = 5.0

STORED_KEYS: Final = 250_000
"""How many traces are remembered, at least, to have stored rows when all else about them is forgotten."""

_FIELDS: Final = ("name", "user_id", "session_id", "release", "version", "public", "bookmarked")


class TraceState:
    """One trace as far as it is known. `fields` is what its rows must carry."""

    __slots__ = (
        "changed_at", "dirty_from", "dirty_since", "fields", "key", "max_start_us", "min_start_us", "name_is_guess", "seen_tags", "set_at", "stored", "touched_at",
    )  # fmt: skip

    def __init__(self, key: tuple[str, str]) -> None:
        self.key = key
        self.fields: TraceFields = NO_TRACE_FIELDS
        self.set_at: dict[str, int] = {}
        self.seen_tags: list[str] = []
        self.min_start_us = 1 << 62
        self.max_start_us = -(1 << 62)
        self.stored = False
        self.name_is_guess = False
        self.changed_at = 0.0
        self.dirty_since = 0.0
        self.dirty_from = -1
        self.touched_at = 0.0

    def observe(self, o: Observation) -> bool:
        """Take in one observation: its time, and the trace attributes it carries where nothing is known yet. True on a change."""
        start = o.start_time_us
        if start < self.min_start_us:
            self.min_start_us = start
        if start > self.max_start_us:
            self.max_start_us = start
        known = self.fields
        name = self._better_name(o)
        if (
            not name
            and (not o.user_id or known.user_id)
            and (not o.session_id or known.session_id)
            and (not o.release or known.release)
            and (not o.tags or o.tags == self.seen_tags or set(o.tags) <= set(known.tags))
        ):
            self.seen_tags = o.tags
            return False
        self.fields = msgspec.structs.replace(
            known,
            user_id=known.user_id or o.user_id,
            session_id=known.session_id or o.session_id,
            name=name or known.name,
            release=known.release or o.release,
            tags=_union(known.tags, o.tags),
        )
        return True

    def _better_name(self, o: Observation) -> str:
        """A name this observation gives the trace: one it states, where none was stated yet; else, of a root, its own name."""
        known = self.fields.name
        if o.trace_name:
            if known and not self.name_is_guess:
                return ""
            self.name_is_guess = False
            return o.trace_name if o.trace_name != known else ""
        if known or o.parent_id or not o.name:
            return ""
        self.name_is_guess = True
        return o.name

    def update(self, u: TraceUpdate) -> bool:
        """Take in an explicit update: by its timestamp the last one wins, field by field; tags are united. True on a change."""
        changes: dict[str, object] = {}
        said_at_us = u.said_at_us or u.timestamp_us
        for name in _FIELDS:
            value = getattr(u, name)
            if value is UNSET or said_at_us < self.set_at.get(name, -(1 << 62)):
                continue
            if name == "name":
                self.name_is_guess = False
            self.set_at[name] = said_at_us
            value = "" if value is None else value
            if value != getattr(self.fields, name):
                changes[name] = value
        if u.tags is not UNSET and u.tags:
            tags = _union(self.fields.tags, u.tags)
            if tags != self.fields.tags:
                changes["tags"] = tags
        if changes:
            self.fields = msgspec.structs.replace(self.fields, **changes)
        return bool(changes)

    def adopt(self, stored: TraceFields) -> bool:
        """Fill what is unknown here from what rows stored long ago carry. True when that changed something."""
        known = self.fields
        merged = TraceFields(
            name=known.name or stored.name,
            user_id=known.user_id or stored.user_id,
            session_id=known.session_id or stored.session_id,
            release=known.release or stored.release,
            version=known.version or stored.version,
            tags=_union(known.tags, stored.tags),
            public=known.public if "public" in self.set_at else stored.public,
            bookmarked=known.bookmarked if "bookmarked" in self.set_at else stored.bookmarked,
        )
        if merged == known:
            return False
        self.fields = merged
        return True


def _union(known: tuple[str, ...], more: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*known, *more})) if more else known


class TraceBook:
    """The recent traces of all projects, bounded in number; the longest untouched ones are forgotten first, but for their ids.

    It is complete back to `horizon_us`: a trace that began later and whose id is not in here has no stored rows. `stored` are the
    traces with rows since then at the beginning. Only the thread that prepares blocks may call it.
    """

    def __init__(
        self, *, horizon_us: int, stored: Iterable[Key] = (), max_traces: int = 50_000, max_stored_keys: int = STORED_KEYS
    ) -> None:
        self._traces: OrderedDict[Key, TraceState] = OrderedDict()
        self._dirty: OrderedDict[Key, TraceState] = OrderedDict()
        self._max_traces = max_traces
        self._stored_keys = StoredKeys(limit=max_stored_keys)
        for key in stored:
            self._stored_keys.add(key, horizon_us)
        self.horizon_us = horizon_us

    def touch(self, project_id: str, trace_id: str, now: float) -> TraceState:
        """The state of this trace, made when it is new."""
        key = (project_id, trace_id)
        state = self._traces.get(key)
        if state is None:
            state = self._traces[key] = TraceState(key)
        elif state.touched_at != now:
            self._traces.move_to_end(key)
        state.touched_at = now
        return state

    def may_have_rows(self, state: TraceState, *, now: float) -> bool:
        """Whether rows may be stored of a trace that is new in here. A clock that runs ahead of ours is allowed for."""
        if state.key in self._stored_keys:
            return True
        return not self.horizon_us + CLOCK_MARGIN_US <= state.min_start_us <= now * 1e6 + CLOCK_MARGIN_US

    def mark_dirty(self, state: TraceState, *, sequence: int, now: float) -> None:
        """Stored rows of this trace carry something else than its fields now say, because of the record `sequence`."""
        if state.key not in self._dirty:
            self._dirty[state.key] = state
            state.dirty_since = now
            state.dirty_from = sequence
        state.changed_at = now

    def oldest_dirty(self) -> int | None:
        """The first record whose effect on stored rows is still owed; the checkpoint must not pass it."""
        return next((state.dirty_from for state in self._dirty.values()), None)

    def take_settled(self, *, now: float, limit: int, everything: bool = False) -> list[TraceState]:
        """Dirty traces that have been quiet for a while, oldest first; they count as clean from now on."""
        settled: list[TraceState] = []
        for state in self._dirty.values():
            quiet = now - state.changed_at >= QUIET_SECONDS or now - state.dirty_since >= LONGEST_DIRTY_SECONDS
            if quiet or everything:
                settled.append(state)
                if len(settled) >= limit:
                    break
        for state in settled:
            del self._dirty[state.key]
        return settled

    def forget(self, project_id: str, trace_ids: list[str]) -> None:
        """Drop deleted traces."""
        for trace_id in trace_ids:
            self._traces.pop((project_id, trace_id), None)
            self._dirty.pop((project_id, trace_id), None)

    def forget_project(self, project_id: str) -> None:
        """Drop every trace of a deleted project."""
        self.forget(project_id, [trace_id for project, trace_id in self._traces if project == project_id])

    def trim(self) -> None:
        """Forget the oldest traces beyond the bound. The horizon moves up to those whose ids are forgotten too."""
        excess = len(self._traces) - self._max_traces
        if excess <= 0:
            return
        for state in list(self._oldest(excess)):
            del self._traces[state.key]
            until_us = min(state.max_start_us, round(state.touched_at * 1e6))
            self.horizon_us = max(self.horizon_us, self._stored_keys.add(state.key, until_us))

    def _oldest(self, count: int) -> Iterator[TraceState]:
        for state in self._traces.values():
            if count == 0:
                return
            if state.key not in self._dirty:
                count -= 1
                yield state
