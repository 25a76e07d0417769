"""Imports as durable jobs: rows are read and mapped into chunks first, then written chunk by chunk, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import LumetraError, NotFound
from lumetra.domain.work import Work
from lumetra.engines.jobs import FINAL_STATES, JobContext, JobKind, JobQueue, JobState
from lumetra.features.datasets.files.read_rows import Reading, SourceRow, read_rows
from lumetra.features.datasets.files.uploads import blob_key, local_copy
from lumetra.features.datasets.items.write_many import NewRow, write_many
from lumetra.features.datasets.map_columns import ColumnMapping, MappedItem, RowError, map_row
from lumetra.features.datasets.open_datasets import Datasets, Subject
from lumetra.features.datasets.tables import DatasetImportRow
from lumetra.features.datasets.write_datasets import dataset_by_id

IMPORT: Final = "datasets.import"
QUEUE: Final = JobQueue("datasets", concurrency=2, concurrency_per_project=1, work=Work.BACKFILLS)
CHUNK_ROWS: Final = 1_000
CHUNK_BYTES: Final = 8_000_000
"""A chunk ends with the row that reaches either."""
MAX_ERRORS: Final = 500
RUNNING, SUCCEEDED, FAILED, UNDONE = "running", "succeeded", "failed", "undone"


class FileSource(msgspec.Struct, tag="file", kw_only=True):
    """An uploaded file and how to read it."""

    upload_id: str
    file_name: str
    encoding: str
    delimiter: str
    format: str


class ObservationSource(msgspec.Struct, tag="observations", kw_only=True):
    """Recorded observations (or whole traces) by the filter grammar and a range of start times."""

    subject: Subject = "observations"
    filter: str
    start: datetime
    end: datetime


class Source(msgspec.Struct, kw_only=True):
    """What an import takes, and what becomes of its columns."""

    origin: FileSource | ObservationSource
    mapping: dict[str, Any]


class Chunk(msgspec.Struct):
    """Some rows of an import, mapped, each with the trace and observation that it came from; and those that could not be."""

    rows: list[tuple[int, MappedItem, str | None, str | None]]
    rejected: list[dict[str, Any]]


class OpenChunk(msgspec.Struct):
    """A chunk that is being filled; `size` is that of its rows in bytes."""

    rows: list[msgspec.Raw] = []
    rejected: list[dict[str, Any]] = []
    size: int = 0

    @property
    def count(self) -> int:
        """Rows of the source."""
        return len(self.rows) + len(self.rejected)

    def add(self, row: tuple[int, MappedItem, str | None, str | None]) -> None:
        """Encoded at once, so that its size is known."""
        encoded = msgspec.msgpack.encode(row)
        self.rows.append(msgspec.Raw(encoded))
        self.size += len(encoded)

    def encode(self) -> bytes:
        """As `Chunk` is read."""
        return msgspec.msgpack.encode({"rows": self.rows, "rejected": self.rejected})


def register_jobs(datasets: Datasets) -> None:
    """Make the kind known."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        import_id = str(argument["import_id"])
        try:
            return _run(datasets, context, import_id)
        except LumetraError as error:
            said = str(error)
            context.step("note the failure", lambda: _finish(datasets, import_id, FAILED, said))
            raise

    datasets.jobs.register(JobKind(IMPORT, run, QUEUE))


def _run(datasets: Datasets, context: JobContext, import_id: str) -> dict[str, int]:
    chunks: list[int] = context.step("read rows", lambda: _read_into_chunks(datasets, import_id), attempts=3)
    total, done = sum(chunks), 0
    counts = {"imported": 0, "unchanged": 0, "rejected": 0}
    errors: list[dict[str, Any]] = []
    for number, rows in enumerate(chunks):
        before = (dict(counts), list(errors))
        result: dict[str, Any] = context.step(
            f"write chunk {number}",
            lambda n=number, b=before: _write_chunk(datasets, import_id, n, total, *b),
            attempts=5,
        )
        counts, errors, done = result["counts"], result["errors"], done + rows
        context.progress(done, total)
    context.step("finish", lambda: _finish(datasets, import_id, SUCCEEDED, ""))
    return counts


def _read_into_chunks(datasets: Datasets, import_id: str) -> list[int]:
    """The number of source rows of each chunk. Reading again writes the same chunks again."""
    row = _import(datasets, import_id)
    source = msgspec.convert(row.source, Source)
    mapping = ColumnMapping.model_validate(source.mapping)
    sizes: list[int] = []
    chunk = OpenChunk()
    for found in _source_rows(datasets, row.project_id, source.origin):
        if chunk.count == CHUNK_ROWS or chunk.size > CHUNK_BYTES:
            sizes.append(_put(datasets, import_id, len(sizes), chunk))
            chunk = OpenChunk()
        _add(chunk, mapping, found, source.origin)
    if chunk.count:
        sizes.append(_put(datasets, import_id, len(sizes), chunk))
    return sizes


def _add(chunk: OpenChunk, mapping: ColumnMapping, found: SourceRow, origin: FileSource | ObservationSource) -> None:
    if found.error:
        chunk.rejected.append({"row": found.number, "message": found.error})
        return
    try:
        item = map_row(mapping, found.values)
    except RowError as error:
        chunk.rejected.append({"row": found.number, "message": str(error)})
        return
    chunk.add((found.number, item, *_source_of(found.values, origin)))


def _source_of(values: Mapping[str, Any], origin: FileSource | ObservationSource) -> tuple[str | None, str | None]:
    """Trace and observation that a row came from."""
    if isinstance(origin, FileSource):
        return None, None
    own_id = str(values["id"])
    return (own_id, None) if origin.subject == "traces" else (str(values["trace_id"]), own_id)


def _source_rows(datasets: Datasets, project_id: str, origin: FileSource | ObservationSource) -> Iterator[SourceRow]:
    if isinstance(origin, ObservationSource):
        number = 0
        for page in datasets.pages(project_id, origin.subject, origin.filter, origin.start, origin.end):
            for record in page:
                number += 1
                yield SourceRow(number, record)
        return
    reading = msgspec.convert({"format": origin.format, "encoding": origin.encoding, "delimiter": origin.delimiter}, Reading)
    with local_copy(datasets.blobs, project_id, origin.upload_id) as path:
        yield from read_rows(path, reading)


def _put(datasets: Datasets, import_id: str, number: int, chunk: OpenChunk) -> int:
    datasets.blobs.put(_chunk_key(import_id, number), chunk.encode())
    return chunk.count


def _write_chunk(
    datasets: Datasets, import_id: str, number: int, total: int, counts: dict[str, int], errors: list[dict[str, Any]]
) -> dict[str, Any]:
    """One transaction for the items and the record of them, so that what the record says is what happened."""
    chunk = msgspec.msgpack.decode(datasets.blobs.get(_chunk_key(import_id, number)), type=Chunk)
    with datasets.database.session() as session:
        row = session.get_one(DatasetImportRow, import_id)
        dataset = dataset_by_id(session, row.project_id, row.dataset_id)
        rows = [NewRow(*row) for row in chunk.rows]
        now = datasets.clock()
        written = write_many(session, dataset, rows, import_id=import_id, changed_by=row.created_by, now=now)
        rejected = sorted([*chunk.rejected, *written.rejected], key=lambda wrong: wrong["row"])
        counts = {
            "imported": counts["imported"] + written.imported,
            "unchanged": counts["unchanged"] + written.unchanged,
            "rejected": counts["rejected"] + len(rejected),
        }
        errors = [*errors, *rejected][:MAX_ERRORS]
        row.rows, row.errors = total, errors
        row.imported, row.unchanged, row.rejected = counts["imported"], counts["unchanged"], counts["rejected"]
        dataset.updated_at = now
    return {"counts": counts, "errors": errors}


def _finish(datasets: Datasets, import_id: str, state: str, error: str) -> None:
    with datasets.database.session() as session:
        row = session.get_one(DatasetImportRow, import_id)
        row.state, row.error, row.finished_at = state, error, datasets.clock()
        source = msgspec.convert(row.source, Source)
        project_id = row.project_id
    keys = [blob.key for blob in datasets.blobs.list(f"dataset-imports/{import_id}")]
    if isinstance(source.origin, FileSource) and state == SUCCEEDED:
        keys.append(blob_key(project_id, source.origin.upload_id))
    datasets.blobs.delete(keys)


def _chunk_key(import_id: str, number: int) -> str:
    return f"dataset-imports/{import_id}/{number:06}"


def _import(datasets: Datasets, import_id: str) -> DatasetImportRow:
    with datasets.database.reading() as session:
        return session.get_one(DatasetImportRow, import_id)


def get_import(session: Session, project_id: str, dataset_id: str, import_id: str) -> DatasetImportRow:
    """Raises NotFound."""
    row = session.get(DatasetImportRow, import_id)
    if row is None or (row.project_id, row.dataset_id) != (project_id, dataset_id):
        raise NotFound("There is no such import")
    return row


def list_imports(session: Session, dataset_id: str, limit: int) -> list[DatasetImportRow]:
    """Newest first."""
    query = sa.select(DatasetImportRow).where(DatasetImportRow.dataset_id == dataset_id)
    return list(session.scalars(query.order_by(DatasetImportRow.id.desc()).limit(limit)))


def state_of(datasets: Datasets, row: DatasetImportRow) -> str:
    """What the record says; a job that ended without a word (cancelled, crashed) speaks for an open record."""
    if row.state != RUNNING:
        return row.state
    job = datasets.jobs.find(row.job_id)
    if job is None:
        return FAILED
    return str(job.state) if job.state in FINAL_STATES or job.state == JobState.QUEUED else RUNNING


def as_json(source: Source) -> dict[str, Any]:
    """The form that the record keeps."""
    return orjson.loads(msgspec.json.encode(source))
