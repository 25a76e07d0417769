"""Rows as files: CSV, JSONL and Parquet, written page by page, so that the size of the answer does not matter."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, get_args

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from lumetra.domain.pricing.explain import plain

FileFormat = Literal["csv", "jsonl", "parquet"]
_MEDIA_TYPES: Final[dict[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}

Record = dict[str, Any]
Page = list[Record]


def row_file(name: str, format_: FileFormat, pieces: Iterator[bytes]) -> StreamingResponse:
    """The answer that a browser saves as `name.format`."""
    headers = {"content-disposition": f'attachment; filename="{name}.{format_}"'}
    return StreamingResponse(pieces, media_type=_MEDIA_TYPES[format_], headers=headers)


def write_rows(
    format_: FileFormat, model: type[BaseModel], columns: list[str], pages: Iterator[Page], *, money: frozenset[str] = frozenset()
) -> Iterator[bytes]:
    """The file, in pieces. Columns have the types of the model's fields, text where it has none of that name, exact decimals where
    they are `money`. Lists and objects are JSON text in CSV and Parquet."""
    write: Callable[[type[BaseModel], list[str], Iterator[Page], frozenset[str]], Iterator[bytes]]
    write = {"csv": _as_csv, "jsonl": _as_jsonl, "parquet": _as_parquet}[format_]
    return write(model, columns, pages, money)


def _as_jsonl(_model: type[BaseModel], columns: list[str], pages: Iterator[Page], _money: frozenset[str]) -> Iterator[bytes]:
    for page in pages:
        yield b"".join(
            orjson.dumps({name: record[name] for name in columns}, default=_json_number, option=orjson.OPT_APPEND_NEWLINE)
            for record in page
        )


def _json_number(amount: Decimal) -> orjson.Fragment:
    return orjson.Fragment(plain(amount))


def _as_csv(_model: type[BaseModel], columns: list[str], pages: Iterator[Page], _money: frozenset[str]) -> Iterator[bytes]:
    def lines(rows: Sequence[Sequence[Any]]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("utf-8", "replace")

    # The mark tells spreadsheets that this is Unicode.
    yield "\ufeff".encode() + lines([columns])
    for page in pages:
        yield lines([[_csv_cell(record[name]) for name in columns] for record in page])


def _csv_cell(value: Any) -> Any:
    value = _flat(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    # A spreadsheet would run what begins like a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _flat(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


def _as_parquet(model: type[BaseModel], columns: list[str], pages: Iterator[Page], money: frozenset[str]) -> Iterator[bytes]:
    schema = pa.schema(
        [
            (
                name,
                _arrow_type(model.model_fields[name].annotation if name in model.model_fields else str, is_money=name in money),
            )
            for name in columns
        ]
    )
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for page in pages:
            rows = [{name: _flat(record[name]) for name in columns} for record in page]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()


def _arrow_type(annotation: Any, *, is_money: bool) -> pa.DataType:
    if is_money:
        return pa.decimal128(38, 18)
    kinds = {kind for kind in (get_args(annotation) or (annotation,)) if kind is not type(None)}
    if kinds == {datetime}:
        return pa.timestamp("us", tz="UTC")
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds == {float} else pa.string()
