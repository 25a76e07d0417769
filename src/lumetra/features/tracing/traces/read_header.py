"""What belongs to one trace itself, and its totals: what stands above its steps."""

from __future__ import annotations

from typing import Final

from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.read_traces import TraceKey, trace_rows
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, TraceRow, metadata_object
from lumetra.features.tracing.traces.models import TraceHeader

_END: Final = {"ended": "max(observations.end_time)"}
_ROOT: Final = "type != 'TRACE' AND (parent_id = '' OR is_app_root)"
_SAID: Final = "(observations.id, observations.input_preview, observations.output_preview, mapKeys(observations.metadata))"
_SPEAKERS: Final = {
    "said_by_itself": f"groupArrayIf(1)({_SAID}, type = 'TRACE')",
    "said_by_roots": f"groupArrayIf(20)({_SAID}, {_ROOT})",
}


def read_header(analytics: Analytics, project_id: str, key: TraceKey) -> TraceHeader:
    """The trace with its scores. Raises NotFound when it was deleted."""
    scores = score_rows(analytics, project_id, [key.trace_id])  # first, because they are written last
    columns = (TRACE_CORE, TRACE_TOTALS, TRACE_PREVIEW, TRACE_ROW_EXTRAS, _END, _SPEAKERS)
    rows = trace_rows(analytics, project_id, [key], *columns)
    if not rows:
        raise NotFound(f"Trace {key.trace_id} was deleted")
    row = rows[0]
    return TraceHeader(
        **TraceRow.fields_of(row, [score for score in scores if not score["observation_id"]], []),
        score_list=[score_value(score) for score in scores],
        metadata=metadata_object(row["metadata"]),
        own_step_id=_own_step_id(row),
        start_time=row["started"],
        end_time=row["ended"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _own_step_id(row: Row) -> str | None:
    """Compared by previews and by the names in metadata: SDKs copy what the root says to the trace, and that need not be read twice."""
    if not row["said_by_itself"]:
        return None
    own_id, own_input, own_output, own_keys = row["said_by_itself"][0]
    roots = row["said_by_roots"]
    inputs, outputs = {"", *(root[1] for root in roots)}, {"", *(root[2] for root in roots)}
    known_keys = {key for root in roots for key in root[3]}
    repeated = own_input in inputs and own_output in outputs and known_keys.issuperset(own_keys)
    return None if repeated and row["observation_count"] else own_id
