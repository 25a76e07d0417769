"""The shapes of scores and score configs on the Langfuse API (wire contract 7.2, 7.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from lumetra.engines.analytics import Row
from lumetra.features.scores.tables import ScoreConfigRow
from lumetra.http.wire_time import wire_time


def metadata_object(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Metadata with every value parsed."""
    return {key: _parsed(value) for key, value in metadata.items()}


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _common(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "projectId": row["project_id"],
        "name": row["name"],
        "source": row["source"],
        "dataType": row["data_type"],
        "timestamp": wire_time(row["timestamp"]),
        "createdAt": wire_time(row["created_at"]),
        "updatedAt": wire_time(row["updated_at"]),
        "environment": row["environment"],
        "comment": row["comment"] or None,
        "metadata": metadata_object(row["metadata"]),
        "configId": row["config_id"] or None,
        "queueId": row["queue_id"] or None,
        "authorUserId": row["author_user_id"] or None,
        "traceId": row["trace_id"] or None,
        "observationId": row["observation_id"] or None,
    }


def _with_value(found: dict[str, Any], row: Row) -> dict[str, Any]:
    if row["data_type"] not in ("TEXT", "CORRECTION"):
        found["value"] = row["value"]
    if row["data_type"] != "NUMERIC":
        found["stringValue"] = row["string_value"]
    return found


def score_v1(row: Row, trace: Row | None) -> dict[str, Any]:
    """A score of a trace on the first API."""
    found = _with_value(_common(row), row)
    found["trace"] = (
        {"userId": trace["user_id"] or None, "tags": trace["tags"], "environment": trace["environment"]} if trace else None
    )
    return found


def score_v2(row: Row, trace: Row | None, *, with_trace: bool) -> dict[str, Any]:
    """A score of any target on the second API."""
    found = _with_value(_common(row), row)
    found |= {
        "sessionId": row["session_id"] or None,
        "datasetRunId": row["experiment_id"] or None,
        "executionTraceId": row["execution_trace_id"] or None,
    }
    if with_trace:
        found["trace"] = (
            {
                "userId": trace["user_id"] or None,
                "tags": trace["tags"],
                "environment": trace["environment"],
                "sessionId": trace["session_id"] or None,
            }
            if trace
            else None
        )
    return found


def score_v3(row: Row, groups: Collection[str]) -> dict[str, Any]:
    """A score on the third API: its value has the type of the score."""
    found: dict[str, Any] = {
        "id": row["id"],
        "projectId": row["project_id"],
        "name": row["name"],
        "value": _typed_value(row),
        "dataType": row["data_type"],
        "source": row["source"],
        "timestamp": wire_time(row["timestamp"]),
        "environment": row["environment"],
        "createdAt": wire_time(row["created_at"]),
        "updatedAt": wire_time(row["updated_at"]),
    }
    if "details" in groups:
        found |= {"comment": row["comment"] or None, "configId": row["config_id"] or None}
        found["metadata"] = metadata_object(row["metadata"])
    if "subject" in groups:
        found["subject"] = _subject(row)
    if "annotation" in groups:
        found |= {"authorUserId": row["author_user_id"] or None, "queueId": row["queue_id"] or None}
    return found


def _typed_value(row: Row) -> float | bool | str | None:
    match row["data_type"]:
        case "NUMERIC":
            return row["value"]
        case "BOOLEAN":
            return row["value"] == 1
        case _:
            return row["string_value"]


def _subject(row: Row) -> dict[str, Any]:
    if row["observation_id"]:
        return {"kind": "observation", "id": row["observation_id"], "traceId": row["trace_id"]}
    if row["trace_id"]:
        return {"kind": "trace", "id": row["trace_id"]}
    if row["session_id"]:
        return {"kind": "session", "id": row["session_id"]}
    return {"kind": "experiment", "id": row["experiment_id"]}


def config_v1(row: ScoreConfigRow) -> dict[str, Any]:
    """A score config."""
    return {
        "id": row.id,
        "name": row.name,
        "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at),
        "projectId": row.project_id,
        "dataType": row.data_type,
        "isArchived": row.is_archived,
        "minValue": row.min_value,
        "maxValue": row.max_value,
        "categories": row.categories,
        "description": row.description,
    }
