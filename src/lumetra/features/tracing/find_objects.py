"""Whether a trace, observation or session is there, for features that attach something to it."""

from __future__ import annotations

from typing import Literal

from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.read_groups import rows_of_session, traces_of_session
from lumetra.features.tracing.read_observations import find_observation
from lumetra.features.tracing.read_traces import find_trace, trace_rows


def object_exists(analytics: Analytics, project_id: str, kind: Literal["TRACE", "OBSERVATION", "SESSION"], own_id: str) -> bool:
    """True when it is there and was not deleted."""
    match kind:
        case "TRACE":
            trace = find_trace(analytics, project_id, own_id)
            return trace is not None and bool(trace_rows(analytics, project_id, [trace], {"trace_id": "trace_id"}))
        case "OBSERVATION":
            return find_observation(analytics, project_id, own_id) is not None
        case "SESSION":
            traces = traces_of_session(analytics, project_id, own_id)
            return bool(rows_of_session(analytics, project_id, own_id, traces, {"trace_id": "trace_id"}))


def session_of(analytics: Analytics, project_id: str, trace_id: str, observation_id: str) -> str | None:
    """The session that a trace belongs to, empty when to none; None when the trace, or that step in it, is not there."""
    trace = find_trace(analytics, project_id, trace_id)
    rows = (
        trace_rows(analytics, project_id, [trace], {name: TRACE_CORE[name] for name in ("trace_id", "session_id")})
        if trace
        else []
    )
    if not rows:
        return None
    if observation_id and find_observation(analytics, project_id, observation_id, trace_id=trace_id) is None:
        return None
    return rows[0]["session_id"]
