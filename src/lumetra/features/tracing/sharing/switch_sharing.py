"""Shares a trace or a session, and ends that. Leaves an entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.features.tracing.changes.change_traces import Change, Write, change_traces
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.find_objects import object_exists
from lumetra.features.tracing.read_traces import TraceKey, find_trace, trace_rows
from lumetra.features.tracing.sharing.tables import SharingRow
from lumetra.http.audit import Audit

SharedType = Literal["trace", "session"]
_STATE: Final = {name: TRACE_CORE[name] for name in ("trace_id", "public", "created_at", "session_id")}


@dataclass(frozen=True)
class TraceState:
    """A living trace, as far as sharing cares."""

    key: TraceKey
    is_shared: bool
    created_at: datetime
    session_id: str


@dataclass(frozen=True)
class Sharing:
    """What sharing needs, for who switches it and for who reads."""

    analytics: Analytics
    database: Database
    write: Write
    record_audit: Audit
    clock: Callable[[], datetime]

    def find_trace(self, project_id: str, trace_id: str) -> TraceState | None:
        """The trace and whether anybody may read it now; None when there is no such trace."""
        key = find_trace(self.analytics, project_id, trace_id)
        rows = trace_rows(self.analytics, project_id, [key], _STATE) if key else []
        if key is None or not rows:
            return None
        is_shared = bool(rows[0]["public"]) and not self.closed_traces(project_id, [trace_id])
        return TraceState(key, is_shared, rows[0]["created_at"], rows[0]["session_id"])

    def is_trace_shared(self, project_id: str, trace_id: str) -> bool | None:
        """Whether anybody may read the trace now; None when there is no such trace."""
        found = self.find_trace(project_id, trace_id)
        return found.is_shared if found else None

    def is_session_shared(self, project_id: str, session_id: str) -> bool | None:
        """Whether anybody may read the session now; None when there is no such session."""
        if not object_exists(self.analytics, project_id, "SESSION", session_id):
            return None
        return self.is_session_open(project_id, session_id)

    def is_session_open(self, project_id: str, session_id: str) -> bool:
        """Whether somebody shared a session of this name."""
        with self.database.reading() as session:
            row = session.get(SharingRow, (project_id, "session", session_id))
            return row is not None and row.is_shared

    def closed_traces(self, project_id: str, trace_ids: Sequence[str]) -> set[str]:
        """Those of the traces that a person closed, whatever their flag says."""
        closed = sa.select(SharingRow.object_id).where(
            SharingRow.project_id == project_id,
            SharingRow.object_type == "trace",
            SharingRow.object_id.in_(trace_ids),
            SharingRow.is_shared.is_(False),
        )
        with self.database.reading() as session:
            return set(session.scalars(closed))

    def switch_trace(self, access: Access, trace_id: str, on: bool) -> None:
        """Share a trace or end it: the decision first, then the flag that SDKs see. Raises NotFound."""
        before = self.is_trace_shared(access.project_id, trace_id)
        if before is None:
            raise NotFound(f"Trace {trace_id} does not exist in this project, or was deleted")
        self._decide(access, "trace", trace_id, before, on)
        change_traces(self.analytics, self.write, access, [trace_id], Change(public=on))

    def switch_session(self, access: Access, session_id: str, on: bool) -> None:
        """Share a session or end it. Raises NotFound."""
        before = self.is_session_shared(access.project_id, session_id)
        if before is None:
            raise NotFound(f"Session {session_id} does not exist in this project, or was deleted")
        self._decide(access, "session", session_id, before, on)

    def _decide(self, access: Access, kind: SharedType, own_id: str, before: bool, on: bool) -> None:
        with self.database.session() as session:
            session.merge(
                SharingRow(
                    project_id=access.project_id, object_type=kind, object_id=own_id, is_shared=on, changed_at=self.clock()
                )
            )
            if before != on:
                verb = "share" if on else "unshare"
                self.record_audit(session, access, verb, kind, own_id, before={"is_shared": before}, after={"is_shared": on})
