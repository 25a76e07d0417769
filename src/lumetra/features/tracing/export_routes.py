"""`/api/v1` for taking filtered rows away: CSV, JSON lines or Parquet, streamed page by page, so that no export has to fit in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import Annotated, Any, Final, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.filters import Filter, make_filter
from lumetra.features.tracing.list_rows import list_of_observations, list_of_traces
from lumetra.features.tracing.routes import FilterText, OrderText, TimeWindow
from lumetra.features.tracing.time_windows import Window
from lumetra.http.access import requires
from lumetra.http.paging import CursorPage
from lumetra.querylang.subjects import OBSERVATIONS, TRACES

PAGE_ROWS: Final = 500
MAX_ROWS: Final = 1_500_000
_CHUNK_BYTES: Final = 1024 * 1024
_MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
TableName = Literal["traces", "observations"]
Format = Literal["csv", "jsonl", "parquet"]


def build_export_routes(analytics: Analytics, clock: Callable[[], datetime]) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["exports"])

    @router.get("/exports/{table}")
    def export(
        project_id: str, table: TableName, window: TimeWindow, text: FilterText = "", order: OrderText = "",
        format_: Annotated[Format, Query(alias="format")] = "csv",
        limit: Annotated[int, Query(ge=1, le=MAX_ROWS, description="At most so many rows.")] = MAX_ROWS,
        access: Access = requires(Permission.EXPORTS_WRITE),
    ) -> StreamingResponse:  # fmt: skip
        """The rows of a table as a file; lists and maps are JSON text in CSV and Parquet."""
        chosen = make_filter(TRACES if table == "traces" else OBSERVATIONS, clock(), text=text)
        pages = _pages(analytics, access.project_id, table, chosen, window, order, limit)
        first = next(pages)  # a wrong order or a failing engine is answered before the download begins
        write = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}[format_]
        headers = {"Content-Disposition": f'attachment; filename="{table}.{format_}"', "Cache-Control": "no-store"}
        return StreamingResponse(write(first, pages), media_type=_MEDIA_TYPES[format_], headers=headers)

    return router


def _pages(
    analytics: Analytics, project_id: str, table: TableName, filter_: Filter, window: Window, order: str, limit: int
) -> Iterator[list[dict[str, Any]]]:
    """The rows, page by page; at least one page, perhaps empty."""
    read = list_of_traces if table == "traces" else list_of_observations
    cursor: str | None = None
    left = limit
    while True:
        page = read(analytics, project_id, filter_, window, order, CursorPage(limit=min(PAGE_ROWS, left), cursor=cursor))
        yield [_plain(row) for row in page.data]
        left -= len(page.data)
        cursor = page.next_cursor
        if cursor is None or left <= 0:
            return


def _plain(row: BaseModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"highlights"})


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {name: orjson.dumps(value).decode() if isinstance(value, list | dict) else value for name, value in row.items()}


def _csv(first: list[dict[str, Any]], rest: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    yield "\ufeff".encode()  # spreadsheets take the file for UTF-8 only with this mark
    if not first:
        return
    names = list(first[0])
    for number, rows in enumerate(_chain(first, rest)):
        text = io.StringIO()
        writer = csv.DictWriter(text, names)
        if number == 0:
            writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in _flat(row).items()} for row in rows)
        yield text.getvalue().encode()


def _harmless(value: Any) -> Any:
    """Spreadsheets run cells that begin like a formula; an apostrophe makes them text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _jsonl(first: list[dict[str, Any]], rest: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    for rows in _chain(first, rest):
        yield b"".join(orjson.dumps(row) + b"\n" for row in rows)


def _parquet(first: list[dict[str, Any]], rest: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    """A Parquet file ends with its index, so it is written whole to a temporary file first."""
    with TemporaryFile() as file:
        writer: pq.ParquetWriter | None = None
        for rows in _chain(first, rest):
            table = pa.Table.from_pylist([_flat(row) for row in rows], schema=writer.schema if writer else _schema(rows))
            writer = writer or pq.ParquetWriter(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _schema(rows: list[dict[str, Any]]) -> pa.Schema:
    """Types by name, because a column may be all null on the first page."""
    names = list(_flat(rows[0])) if rows else []
    return pa.schema([(name, _type(name)) for name in names])


def _type(name: str) -> pa.DataType:
    if name.endswith(("_tokens", "_usd", "_ms", "_per_second")):
        return pa.float64()
    if name.endswith(("_count", "_length")) or name in ("prompt_version", "tools_available"):
        return pa.int64()
    return pa.bool_() if name in ("bookmarked", "public") else pa.string()


def _chain(first: list[dict[str, Any]], rest: Iterator[list[dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    yield first
    yield from rest
