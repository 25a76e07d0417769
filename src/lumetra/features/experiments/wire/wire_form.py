"""Runs, experiments, executed items and scores as the Langfuse-compatible API shows them (contract 8.3, 8.4)."""

from __future__ import annotations

from typing import Any

from lumetra.engines.analytics import Row
from lumetra.features.experiments.experiment import ExecutedItem, Experiment
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter
from lumetra.http.wire_time import wire_time


def wire_run(run: Experiment, dataset_name: str) -> dict[str, Any]:
    """A dataset run, without its items."""
    return {
        "id": run.id, "name": run.name, "description": run.description, "metadata": run.metadata, "datasetId": run.dataset_id,
        "datasetName": dataset_name, "createdAt": wire_time(run.created_at), "updatedAt": wire_time(run.updated_at),
    }  # fmt: skip


def wire_run_item(item: ExecutedItem) -> dict[str, Any]:
    """An execution as the run item that older clients know."""
    created = wire_time(item.created_at or item.start_time)
    return {
        "id": item.id, "datasetRunId": item.experiment_id, "datasetRunName": item.experiment_name, "datasetItemId": item.dataset_item_id,
        "traceId": item.trace_id, "observationId": item.observation_id, "createdAt": created, "updatedAt": created,
    }  # fmt: skip


def wire_experiment(experiment: Experiment, where: ExperimentFilter, with_metadata: bool) -> dict[str, Any]:
    """A row of `/experiments`; its times are cut to the range that was asked for."""
    row = {
        "id": experiment.id, "name": experiment.name, "description": experiment.description, "datasetId": experiment.dataset_id or None,
        "startTime": wire_time(max(experiment.start_time, where.start)), "endTime": wire_time(min(experiment.end_time, where.end)),
        "itemCount": experiment.item_count,
    }  # fmt: skip
    return row | ({"metadata": experiment.metadata} if with_metadata else {})


def wire_item(item: ExecutedItem, groups: set[str], scores: list[dict[str, Any]]) -> dict[str, Any]:
    """A row of `/experiment-items` with the groups of fields that were asked for."""
    row: dict[str, Any] = {
        "id": item.observation_id or item.id, "traceId": item.trace_id, "startTime": wire_time(item.start_time),
        "endTime": wire_time(item.end_time) if item.end_time else None, "level": item.level, "environment": item.environment,
        "experimentId": item.experiment_id, "experimentName": item.experiment_name, "experimentItemId": item.dataset_item_id,
    }  # fmt: skip
    if "dataset" in groups:
        row |= {"experimentDatasetId": item.dataset_id or None, "experimentItemVersion": item.item_version or None}
    if "io" in groups:
        row |= {"input": item.input or None, "output": item.output or None, "expectedOutput": item.expected_output}
    if "metadata" in groups:
        row["metadata"] = item.metadata
    if "itemMetadata" in groups:
        row["experimentItemMetadata"] = item.item_metadata
    if "experimentMetadata" in groups:
        row |= {"experimentMetadata": item.experiment_metadata, "experimentDescription": item.experiment_description}
    if "scores" in groups:
        row["scores"] = scores
    return row


def wire_score(row: Row, project_id: str) -> dict[str, Any]:
    """A score in its newest form (contract 7.2, v3); `value` is a number, a truth value or a text by its type."""
    value: Any = row["value"]
    if row["data_type"] == "BOOLEAN":
        value = bool(value)
    elif row["data_type"] != "NUMERIC":
        value = row["string_value"]
    return {
        "id": row["id"], "projectId": project_id, "name": row["name"], "value": value, "dataType": row["data_type"], "source": row["source"],
        "timestamp": wire_time(row["timestamp"]), "environment": row["environment"], "comment": row["comment"] or None,
        "createdAt": wire_time(row["created_at"]), "updatedAt": wire_time(row["updated_at"]),
    }  # fmt: skip
