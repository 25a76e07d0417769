"""The Langfuse-compatible API of dataset runs (8.3) and experiments (8.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.clock import Clock
from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import ExecutedItem, Experiment
from lumetra.features.experiments.link_item import FindItem, Link, link_item
from lumetra.features.experiments.read_experiments import (
    END,
    ExperimentFilter,
    delete_experiment,
    get_experiment,
    list_experiments,
)
from lumetra.features.experiments.read_items import ExecutedItemFilter, ItemsById, list_executed_items
from lumetra.http.access import requires
from lumetra.http.paging import WirePage, cursor_moment, decode_cursor, encode_cursor, wire_paging
from lumetra.http.wire_parameters import WireText, WireTime, wire_list
from lumetra.http.wire_time import wire_time

_PACKAGE = "lumetra.features.experiments"
_MOST_ITEMS = 100_000

DatasetOf = Callable[[Session, str, str], tuple[str, str]]
"""(session, project id, name or id) → (dataset id, dataset name); raises NotFound."""


class CreateRunItem(BaseModel):
    """Body of `POST /dataset-run-items`."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    run_name: str
    dataset_item_id: str
    trace_id: str | None = None
    observation_id: str | None = None
    run_description: str | None = None
    metadata: Any = None
    dataset_version: AwareDatetime | None = None
    created_at: AwareDatetime | None = None


class ExperimentsWire:
    """What the routes of this module share."""

    def __init__(
        self,
        database: Database,
        analytics: Analytics,
        clock: Clock,
        find_item: FindItem,
        items_by_id: ItemsById,
        by_name: DatasetOf,
        by_id: DatasetOf,
    ) -> None:
        self.database, self.analytics, self.clock = database, analytics, clock
        self.find_item, self.items_by_id, self.by_name, self.by_id = find_item, items_by_id, by_name, by_id

    def dataset(self, project_id: str, name: str) -> tuple[str, str]:
        """(id, name) of a dataset by name."""
        with self.database.reading() as session:
            return self.by_name(session, project_id, name)

    def run(self, project_id: str, dataset_id: str, name: str) -> Experiment:
        """A run by name."""
        return get_experiment(self.database, self.analytics, project_id, dataset_id, name)

    def items(self, project_id: str, where: ExecutedItemFilter, limit: int) -> list[ExecutedItem]:
        """Executions."""
        return list_executed_items(self.database, self.analytics, self.items_by_id, project_id, where, limit)

    def trace_of(self, project_id: str, observation_id: str) -> str | None:
        """The trace of a stored observation."""
        statement = load_statement(_PACKAGE, "trace_of_observation").with_slots()
        rows = self.analytics.select(statement, {"project_id": project_id, "id": observation_id})
        return rows[0]["trace_id"] if rows else None

    def scores(self, name: str, project_id: str, key: str, ids: list[str], limit: int) -> dict[str, list[dict[str, Any]]]:
        """Scores by experiment or trace, from the statement of that name."""
        found: dict[str, list[dict[str, Any]]] = {}
        if ids:
            rows = self.analytics.select(
                load_statement(_PACKAGE, name).with_slots(), {"project_id": project_id, f"{key}s": ids, "limit": limit}
            )
            for row in rows:
                found.setdefault(row[key], []).append(_wire_score(row, project_id))
        return found


def build_routes(wire: ExperimentsWire) -> APIRouter:
    """Routes under `/api/public`. They must be added before those of datasets, whose names may hold any path."""
    router = APIRouter(prefix="/api/public", tags=["wire: experiments"])
    _add_runs(router, wire)
    _add_run_items(router, wire)
    _add_experiments(router, wire)
    return router


def _add_runs(router: APIRouter, wire: ExperimentsWire) -> None:
    @router.get("/datasets/{name:path}/runs")
    def list_runs(
        name: str, access: Access = requires(Permission.EXPERIMENTS_READ), paging: WirePage = wire_paging()
    ) -> dict[str, Any]:
        dataset_id, dataset_name = wire.dataset(access.project_id, name)
        runs = list_experiments(
            wire.database, wire.analytics, access.project_id, ExperimentFilter(dataset_ids=[dataset_id]), 10_000
        )
        runs.sort(key=lambda run: (run.created_at, run.id), reverse=True)
        shown = runs[paging.offset : paging.offset + paging.limit]
        return {"data": [_wire_run(run, dataset_name) for run in shown], "meta": paging.meta(len(runs))}

    @router.get("/datasets/{name:path}/runs/{run_name:path}")
    def get_run(name: str, run_name: str, access: Access = requires(Permission.EXPERIMENTS_READ)) -> dict[str, Any]:
        dataset_id, dataset_name = wire.dataset(access.project_id, name)
        run = wire.run(access.project_id, dataset_id, run_name)
        items = wire.items(access.project_id, ExecutedItemFilter(experiments=ExperimentFilter(ids=[run.id])), _MOST_ITEMS)
        return _wire_run(run, dataset_name) | {"datasetRunItems": [_wire_run_item(item) for item in items]}

    @router.delete("/datasets/{name:path}/runs/{run_name:path}")
    def delete_run(name: str, run_name: str, access: Access = requires(Permission.EXPERIMENTS_WRITE)) -> dict[str, str]:
        dataset_id, _ = wire.dataset(access.project_id, name)
        run = wire.run(access.project_id, dataset_id, run_name)
        with wire.database.session() as session:
            delete_experiment(session, access.project_id, run.id, wire.clock())
        return {"message": "Dataset run successfully deleted"}


def _add_run_items(router: APIRouter, wire: ExperimentsWire) -> None:
    @router.post("/dataset-run-items")
    def create(body: CreateRunItem, access: Access = requires(Permission.EXPERIMENTS_WRITE)) -> dict[str, Any]:
        link = Link(
            run_name=body.run_name, dataset_item_id=body.dataset_item_id, trace_id=body.trace_id, observation_id=body.observation_id,
            description=body.run_description, metadata=body.metadata, dataset_version=body.dataset_version, created_at=body.created_at,
        )  # fmt: skip
        run, row = link_item(wire.database, access.project_id, link, wire.find_item, wire.trace_of, wire.clock())
        return {
            "id": row.id, "datasetRunId": run.id, "datasetRunName": run.name, "datasetItemId": row.dataset_item_id, "traceId": row.trace_id,
            "observationId": row.observation_id, "createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at),
        }  # fmt: skip

    @router.get("/dataset-run-items")
    def list_items(
        dataset_id: Annotated[str, Query(alias="datasetId")],
        run_name: Annotated[str, Query(alias="runName")],
        access: Access = requires(Permission.EXPERIMENTS_READ),
        paging: WirePage = wire_paging(),
    ) -> dict[str, Any]:
        with wire.database.reading() as session:
            wire.by_id(session, access.project_id, dataset_id)
        run = wire.run(access.project_id, dataset_id, run_name)
        items = wire.items(access.project_id, ExecutedItemFilter(experiments=ExperimentFilter(ids=[run.id])), _MOST_ITEMS)
        shown = items[paging.offset : paging.offset + paging.limit]
        return {"data": [_wire_run_item(item) for item in shown], "meta": paging.meta(len(items))}


def _add_experiments(router: APIRouter, wire: ExperimentsWire) -> None:
    @router.get("/experiments")
    def experiments(
        access: Access = requires(Permission.EXPERIMENTS_READ),
        fromStartTime: WireTime = None,
        toStartTime: WireTime = None,
        experiment_id: Annotated[WireText, Query(alias="id")] = None,
        name: WireText = None,
        datasetId: WireText = None,
        fields: WireText = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        scoreLimit: Annotated[int, Query(ge=1, le=50)] = 50,
        cursor: WireText = None,
    ) -> dict[str, Any]:
        start = _needed(fromStartTime)
        before = None
        if cursor:
            _, moment, _, identifier = decode_cursor(cursor, 4)
            before = (cursor_moment(moment), identifier)
        where = ExperimentFilter(
            start=start,
            end=toStartTime or END,
            ids=_csv(experiment_id),
            names=_csv(name),
            dataset_ids=_csv(datasetId),
            before=before,
        )
        found = list_experiments(wire.database, wire.analytics, access.project_id, where, limit + 1)
        groups = set(_csv(fields)) or {"core"}
        shown = found[:limit]
        scores = (
            wire.scores("scores_of_experiments", access.project_id, "experiment_id", [e.id for e in shown], scoreLimit)
            if "scores" in groups
            else {}
        )
        data = [
            _wire_experiment(e, where, "metadata" in groups) | ({"scores": scores.get(e.id, [])} if "scores" in groups else {})
            for e in shown
        ]
        meta = {"cursor": encode_cursor(1, shown[-1].end_time.isoformat(), "", shown[-1].id)} if len(found) > limit else {}
        return {"data": data, "meta": meta}

    @router.get("/experiment-items")
    def experiment_items(
        access: Access = requires(Permission.EXPERIMENTS_READ),
        fromStartTime: WireTime = None,
        toStartTime: WireTime = None,
        experimentId: WireText = None,
        experimentName: WireText = None,
        experimentItemId: WireText = None,
        datasetId: WireText = None,
        fields: WireText = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        cursor: WireText = None,
    ) -> dict[str, Any]:
        start = _needed(fromStartTime)
        before = None
        if cursor:
            _, moment, trace_id, identifier = decode_cursor(cursor, 4)
            before = (cursor_moment(moment), trace_id, identifier)
        where = ExecutedItemFilter(
            experiments=ExperimentFilter(
                start=start,
                end=toStartTime or END,
                ids=_csv(experimentId),
                names=_csv(experimentName),
                dataset_ids=_csv(datasetId),
            ),
            item_ids=_csv(experimentItemId),
            before=before,
        )
        found = wire.items(access.project_id, where, limit + 1)
        shown, groups = found[:limit], set(_csv(fields)) or {"core", "dataset"}
        scores = (
            wire.scores("scores_of_traces", access.project_id, "trace_id", [i.trace_id for i in shown], 50)
            if "scores" in groups
            else {}
        )
        data = [_wire_item(item, groups, scores.get(item.trace_id, [])) for item in shown]
        last = shown[-1] if shown else None
        meta = (
            {"cursor": encode_cursor(1, last.start_time.isoformat(), last.trace_id, last.id)}
            if last and len(found) > limit
            else {}
        )
        return {"data": data, "meta": meta}


def _needed(start: datetime | None) -> datetime:
    if start is None:
        raise Refusal("Invalid request data", detail=[{"code": "invalid_type", "path": ["fromStartTime"], "message": "Required"}])
    return start


def _csv(text: str | None) -> list[str]:
    return wire_list([text]) if text else []


def _wire_run(run: Experiment, dataset_name: str) -> dict[str, Any]:
    return {
        "id": run.id, "name": run.name, "description": run.description, "metadata": run.metadata, "datasetId": run.dataset_id,
        "datasetName": dataset_name, "createdAt": wire_time(run.created_at), "updatedAt": wire_time(run.updated_at),
    }  # fmt: skip


def _wire_run_item(item: ExecutedItem) -> dict[str, Any]:
    created = wire_time(item.created_at or item.start_time)
    return {
        "id": item.id, "datasetRunId": item.experiment_id, "datasetRunName": item.experiment_name, "datasetItemId": item.dataset_item_id,
        "traceId": item.trace_id, "observationId": item.observation_id, "createdAt": created, "updatedAt": created,
    }  # fmt: skip


def _wire_experiment(experiment: Experiment, where: ExperimentFilter, with_metadata: bool) -> dict[str, Any]:
    row = {
        "id": experiment.id, "name": experiment.name, "description": experiment.description, "datasetId": experiment.dataset_id or None,
        "startTime": wire_time(max(experiment.start_time, where.start)), "endTime": wire_time(min(experiment.end_time, where.end)),
        "itemCount": experiment.item_count,
    }  # fmt: skip
    return row | ({"metadata": experiment.metadata} if with_metadata else {})


def _wire_item(item: ExecutedItem, groups: set[str], scores: list[dict[str, Any]]) -> dict[str, Any]:
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


def _wire_score(row: Row, project_id: str) -> dict[str, Any]:
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
