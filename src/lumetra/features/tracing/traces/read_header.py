"""What belongs to one trace itself, and its totals: what stands above its steps."""

from __future__ import annotations

from typing import Final

from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.read_traces import TraceKey, trace_rows
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, TraceRow, metadata_object
from lumetra.features.tracing.traces.models import TraceHeader

_END: Final = {"ended": "max(observations.end_time)"}


def read_header(analytics: Analytics, project_id: str, key: TraceKey) -> TraceHeader:
    """The trace with its scores. Raises NotFound when it was deleted."""
    scores = score_rows(analytics, project_id, [key.trace_id])  # first, because they are written last
    columns = (TRACE_CORE, TRACE_TOTALS, TRACE_PREVIEW, TRACE_ROW_EXTRAS, _END)
    rows = trace_rows(analytics, project_id, [key], *columns)
    if not rows:
        raise NotFound(f"Trace {key.trace_id} was deleted")
    row = rows[0]
    return TraceHeader(
        **TraceRow.fields_of(row, [score for score in scores if not score["observation_id"]], []),
        score_list=[score_value(score) for score in scores],
        metadata=metadata_object(row["metadata"]),
        start_time=row["started"],
        end_time=row["ended"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
