"""Items of a dataset, now or as they stood, as one file in pieces: CSV, JSONL or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from lumetra.domain.dataset import DatasetItem
from lumetra.engines.database import Database
from lumetra.features.datasets.files.read_rows import FileFormat
from lumetra.features.datasets.read_items import ItemFilter, list_items

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
COLUMNS: Final = ("id", "input", "expected_output", "metadata", "tags", "status", "source_trace_id", "source_observation_id")
_PAGE: Final = 1_000


def export_items(database: Database, project_id: str, where: ItemFilter, format_: FileFormat) -> Iterator[bytes]:
    """The file. JSONL keeps values as they are; CSV and Parquet hold text as text and anything else as JSON text."""
    pages = _pages(database, project_id, where)
    match format_:
        case "csv":
            return _as_csv(pages)
        case "jsonl":
            return (b"".join(orjson.dumps(_record(item)) + b"\n" for item in page) for page in pages)
        case "parquet":
            return _as_parquet(pages)


def _pages(database: Database, project_id: str, where: ItemFilter) -> Iterator[list[DatasetItem]]:
    after: tuple[datetime, str] | None = None
    while True:
        with database.reading() as session:
            page = list_items(session, project_id, where, limit=_PAGE, after=after)
        if not page:
            return
        yield page
        after = (page[-1].created_at, page[-1].id)


def _record(item: DatasetItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in COLUMNS}


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def _as_csv(pages: Iterator[list[DatasetItem]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for page in pages:
        writer.writerows([_cell(getattr(item, name)) for name in COLUMNS] for item in page)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _as_parquet(pages: Iterator[list[DatasetItem]]) -> Iterator[bytes]:
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for page in pages:
            columns = {name: [_cell(getattr(item, name)) for item in page] for name in COLUMNS}
            writer.write_table(pa.table(columns, schema=schema))
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()
