"""`/api/v1` of files: uploading with a preview, importing from files and from observations, exporting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime
from starlette.responses import StreamingResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.dataset import check_dataset_name
from lumetra.domain.errors import Conflict
from lumetra.domain.ids import new_id
from lumetra.features.datasets.files.export_items import MEDIA_TYPES, export_items
from lumetra.features.datasets.files.import_rows import (
    FAILED,
    IMPORT,
    RUNNING,
    SUCCEEDED,
    FileSource,
    ObservationSource,
    Source,
    as_json,
    get_import,
    list_imports,
    state_of,
)
from lumetra.features.datasets.files.read_rows import FileFormat, SourceRow
from lumetra.features.datasets.files.shapes_files import (
    FileImportIn,
    ImportOut,
    ImportPage,
    MappedRow,
    MappedRows,
    ObservationImportIn,
    Undone,
    UploadOut,
)
from lumetra.features.datasets.files.undo_import import undo_import
from lumetra.features.datasets.files.uploads import PREVIEW_ROWS, get_upload, new_upload, preview, take_upload
from lumetra.features.datasets.map_columns import ColumnMapping, RowError, check_mapping, map_row
from lumetra.features.datasets.open_datasets import Datasets
from lumetra.features.datasets.read_items import ItemFilter
from lumetra.features.datasets.tables import DatasetImportRow
from lumetra.features.datasets.write_datasets import dataset_by_id
from lumetra.http.access import requires

READ, WRITE = Permission.DATASETS_READ, Permission.DATASETS_WRITE


def add_uploads(router: APIRouter, datasets: Datasets) -> None:
    """Files, before they become items."""

    @router.post("/dataset-uploads", status_code=201, openapi_extra=_BYTES)
    async def upload(
        request: Request, file_name: str = Query(max_length=255), access: Access = requires(WRITE)
    ) -> dict[str, str]:
        """The body is the file; the name's ending says what it is. Answers `{id}`."""
        row = new_upload(access.project_id, file_name, access.user_id or "API", datasets.clock())
        await take_upload(datasets.database, datasets.blobs, row, request.stream())
        return {"id": row.id}

    @router.get("/dataset-uploads/{upload_id}")
    def read(
        upload_id: str, access: Access = requires(READ), encoding: str = "", delimiter: str = Query("", max_length=1)
    ) -> UploadOut:
        """The first rows, read with this encoding and delimiter, or as detected."""
        with datasets.database.reading() as session:
            row = get_upload(session, access.project_id, upload_id)
        return UploadOut.of(row, preview(datasets.blobs, row, encoding, delimiter))

    @router.post("/dataset-uploads/{upload_id}/try")
    def try_mapping(upload_id: str, body: FileImportIn, access: Access = requires(READ)) -> MappedRows:
        """The first rows as the items they would become."""
        with datasets.database.reading() as session:
            row = get_upload(session, access.project_id, upload_id)
        found = preview(datasets.blobs, row, body.encoding, body.delimiter)
        check_mapping(body.mapping, found.columns)
        return MappedRows(data=_mapped(body.mapping, found.rows), columns=found.columns)

    @router.post("/dataset-observations/try")
    def try_observations(body: ObservationImportIn, access: Access = requires(READ)) -> MappedRows:
        """The newest matching observations as the items they would become."""
        source = _observations(body)
        pages = datasets.pages(access.project_id, source.subject, source.filter, source.start, source.end)
        records = list(islice((record for page in pages for record in page), PREVIEW_ROWS))
        rows = [SourceRow(number, record) for number, record in enumerate(records, 1)]
        columns = list(records[0]) if records else []
        if records:
            check_mapping(body.mapping, columns)
        return MappedRows(data=_mapped(body.mapping, rows), columns=columns)


_BYTES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


def _mapped(mapping: ColumnMapping, rows: Sequence[SourceRow]) -> list[MappedRow]:
    mapped: list[MappedRow] = []
    for row in rows:
        try:
            item, error = (None, row.error) if row.error else (map_row(mapping, row.values), "")
        except RowError as wrong:
            item, error = None, str(wrong)
        mapped.append(MappedRow(number=row.number, item=item, error=error))
    return mapped


def _observations(body: ObservationImportIn) -> ObservationSource:
    text = body.filter
    if body.observation_ids:
        named = " OR ".join(f'"{own_id}"' for own_id in body.observation_ids)
        text = f"({text}) AND id:({named})" if text.strip() else f"id:({named})"
    return ObservationSource(subject=body.subject, filter=text, start=body.start, end=body.end)


def add_imports(router: APIRouter, datasets: Datasets) -> None:
    """Imports of one dataset."""

    def begin(access: Access, dataset_id: str, source: Source) -> ImportOut:
        import_id = new_id()
        job_id = f"{IMPORT}:{access.project_id}:{import_id}"
        row = DatasetImportRow(
            id=import_id, project_id=access.project_id, dataset_id=dataset_id, job_id=job_id, source=as_json(source), state=RUNNING,
            rows=0, imported=0, unchanged=0, rejected=0, errors=[], error="", created_by=access.user_id or "API",
            created_at=datasets.clock(), finished_at=None,
        )  # fmt: skip
        with datasets.database.session() as session:
            dataset_by_id(session, access.project_id, dataset_id)
            session.add(row)
        datasets.jobs.submit(IMPORT, {"import_id": import_id}, key=import_id, project_id=access.project_id)
        return ImportOut.of(row, "queued")

    @router.post("/datasets/{dataset_id}/imports/file", status_code=202)
    def from_file(dataset_id: str, body: FileImportIn, access: Access = requires(WRITE)) -> ImportOut:
        with datasets.database.reading() as session:
            upload = get_upload(session, access.project_id, body.upload_id)
        found = preview(datasets.blobs, upload, body.encoding, body.delimiter)
        check_mapping(body.mapping, found.columns)
        origin = FileSource(upload_id=upload.id, file_name=upload.file_name, **vars(found.reading))
        return begin(access, dataset_id, Source(origin=origin, mapping=body.mapping.model_dump()))

    @router.post("/datasets/{dataset_id}/imports/observations", status_code=202)
    def from_observations(dataset_id: str, body: ObservationImportIn, access: Access = requires(WRITE)) -> ImportOut:
        origin = _observations(body)
        next(
            datasets.pages(access.project_id, origin.subject, origin.filter, origin.start, origin.end), None
        )  # a bad filter is refused now
        return begin(access, dataset_id, Source(origin=origin, mapping=body.mapping.model_dump()))


def add_import_records(router: APIRouter, datasets: Datasets) -> None:
    """What became of imports, stopping and taking them back."""

    @router.get("/datasets/{dataset_id}/imports")
    def list_all(dataset_id: str, access: Access = requires(READ), limit: int = Query(20, ge=1, le=100)) -> ImportPage:
        with datasets.database.reading() as session:
            dataset_by_id(session, access.project_id, dataset_id)
            rows = list_imports(session, dataset_id, limit)
        return ImportPage(data=[ImportOut.of(row, state_of(datasets, row)) for row in rows])

    @router.get("/datasets/{dataset_id}/imports/{import_id}")
    def read(dataset_id: str, import_id: str, access: Access = requires(READ)) -> ImportOut:
        with datasets.database.reading() as session:
            row = get_import(session, access.project_id, dataset_id, import_id)
        return ImportOut.of(row, state_of(datasets, row))

    @router.post("/datasets/{dataset_id}/imports/{import_id}/stop", status_code=204)
    def stop(dataset_id: str, import_id: str, access: Access = requires(WRITE)) -> Response:
        """What was written until now stays; undo takes it back."""
        with datasets.database.reading() as session:
            row = get_import(session, access.project_id, dataset_id, import_id)
        datasets.jobs.cancel(row.job_id)
        return Response(status_code=204)

    @router.post("/datasets/{dataset_id}/imports/{import_id}/undo")
    def undo(dataset_id: str, import_id: str, access: Access = requires(WRITE)) -> Undone:
        with datasets.database.session() as session:
            row = get_import(session, access.project_id, dataset_id, import_id)
            if state_of(datasets, row) not in {SUCCEEDED, FAILED, "cancelled"}:
                raise Conflict("This import is not over, or was taken back already")
            changed = undo_import(session, row, changed_by=access.user_id or "API", now=datasets.clock())
        return Undone(changed=changed)


def add_export(router: APIRouter, datasets: Datasets) -> None:
    """A dataset as one file."""

    @router.get("/datasets/{dataset_id}/export", response_class=StreamingResponse)
    def export(
        dataset_id: str,
        kind: Annotated[FileFormat, Query(alias="format")],
        access: Access = requires(READ),
        at: AwareDatetime | None = None,
        archived: bool = Query(False, description="With archived items."),
    ) -> StreamingResponse:
        with datasets.database.reading() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
        where = ItemFilter(dataset_id=dataset.id, at=at, status=None if archived else "ACTIVE")
        name = check_dataset_name(dataset.name).rsplit("/", 1)[-1].encode("ascii", "replace").decode().replace('"', "")
        headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
        pieces = export_items(datasets.database, access.project_id, where, kind)
        return StreamingResponse(pieces, media_type=MEDIA_TYPES[kind], headers=headers)
