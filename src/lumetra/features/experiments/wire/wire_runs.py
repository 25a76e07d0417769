"""Dataset runs and run items, as older clients write and read them (contract 8.3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, delete_experiment, list_experiments
from lumetra.features.experiments.reading.read_items import ExecutedItemFilter
from lumetra.features.experiments.running.link_item import Link, link_item
from lumetra.features.experiments.wire.open_wire import ExperimentsWire
from lumetra.features.experiments.wire.wire_form import wire_run, wire_run_item
from lumetra.http.access import requires
from lumetra.http.paging import WirePage, wire_paging
from lumetra.http.wire_time import wire_time

_MOST_ITEMS = 100_000


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


def add_runs(router: APIRouter, wire: ExperimentsWire) -> None:
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
        return {"data": [wire_run(run, dataset_name) for run in shown], "meta": paging.meta(len(runs))}

    @router.get("/datasets/{name:path}/runs/{run_name:path}")
    def get_run(name: str, run_name: str, access: Access = requires(Permission.EXPERIMENTS_READ)) -> dict[str, Any]:
        dataset_id, dataset_name = wire.dataset(access.project_id, name)
        run = wire.run(access.project_id, dataset_id, run_name)
        items = wire.items(access.project_id, ExecutedItemFilter(experiments=ExperimentFilter(ids=[run.id])), _MOST_ITEMS)
        return wire_run(run, dataset_name) | {"datasetRunItems": [wire_run_item(item) for item in items]}

    @router.delete("/datasets/{name:path}/runs/{run_name:path}")
    def delete_run(name: str, run_name: str, access: Access = requires(Permission.EXPERIMENTS_WRITE)) -> dict[str, str]:
        dataset_id, _ = wire.dataset(access.project_id, name)
        run = wire.run(access.project_id, dataset_id, run_name)
        with wire.database.session() as session:
            delete_experiment(session, access.project_id, run.id, wire.clock())
        return {"message": "Dataset run successfully deleted"}


def add_run_items(router: APIRouter, wire: ExperimentsWire) -> None:
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
        return {"data": [wire_run_item(item) for item in shown], "meta": paging.meta(len(items))}
