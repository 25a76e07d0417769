"""Uploaded files: stored whole before anything is read of them, then previewed as often as wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any, Final, cast

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from lumetra.domain.errors import NotFound, Refusal, TooLarge
from lumetra.domain.ids import new_id
from lumetra.engines.blobs import Blobs
from lumetra.engines.database import Database
from lumetra.features.datasets.files.read_rows import FileFormat, Reading, SourceRow, columns_of, detect, read_rows
from lumetra.features.datasets.map_columns import ColumnMapping, ColumnUse
from lumetra.features.datasets.tables import DatasetUploadRow

MAX_BYTES: Final = 200_000_000
PREVIEW_ROWS: Final = 10
_CHUNK: Final = 1 << 20
_FORMATS: Final[dict[str, FileFormat]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
}  # fmt: skip
_INPUT_NAMES: Final = ("input", "question", "prompt", "query", "q", "输入", "问题")
_OUTPUT_NAMES: Final = (
    "expected_output",
    "expectedoutput",
    "expected",
    "answer",
    "output",
    "target",
    "label",
    "期望输出",
    "答案",
)


@dataclass(frozen=True)
class Preview:
    """The beginning of a file as it would be read, and a first guess of what its columns are for."""

    reading: Reading
    columns: list[str]
    rows: list[SourceRow]
    mapping: ColumnMapping


def format_of(file_name: str) -> FileFormat:
    """By the name's ending. Raises Refusal."""
    found = _FORMATS.get(Path(file_name).suffix.lower())
    if found is None:
        raise Refusal(f"{file_name!r} is neither CSV, JSONL nor Parquet by its ending", code="unknown_format")
    return found


async def take_upload(database: Database, blobs: Blobs, row: DatasetUploadRow, chunks: AsyncIterator[bytes]) -> DatasetUploadRow:
    """Store the bytes as they come, at most 200 MB; the row is there when all of them are. Raises TooLarge."""
    with NamedTemporaryFile(prefix="lumetra-upload-") as spool:
        async for chunk in chunks:
            row.size_bytes += len(chunk)
            if row.size_bytes > MAX_BYTES:
                raise TooLarge(f"The file is larger than {MAX_BYTES // 1_000_000} MB; import it in parts")
            spool.write(chunk)
        if not row.size_bytes:
            raise Refusal("The file is empty", code="unreadable_file")
        spool.flush()
        await run_in_threadpool(_store, database, blobs, row, Path(spool.name))
    return row


def new_upload(project_id: str, file_name: str, created_by: str, now: datetime) -> DatasetUploadRow:
    """A row for a file whose bytes are about to come."""
    return DatasetUploadRow(
        id=new_id(), project_id=project_id, file_name=file_name[-255:], format=format_of(file_name), size_bytes=0,
        created_by=created_by, created_at=now,
    )  # fmt: skip


def _store(database: Database, blobs: Blobs, row: DatasetUploadRow, path: Path) -> None:
    with path.open("rb") as file:
        blobs.put_stream(blob_key(row.project_id, row.id), iter(lambda: file.read(_CHUNK), b""))
    with database.session() as session:
        session.add(row)


def blob_key(project_id: str, upload_id: str) -> str:
    """Where the bytes of an upload lie."""
    return f"dataset-uploads/{project_id}/{upload_id}"


def get_upload(session: Session, project_id: str, upload_id: str) -> DatasetUploadRow:
    """Raises NotFound."""
    row = session.get(DatasetUploadRow, upload_id)
    if row is None or row.project_id != project_id:
        raise NotFound("There is no such upload; it may have been imported already or be older than a day")
    return row


@contextmanager
def local_copy(blobs: Blobs, project_id: str, upload_id: str) -> Generator[Path]:
    """The file on this machine's disk, for readers that need to seek."""
    with TemporaryDirectory(prefix="lumetra-import-") as folder:
        path = Path(folder) / "rows"
        with path.open("wb") as file:
            for chunk in blobs.stream(blob_key(project_id, upload_id)):
                file.write(chunk)
        yield path


def preview(blobs: Blobs, row: DatasetUploadRow, encoding: str, delimiter: str) -> Preview:
    """The first rows. Empty encoding or delimiter: what the file speaks for. Raises Refusal for a file that cannot be read."""
    with local_copy(blobs, row.project_id, row.id) as path:
        found = detect(path, cast("FileFormat", row.format))
        reading = Reading(found.format, encoding or found.encoding, delimiter or found.delimiter)
        columns = columns_of(path, reading)
        rows = list(islice(read_rows(path, reading), PREVIEW_ROWS))
    return Preview(reading, columns, rows, guess_mapping(columns))


def guess_mapping(columns: list[str]) -> ColumnMapping:
    """Columns with usual names go where they belong; the first one is the input when none is called so; the rest is metadata."""
    by_name = {name.strip().lower(): name for name in columns}
    input_ = next((by_name[name] for name in _INPUT_NAMES if name in by_name), columns[0])
    expected = next((by_name[n] for n in _OUTPUT_NAMES if n in by_name and by_name[n] != input_), "")
    tags, own_id = by_name.get("tags", ""), by_name.get("id", "")
    rest: list[Any] = [name for name in columns if name not in (input_, expected, tags, own_id)]
    metadata = [ColumnUse(column=rest[0])] if rest == [by_name.get("metadata")] else [ColumnUse(column=name) for name in rest]
    return ColumnMapping(
        input=[ColumnUse(column=input_)],
        expected_output=[ColumnUse(column=expected)] if expected else [],
        metadata=metadata,
        tags=tags,
        id=own_id,
    )
