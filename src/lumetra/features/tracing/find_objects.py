"""Whether a trace, observation or session is there, for features that attach something to it."""

from __future__ import annotations

from typing import Literal

from lumetra.engines.analytics import Analytics
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
