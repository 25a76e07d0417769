"""Which steps of one trace match a filter, and where the searched words stand in them."""

from __future__ import annotations

from typing import Final

from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.filters import Filter
from lumetra.features.tracing.highlight import find_highlights, searched_words
from lumetra.features.tracing.read_observations import page_keys
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.time_windows import Window, hour_seconds
from lumetra.features.tracing.traces.models import TraceHit, TraceSearch
from lumetra.querylang.syntax import Comparison, Condition, FieldName, Node, Value

_MOST_HITS: Final = 1000


def inside(key: TraceKey) -> Node:
    """The condition that an observation is a step of this trace."""
    return Condition(FieldName("trace_id"), (Comparison("=", Value((key.trace_id,))),))


def search_inside(analytics: Analytics, project_id: str, key: TraceKey, chosen: Filter) -> TraceSearch:
    """At most 1 000 hits in order of their start. `chosen` is about observations `inside` the trace."""
    found = page_keys(analytics, project_id, chosen, Window(key.started, key.ended), limit=_MOST_HITS)
    hits = find_highlights(
        analytics, project_id, searched_words(chosen.checked), [(k.trace_id, k.id) for k in found],
        hour_seconds([k.start_time for k in found]),
    )  # fmt: skip
    return TraceSearch(data=[TraceHit(id=k.id, highlights=hits.get((k.trace_id, k.id), [])) for k in reversed(found)])
