"""What `/api/v1` says and takes about uploads and imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from pydantic import AwareDatetime, BaseModel

from lumetra.features.datasets.files.import_rows import FileSource, Source
from lumetra.features.datasets.files.uploads import Preview
from lumetra.features.datasets.map_columns import ColumnMapping, MappedItem
from lumetra.features.datasets.open_datasets import Subject
from lumetra.features.datasets.tables import DatasetImportRow, DatasetUploadRow


class RowOut(BaseModel):
    """A row of the source by number; `error` says why it cannot be read."""

    number: int
    values: dict[str, Any]
    error: str


class UploadOut(BaseModel):
    """A stored file, how it is read, its first rows, and a first guess of the mapping."""

    id: str
    file_name: str
    format: str
    size_bytes: int
    encoding: str
    delimiter: str
    columns: list[str]
    rows: list[RowOut]
    mapping: ColumnMapping

    @classmethod
    def of(cls, row: DatasetUploadRow, preview: Preview) -> UploadOut:
        """From its row and its beginning."""
        return cls(
            id=row.id, file_name=row.file_name, format=row.format, size_bytes=row.size_bytes, encoding=preview.reading.encoding,
            delimiter=preview.reading.delimiter, columns=preview.columns, mapping=preview.mapping,
            rows=[RowOut(number=one.number, values=one.values, error=one.error) for one in preview.rows],
        )  # fmt: skip


class FileImportIn(BaseModel):
    """Which file, how to read it (empty: as detected), and which column becomes what."""

    upload_id: str
    encoding: str = ""
    delimiter: str = ""
    mapping: ColumnMapping


class ObservationImportIn(BaseModel):
    """Which observations: the filter grammar and start times from `start` until before `end`, or these ids among them."""

    subject: Subject = "observations"
    filter: str = ""
    start: AwareDatetime
    end: AwareDatetime
    observation_ids: list[str] = []
    mapping: ColumnMapping


class MappedRow(BaseModel):
    """What a row would become; `item` is null with an error."""

    number: int
    item: MappedItem | None
    error: str


class MappedRows(BaseModel):
    """The first rows as items, and the columns that there are."""

    data: list[MappedRow]
    columns: list[str]


class RejectedRow(BaseModel):
    """A row that was left out."""

    row: int
    message: str


class ImportOut(BaseModel):
    """What became of an import. `state`: queued, running, succeeded, failed, cancelled or undone; rows count what was read."""

    id: str
    dataset_id: str
    from_file: str | None
    from_filter: str | None
    state: str
    rows: int
    imported: int
    unchanged: int
    rejected: int
    errors: list[RejectedRow]
    error: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: DatasetImportRow, state: str) -> ImportOut:
        """From its record."""
        origin = msgspec.convert(row.source, Source).origin
        is_file = isinstance(origin, FileSource)
        return cls(
            id=row.id, dataset_id=row.dataset_id, from_file=origin.file_name if is_file else None,
            from_filter=None if is_file else origin.filter, state=state, rows=row.rows, imported=row.imported,
            unchanged=row.unchanged, rejected=row.rejected, errors=[RejectedRow.model_validate(one) for one in row.errors],
            error=row.error, created_by=row.created_by, created_at=row.created_at, finished_at=row.finished_at,
        )  # fmt: skip


class ImportPage(BaseModel):
    """Imports of a dataset, newest first."""

    data: list[ImportOut]
    next_cursor: str | None = None


class Undone(BaseModel):
    """How many items were put back."""

    changed: int
