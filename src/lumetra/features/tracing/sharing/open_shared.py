"""Lets a stranger in: only to what is shared at this moment. Missing, private, closed, deleted and foreign are one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import load_statement
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.sharing.switch_sharing import Sharing

_MOST_PROJECTS: Final = 100


def nothing_here() -> NotFound:
    """The same words whatever the reason, so that nobody learns what exists."""
    return NotFound("There is nothing at this address: it was never shared, or is not any more.")


@dataclass(frozen=True)
class SharedDoor:
    """Asked again for every single read, so that closing takes effect with the next one.

    `living_projects` tells which of some projects exist and are not being deleted.
    """

    sharing: Sharing
    living_projects: Callable[[list[str]], set[str]]

    def trace(self, project_id: str, trace_id: str) -> TraceKey:
        """Where the shared trace lies. Raises NotFound."""
        found = self.sharing.find_trace(project_id, trace_id) if self.living_projects([project_id]) else None
        if found is None or not found.is_shared:
            raise nothing_here()
        return found.key

    def session(self, project_id: str, session_id: str) -> None:
        """Raise NotFound unless the session is shared."""
        if not self.living_projects([project_id]) or not self.sharing.is_session_open(project_id, session_id):
            raise nothing_here()

    def project_of(self, trace_id: str) -> str:
        """The project of a shared trace. Ids are made by applications, so several may have it: the first that did, which nobody
        can be before. Raises NotFound."""
        sql = load_statement("lumetra.features.tracing", "trace_projects").text
        rows = self.sharing.analytics.select(sql, {"trace_id": trace_id, "row_limit": _MOST_PROJECTS})
        projects = self.living_projects([row["project_id"] for row in rows])
        states = {project: self.sharing.find_trace(project, trace_id) for project in sorted(projects)}
        shared = [(state.created_at, project) for project, state in states.items() if state and state.is_shared]
        if not shared:
            raise nothing_here()
        return min(shared)[1]

    def trace_in_session(self, project_id: str, session_id: str, trace_id: str) -> None:
        """Raise NotFound unless the trace is one of the turns of a shared session."""
        self.session(project_id, session_id)
        found = self.sharing.find_trace(project_id, trace_id)
        if found is None or found.session_id != session_id:
            raise nothing_here()
