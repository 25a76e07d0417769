"""The Langfuse-compatible API of datasets and their items (wire contract 8.1 and 8.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.clock import Clock
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import NotFound, Refusal
from lumetra.engines.database import Database
from lumetra.features.datasets.items.write_items import ItemChange, delete_item, upsert_item
from lumetra.features.datasets.read_items import ItemFilter, count_items, get_item, list_items
from lumetra.features.datasets.tables import DatasetRow
from lumetra.features.datasets.write_datasets import DatasetChange, dataset_by_name, upsert_dataset
from lumetra.http.access import requires
from lumetra.http.links import external_url
from lumetra.http.paging import WirePage, wire_paging
from lumetra.http.wire_parameters import WireText, WireTime
from lumetra.http.wire_time import exact_wire_time, wire_time

UnknownMedia = Callable[[str, Any], list[str]]
"""(project id, value) → ids of media that tokens in the value name and the project does not have."""

MediaReferences = Callable[[str, Sequence[DatasetItem], Callable[[str], str]], dict[str, list[dict[str, Any]]]]
"""(project id, items, path → absolute URL) → media references by item id."""
RunNames = Callable[[str, str], list[str]]
"""(project id, dataset id) → names of the dataset's runs, newest first."""


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class CreateDataset(_Body):
    """Body of `POST /v2/datasets`."""

    name: str
    description: str | None = None
    metadata: Any = None
    input_schema: Any = None
    expected_output_schema: Any = None


class CreateItem(_Body):
    """Body of `POST /dataset-items`."""

    dataset_name: str
    id: str | None = None
    input: Any = None
    expected_output: Any = None
    metadata: Any = None
    tags: list[str] | None = None
    source_trace_id: str | None = None
    source_observation_id: str | None = None
    status: str | None = Field(default=None)


class DatasetsWire:
    """What the routes of this module share."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        run_names: RunNames,
        media_references: MediaReferences,
        unknown_media: UnknownMedia,
    ) -> None:
        self.database = database
        self.clock = clock
        self._media_references = media_references
        self._unknown_media = unknown_media
        self.run_names = run_names

    def items(self, request: Request, access: Access, items: Sequence[DatasetItem]) -> list[dict[str, Any]]:
        """Items in their wire form, with what their media tokens point to."""
        references = self._media_references(access.project_id, items, partial(external_url, request)) if items else {}
        return [wire_item(item, references.get(item.id, [])) for item in items]

    def check_media(self, access: Access, body: CreateItem) -> None:
        """Raise a Refusal when a token names media that the project does not have (wire contract 8.2)."""
        unknown = self._unknown_media(access.project_id, [body.input, body.expected_output, body.metadata])
        if unknown:
            raise Refusal(f"Dataset item refers to media that this project does not have: {', '.join(unknown[:5])}")

    def upsert(self, access: Access, body: CreateDataset) -> dict[str, Any]:
        """Create or change by name."""
        sent = body.model_fields_set
        change = DatasetChange(
            **{
                field: getattr(body, field)
                for field in ("description", "metadata", "input_schema", "expected_output_schema")
                if field in sent and not (field.endswith("_schema") and getattr(body, field) is None)
            }
        )
        with self.database.session() as session:
            return wire_dataset(upsert_dataset(session, access.project_id, body.name, change, self.clock()))


def build_routes(
    database: Database, clock: Clock, run_names: RunNames, media_references: MediaReferences, unknown_media: UnknownMedia
) -> APIRouter:
    """Routes under `/api/public`: v1 and v2 of datasets, and items."""
    wire = DatasetsWire(database, clock, run_names, media_references, unknown_media)
    router = APIRouter(prefix="/api/public", tags=["wire: datasets"])
    _add_v2(router, wire)
    _add_v1(router, wire)
    _add_items(router, wire)
    return router


def _add_v2(router: APIRouter, wire: DatasetsWire) -> None:
    @router.post("/v2/datasets")
    def create(body: CreateDataset, access: Access = requires(Permission.DATASETS_WRITE)) -> dict[str, Any]:
        return wire.upsert(access, body)

    @router.get("/v2/datasets")
    def list_datasets(access: Access = requires(Permission.DATASETS_READ), paging: WirePage = wire_paging()) -> dict[str, Any]:
        with wire.database.reading() as session:
            rows, total = _datasets(session, access.project_id, paging)
            return {"data": [wire_dataset(row) for row in rows], "meta": paging.meta(total)}

    @router.get("/v2/datasets/{name:path}")
    def get(name: str, access: Access = requires(Permission.DATASETS_READ)) -> dict[str, Any]:
        with wire.database.reading() as session:
            return wire_dataset(find_dataset(session, access.project_id, name))


def _add_v1(router: APIRouter, wire: DatasetsWire) -> None:
    @router.post("/datasets")
    def create(body: CreateDataset, access: Access = requires(Permission.DATASETS_WRITE)) -> dict[str, Any]:
        return wire.upsert(access, body) | {"items": [], "runs": []}

    @router.get("/datasets")
    def list_datasets(access: Access = requires(Permission.DATASETS_READ), paging: WirePage = wire_paging()) -> dict[str, Any]:
        with wire.database.reading() as session:
            rows, total = _datasets(session, access.project_id, paging)
            data = [
                wire_dataset(row)
                | {"items": [item.id for item in list_items(session, access.project_id, ItemFilter(dataset_id=row.id))]}
                | {"runs": wire.run_names(access.project_id, row.id)}
                for row in rows
            ]
            return {"data": data, "meta": paging.meta(total)}

    @router.get("/datasets/{name:path}")
    def get(request: Request, name: str, access: Access = requires(Permission.DATASETS_READ)) -> dict[str, Any]:
        with wire.database.reading() as session:
            row = find_dataset(session, access.project_id, name)
            items = list_items(session, access.project_id, ItemFilter(dataset_id=row.id))
        return wire_dataset(row) | {
            "items": wire.items(request, access, items),
            "runs": wire.run_names(access.project_id, row.id),
        }


def _add_items(router: APIRouter, wire: DatasetsWire) -> None:
    @router.post("/dataset-items")
    def create(request: Request, body: CreateItem, access: Access = requires(Permission.DATASETS_WRITE)) -> dict[str, Any]:
        wire.check_media(access, body)
        change = ItemChange(
            input=body.input,
            expected_output=body.expected_output,
            metadata=body.metadata,
            tags=body.tags,
            source_trace_id=body.source_trace_id,
            source_observation_id=body.source_observation_id,
            status=body.status,
        )
        with wire.database.session() as session:
            dataset = dataset_by_name(session, access.project_id, body.dataset_name)
            item = upsert_item(session, dataset, body.id, change, changed_by=access.user_id or "API", now=wire.clock())
        return wire.items(request, access, [item])[0]

    @router.get("/dataset-items")
    def list_all(
        request: Request,
        access: Access = requires(Permission.DATASETS_READ),
        datasetName: WireText = None,
        sourceTraceId: WireText = None,
        sourceObservationId: WireText = None,
        version: WireTime = None,
        paging: WirePage = wire_paging(),
    ) -> dict[str, Any]:
        if version is not None and datasetName is None:
            raise Refusal("version needs datasetName: it is a moment in the life of one dataset")
        with wire.database.reading() as session:
            dataset = find_dataset(session, access.project_id, datasetName) if datasetName else None
            where = ItemFilter(
                dataset_id=dataset.id if dataset else None,
                source_trace_id=sourceTraceId,
                source_observation_id=sourceObservationId,
                at=version,
            )
            items = list_items(session, access.project_id, where, limit=paging.limit, offset=paging.offset)
            total = count_items(session, access.project_id, where)
        return {"data": wire.items(request, access, items), "meta": paging.meta(total)}

    @router.get("/dataset-items/{item_id:path}")
    def get(request: Request, item_id: str, access: Access = requires(Permission.DATASETS_READ)) -> dict[str, Any]:
        with wire.database.reading() as session:
            item = get_item(session, access.project_id, item_id)
        return wire.items(request, access, [item])[0]

    @router.delete("/dataset-items/{item_id:path}")
    def delete(item_id: str, access: Access = requires(Permission.DATASETS_WRITE)) -> dict[str, str]:
        with wire.database.session() as session:
            delete_item(session, access.project_id, item_id, changed_by=access.user_id or "API", now=wire.clock())
        return {"message": "Dataset item successfully deleted"}


def find_dataset(session: Session, project_id: str, name: str) -> DatasetRow:
    """By name as it came, else decoded once more: some clients encode folder names twice. Raises NotFound."""
    try:
        return dataset_by_name(session, project_id, name)
    except NotFound:
        decoded = unquote(name)
        if decoded == name:
            raise
        return dataset_by_name(session, project_id, decoded)


def _datasets(session: Session, project_id: str, paging: WirePage) -> tuple[list[DatasetRow], int]:
    where = DatasetRow.project_id == project_id
    query = sa.select(DatasetRow).where(where).order_by(DatasetRow.created_at.desc(), DatasetRow.id.desc())
    total = session.scalar(sa.select(sa.func.count()).select_from(DatasetRow).where(where)) or 0
    return list(session.scalars(query.limit(paging.limit).offset(paging.offset))), total


def wire_dataset(row: DatasetRow) -> dict[str, Any]:
    """A dataset as SDK models read it."""
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "metadata": row.metadata_,
        "inputSchema": row.input_schema,
        "expectedOutputSchema": row.expected_output_schema,
        "projectId": row.project_id,
        "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at),
    }


def wire_item(item: DatasetItem, media_references: list[dict[str, Any]]) -> dict[str, Any]:
    """An item as SDK models read it; `mediaReferences` must be there even when empty."""
    return {
        "id": item.id,
        "status": item.status,
        "input": item.input,
        "expectedOutput": item.expected_output,
        "metadata": item.metadata,
        "tags": item.tags,
        "sourceTraceId": item.source_trace_id,
        "sourceObservationId": item.source_observation_id,
        "datasetId": item.dataset_id,
        "datasetName": item.dataset_name,
        "createdAt": wire_time(item.created_at),
        "updatedAt": wire_time(item.valid_from),
        "version": exact_wire_time(item.valid_from),
        "mediaReferences": media_references,
    }
