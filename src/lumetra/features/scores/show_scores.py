"""Scores as tables and sheets show them: with what their traces are like, and what their ids are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from lumetra.domain.named import NamedFields
from lumetra.domain.observation import ScoreDataType, ScoreSource
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.scores.read_scores import traces_of
from lumetra.features.scores.wire_form import metadata_object


class ScoreRow(BaseModel):
    """A score as a table shows it. `value` is the number (a category's number, 0 or 1 for BOOLEAN), `string_value` its text.

    `…_name` is what the thing with the id before it is called; null: there is no id, or the thing is gone.
    """

    id: str
    name: str
    data_type: ScoreDataType
    value: float | None
    string_value: str
    timestamp: datetime
    trace_id: str
    observation_id: str
    session_id: str
    experiment_id: str
    experiment_name: str | None
    source: ScoreSource
    comment: str
    metadata: dict[str, Any]
    config_id: str
    queue_id: str
    queue_name: str | None
    author_user_id: str
    author_name: str | None
    environment: str
    execution_trace_id: str
    evaluator_id: str
    evaluator_name: str | None
    rule_id: str
    rule_name: str | None
    trace_name: str
    user_id: str
    trace_tags: list[str]
    created_at: datetime
    updated_at: datetime


_NAMES: Final = {
    "experiment_id": "experiment_name",
    "queue_id": "queue_name",
    "author_user_id": "author_name",
    "evaluator_id": "evaluator_name",
    "rule_id": "rule_name",
}


def shown_scores(analytics: Analytics, named: NamedFields, project_id: str, rows: Sequence[Row]) -> list[ScoreRow]:
    """The same scores in the same order."""
    traces = traces_of(analytics, project_id, rows)
    names = {field: named[field](project_id, {row[field] for row in rows if row[field]}) for field in _NAMES}
    return [_shown(row, traces.get(row["trace_id"]), {_NAMES[f]: names[f].get(row[f]) for f in _NAMES}) for row in rows]


def _shown(row: Row, trace: Row | None, names: dict[str, Any]) -> ScoreRow:
    return ScoreRow(
        **{name: row[name] for name in ScoreRow.model_fields if name in row and name != "metadata"},
        **names,
        metadata=metadata_object(row["metadata"]),
        trace_name=trace["trace_name"] if trace else "",
        user_id=trace["user_id"] if trace else "",
        trace_tags=trace["tags"] if trace else [],
    )
