"""Reads stored rows back into records, for folding more pieces into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lumetra.domain.observation import Experiment, Observation, TraceUpdate
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.ingest.fold.fold_updates import StoredObservation, StoredScore, StoredTraceRow
from lumetra.ingest.write.rows import trace_row_id

_SAME: Final = (
    "trace_id", "id", "start_time_us", "parent_id", "type", "name", "end_time_us", "completion_start_time_us", "level",
    "status_message", "environment", "version", "release", "is_app_root", "trace_name", "user_id", "session_id", "tags", "input",
    "output", "metadata", "model", "model_parameters", "usage_units", "usage_problems", "provided_usage", "provided_cost",
    "prompt_name", "prompt_version", "tool_definitions", "tool_calls", "tool_call_names", "dialect",
)  # fmt: skip


class AnalyticsRows:
    """See StoredRows."""

    def __init__(self, analytics: Analytics) -> None:
        self._analytics = analytics

    def observations(self, project_id: str, wanted: Mapping[str, str]) -> dict[str, StoredObservation]:
        """See StoredRows.observations."""
        placed = {entity_id: trace_id for entity_id, trace_id in wanted.items() if trace_id}
        rows = self._find(project_id, list(placed), sorted(set(placed.values())))
        rows += self._find(project_id, [entity_id for entity_id in wanted if entity_id not in placed], [])
        return {row["id"]: _stored_observation(row) for row in rows if row["type"] != "TRACE"}

    def _find(self, project_id: str, ids: Sequence[str], trace_ids: Sequence[str]) -> list[Row]:
        if not ids:
            return []
        statement = load_statement("lumetra.ingest", "find_observations").text
        return self._analytics.select(statement, {"project_id": project_id, "ids": list(ids), "trace_ids": list(trace_ids)})

    def trace_rows(self, project_id: str, trace_ids: Sequence[str]) -> dict[str, StoredTraceRow]:
        """See StoredRows.trace_rows."""
        rows = self._find(project_id, [trace_row_id(trace_id) for trace_id in trace_ids], trace_ids)
        return {row["trace_id"]: _stored_trace(row) for row in rows if row["type"] == "TRACE"}

    def scores(self, project_id: str, ids: Sequence[str]) -> dict[str, StoredScore]:
        """See StoredRows.scores."""
        rows = self._analytics.select(
            load_statement("lumetra.ingest", "find_scores").text, {"project_id": project_id, "ids": list(ids)}
        )
        return {
            row["id"]: StoredScore(
                trace_id=row["trace_id"],
                timestamp_us=row["timestamp_us"],
                environment=row["environment"],
                created_at_us=row["created_at_us"],
            )
            for row in rows
        }


def _stored_observation(row: Row) -> StoredObservation:
    observation = Observation(**{name: row[name] for name in _SAME})
    if not row["usage_estimated"]:
        observation.usage = row["usage"]  # what we counted ourselves is counted again from the new text
    if row["experiment_id"]:
        fields = Experiment.__struct_fields__
        observation.experiment = Experiment(**{name: row[f"experiment_{name}"] for name in fields})
    return StoredObservation(observation=observation, version=row["row_version"], created_at_us=row["created_at_us"])


def _stored_trace(row: Row) -> StoredTraceRow:
    update = TraceUpdate(
        trace_id=row["trace_id"],
        timestamp_us=row["start_time_us"],
        name=row["trace_name"],
        user_id=row["user_id"],
        session_id=row["session_id"],
        release=row["release"],
        version=row["version"],
        environment=row["environment"],
        tags=row["tags"],
        public=row["public"],
        bookmarked=row["bookmarked"],
        input=row["input"],
        output=row["output"],
        metadata=row["metadata"],
    )
    return StoredTraceRow(update=update, version=row["row_version"], created_at_us=row["created_at_us"])
