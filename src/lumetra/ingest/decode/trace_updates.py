"""Gathers what the spans of one request say about their traces: one update per trace."""

from __future__ import annotations

from msgspec import UNSET

from lumetra.domain.observation import TraceUpdate

_FIELDS = ("name", "user_id", "session_id", "release", "version", "public", "input", "output")


class TraceUpdates:
    """Folds updates of the same trace. A root span's word counts more than that of other spans, a later span's more than an earlier one's."""

    def __init__(self) -> None:
        self._updates: dict[str, TraceUpdate] = {}
        self._from_root: dict[str, set[str]] = {}

    def add(self, update: TraceUpdate, *, is_root: bool) -> None:
        """Take one span's update."""
        known = self._updates.get(update.trace_id)
        said_by_root = self._from_root.setdefault(update.trace_id, set())
        if known is None:
            self._updates[update.trace_id] = update
            if is_root:
                said_by_root.update(name for name in _FIELDS if getattr(update, name) is not UNSET)
            return
        known.timestamp_us = min(known.timestamp_us, update.timestamp_us)
        for name in _FIELDS:
            value = getattr(update, name)
            if value is UNSET or (name in said_by_root and not is_root):
                continue
            setattr(known, name, value)
            if is_root:
                said_by_root.add(name)
        if known.environment is UNSET or is_root:
            known.environment = update.environment
        if update.tags is not UNSET:
            tags = {*update.tags} if known.tags is UNSET else {*known.tags, *update.tags}
            known.tags = sorted(tags)
        if update.metadata is not UNSET:
            known.metadata = update.metadata if known.metadata is UNSET else {**known.metadata, **update.metadata}

    def all(self) -> list[TraceUpdate]:
        """The updates, in the order in which their traces first came."""
        return list(self._updates.values())
