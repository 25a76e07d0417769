"""`/api/v1` of datasets: list by folder, make, change, copy, delete, versions."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.dataset import check_dataset_name
from lumetra.domain.errors import Conflict, NotFound
from lumetra.features.datasets.files.routes_files import add_export, add_import_records, add_imports, add_uploads
from lumetra.features.datasets.items.routes_items import add_bulk, add_item, add_items
from lumetra.features.datasets.items.write_many import NewRow, write_many
from lumetra.features.datasets.list_datasets import DatasetFilter, folders_below, list_datasets, summaries
from lumetra.features.datasets.map_columns import MappedItem
from lumetra.features.datasets.open_datasets import Datasets
from lumetra.features.datasets.read_items import ItemFilter, list_items
from lumetra.features.datasets.shapes import (
    DatasetFolder,
    DatasetIn,
    DatasetOut,
    DatasetPage,
    DatasetPatch,
    DatasetVersionOut,
    DatasetVersionPage,
    DuplicateDataset,
)
from lumetra.features.datasets.tables import DatasetRow
from lumetra.features.datasets.versions import list_versions
from lumetra.features.datasets.write_datasets import DatasetChange, apply_change, dataset_by_id, dataset_by_name, upsert_dataset
from lumetra.http.access import project_in_path, requires
from lumetra.http.paging import CursorPaging, cursor_moment, decode_text_cursor, encode_cursor

READ, WRITE = Permission.DATASETS_READ, Permission.DATASETS_WRITE
_COPIED_AT_ONCE = 500


def build_routes(datasets: Datasets) -> APIRouter:
    """All routes. Datasets are addressed by id, because names hold slashes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["datasets"], dependencies=[Depends(project_in_path)])
    add_uploads(router, datasets)
    _add_lists(router, datasets)
    _add_changes(router, datasets)
    add_items(router, datasets)
    add_item(router, datasets)
    add_bulk(router, datasets)
    add_imports(router, datasets)
    add_import_records(router, datasets)
    add_export(router, datasets)
    return router


def _shown(datasets: Datasets, session: Session, row: DatasetRow) -> DatasetOut:
    runs = datasets.runs_of(row.project_id, [row.id])
    return DatasetOut.of(summaries(session, [row])[0], runs.get(row.id))


def _add_lists(router: APIRouter, datasets: Datasets) -> None:
    @router.get("/datasets")
    def list_all(
        access: Access = requires(READ),
        folder: str | None = Query(None, description="Only this folder's own datasets and folders; empty: the top."),
        search: str = Query("", max_length=200, description="Words in name or description, in all folders."),
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> DatasetPage:
        where = DatasetFilter(folder=None if search else folder, search=search)
        with datasets.database.reading() as session:
            found = list_datasets(session, access.project_id, where, after_name=cursor, limit=limit + 1)
            by_folder = where.folder is not None and cursor is None
            folders = folders_below(session, access.project_id, folder or "") if by_folder else []
        runs = datasets.runs_of(access.project_id, [one.row.id for one in found[:limit]])
        return DatasetPage(
            data=[DatasetOut.of(one, runs.get(one.row.id)) for one in found[:limit]],
            folders=[DatasetFolder(path=path, datasets=count) for path, count in folders],
            next_cursor=found[limit - 1].row.name if len(found) > limit else None,
        )

    @router.get("/datasets/{dataset_id}")
    def read(dataset_id: str, access: Access = requires(READ)) -> DatasetOut:
        with datasets.database.reading() as session:
            return _shown(datasets, session, dataset_by_id(session, access.project_id, dataset_id))

    @router.get("/datasets/{dataset_id}/versions")
    def versions(dataset_id: str, page: CursorPaging, access: Access = requires(READ)) -> DatasetVersionPage:
        before = cursor_moment(decode_text_cursor(page.cursor, 1)[0]) if page.cursor else None
        with datasets.database.reading() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            found = list_versions(session, dataset.id, before=before, limit=page.limit + 1)
        data = [DatasetVersionOut.model_validate(one, from_attributes=True) for one in found[: page.limit]]
        return DatasetVersionPage(
            data=data, next_cursor=encode_cursor(data[-1].at.isoformat()) if len(found) > page.limit else None
        )


def _add_changes(router: APIRouter, datasets: Datasets) -> None:
    @router.post("/datasets", status_code=201)
    def create(body: DatasetIn, access: Access = requires(WRITE)) -> DatasetOut:
        change = DatasetChange(**body.model_dump(exclude={"name"}))
        with datasets.database.session() as session:
            _must_be_free(session, access.project_id, body.name)
            return _shown(datasets, session, upsert_dataset(session, access.project_id, body.name, change, datasets.clock()))

    @router.patch("/datasets/{dataset_id}")
    def change(dataset_id: str, body: DatasetPatch, access: Access = requires(WRITE)) -> DatasetOut:
        sent = {name: getattr(body, name) for name in body.model_fields_set if name != "name"}
        with datasets.database.session() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            if body.name and body.name != dataset.name:
                _must_be_free(session, access.project_id, check_dataset_name(body.name))
                dataset.name = body.name
            apply_change(session, dataset, DatasetChange(**sent), datasets.clock())
            session.flush()
            return _shown(datasets, session, dataset)

    @router.delete("/datasets/{dataset_id}", status_code=204)
    def delete(dataset_id: str, access: Access = requires(WRITE)) -> Response:
        with datasets.database.session() as session:
            session.delete(dataset_by_id(session, access.project_id, dataset_id))
        return Response(status_code=204)

    @router.post("/datasets/{dataset_id}/duplicate", status_code=201)
    def duplicate(dataset_id: str, body: DuplicateDataset, access: Access = requires(WRITE)) -> DatasetOut:
        """A new dataset with the same schemas and current items, archived ones left out. Items get ids of their own."""
        author = access.user_id or "API"
        with datasets.database.session() as session:
            original = dataset_by_id(session, access.project_id, dataset_id)
            _must_be_free(session, access.project_id, body.name)
            change = DatasetChange(
                description=original.description, metadata=original.metadata_, input_schema=original.input_schema,
                expected_output_schema=original.expected_output_schema,
            )  # fmt: skip
            copy = upsert_dataset(session, access.project_id, body.name, change, datasets.clock())
            items = list_items(session, access.project_id, ItemFilter(dataset_id=original.id))
            rows = [
                NewRow(
                    number,
                    MappedItem(id="", input=i.input, expected_output=i.expected_output, metadata=i.metadata, tags=i.tags),
                    i.source_trace_id,
                    i.source_observation_id,
                )
                for number, i in enumerate(items)
            ]
            for start in range(0, len(rows), _COPIED_AT_ONCE):
                part = rows[start : start + _COPIED_AT_ONCE]
                write_many(session, copy, part, import_id=copy.id, changed_by=author, now=datasets.clock())
            return _shown(datasets, session, copy)


def _must_be_free(session: Session, project_id: str, name: str) -> None:
    try:
        dataset_by_name(session, project_id, name)
    except NotFound:
        return
    raise Conflict(f"There is a dataset named {name!r} already")
