"""Rows of an uploaded file, one at a time in bounded memory; a broken row is reported and the next one read."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from lumetra.domain.errors import Refusal

FileFormat = Literal["csv", "jsonl", "parquet"]
MAX_FIELD_CHARACTERS: Final = 5_000_000
_SNIFFED_BYTES: Final = 1_000_000
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "cp1252")
_DELIMITERS: Final = (",", ";", "\t", "|")
_PARQUET_ROWS: Final = 500
_PARQUET_BUFFER: Final = 1 << 20
_MOST_RESTARTS: Final = 100
"""How often reading goes back to the line behind a stray quote: each time costs up to a field's largest size."""


@dataclass(frozen=True)
class Reading:
    """How to read a file. `encoding` and `delimiter` only count for CSV, `encoding` for JSONL too."""

    format: FileFormat
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True)
class SourceRow:
    """A row by its number in the file (CSV: the line it ends on; else counted from 1), with its values or what is wrong with it."""

    number: int
    values: dict[str, Any]
    error: str = ""


def detect(path: Path, format_: FileFormat) -> Reading:
    """The encoding and the delimiter that the beginning of the file speaks for."""
    if format_ == "parquet":
        return Reading("parquet")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    encoding = _encoding_of(head)
    if format_ == "jsonl":
        return Reading("jsonl", encoding)
    first_line = head.decode(encoding, errors="ignore").split("\n", 1)[0]
    return Reading("csv", encoding, max(_DELIMITERS, key=first_line.count))


def _encoding_of(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    whole = head if len(head) < _SNIFFED_BYTES else head[: head.rfind(b"\n") + 1 or None]
    for encoding in _ENCODINGS:
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def columns_of(path: Path, reading: Reading) -> list[str]:
    """The names of the columns; of JSONL those of the first hundred rows. Raises Refusal for a file that has none."""
    if reading.format == "csv":
        with _text(path, reading.encoding) as file:
            header = next(_csv(_Lines(file), reading.delimiter), [])
        return _check_header(header)
    if reading.format == "parquet":
        return _parquet(path).schema_arrow.names
    names: dict[str, None] = {}
    for row in read_rows(path, reading):
        names.update(dict.fromkeys(row.values))
        if row.number >= 100:
            break
    if not names:
        raise Refusal("The file holds no JSON object", code="unreadable_file")
    return list(names)


def read_rows(path: Path, reading: Reading) -> Iterator[SourceRow]:
    """Every row in the order of the file. Raises Refusal when the file as a whole cannot be read."""
    match reading.format:
        case "csv":
            return _csv_rows(path, reading)
        case "jsonl":
            return _jsonl_rows(path, reading)
        case "parquet":
            return _parquet_rows(path)


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    try:
        # Bytes that are no text of this encoding come through as lone surrogates, and mark their row.
        return path.open("r", encoding=encoding, errors="surrogateescape" if encoding != "utf-16" else "replace", newline="")
    except LookupError as error:
        raise Refusal(f"{encoding!r} is not an encoding", code="unknown_encoding") from error


class _Lines:
    """Lines of a file for the CSV reader, which can be given back when a record that began on one of them turns out to be broken."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self._taken.append(line)
        self.number += 1
        return line.replace("\0", "")

    def begin_record(self) -> None:
        """The lines that were taken belong to a record that is read."""
        self._taken.clear()

    def give_back(self) -> int:
        """Take all lines of the broken record but its first once more; returns the number of that first line."""
        again = self._taken[1:]
        self._again.extendleft(reversed(again))
        self.number -= len(again)
        return self.number


def _csv(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _check_header(header: list[str]) -> list[str]:
    if not any(name.strip() for name in header):
        raise Refusal("The file has no header line with the names of its columns", code="unreadable_file")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Refusal(f"The header names {', '.join(map(repr, twice))} more than once", code="unreadable_file")
    return header


def _csv_rows(path: Path, reading: Reading) -> Iterator[SourceRow]:
    with _text(path, reading.encoding) as file:
        lines = _Lines(file)
        reader = _csv(lines, reading.delimiter)
        header = _check_header(next(reader, []))
        restarts = 0
        while True:
            first = lines.number + 1
            lines.begin_record()
            try:
                fields = next(reader, None)
            except csv.Error as error:
                if lines.number > first and restarts < _MOST_RESTARTS:  # a stray quote: only the line that has it is lost
                    restarts += 1
                    lines.give_back()
                yield SourceRow(first, {}, f"broken CSV: {error}{_lost(first, lines.number)}")
                continue
            if fields is None:
                return
            if fields:
                yield _csv_row(lines.number, header, fields, reading.encoding)


def _lost(first: int, last: int) -> str:
    return f"; lines {first} to {last} were not read" if last > first else ""


def _csv_row(number: int, header: list[str], fields: list[str], encoding: str) -> SourceRow:
    if len(fields) != len(header):
        return SourceRow(number, {}, f"{len(fields)} fields where the header has {len(header)}")
    if _has_foreign_bytes(fields):
        return SourceRow(number, {}, f"bytes that are not {encoding}")
    return SourceRow(number, dict(zip(header, fields, strict=True)))


def _has_foreign_bytes(fields: list[str]) -> bool:
    text = "".join(fields)
    return not text.isascii() and any("\udc80" <= character <= "\udcff" or character == "\ufffd" for character in text)


def _jsonl_rows(path: Path, reading: Reading) -> Iterator[SourceRow]:
    with _text(path, reading.encoding) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            if len(line) > MAX_FIELD_CHARACTERS:
                yield SourceRow(number, {}, f"longer than {MAX_FIELD_CHARACTERS} characters")
                continue
            try:
                value = orjson.loads(line)
            except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
                yield SourceRow(number, {}, f"not JSON: {error}")
                continue
            if isinstance(value, dict):
                yield SourceRow(number, value)
            else:
                yield SourceRow(number, {}, "not a JSON object")


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, buffer_size=_PARQUET_BUFFER, pre_buffer=False)  # else a row group is read whole
    except (pa.ArrowException, OSError) as error:
        raise Refusal(f"This is not a Parquet file that can be read: {error}", code="unreadable_file") from error


def _parquet_rows(path: Path) -> Iterator[SourceRow]:
    number = 0
    file = _parquet(path)
    try:
        for batch in file.iter_batches(batch_size=_PARQUET_ROWS):
            for values in batch.to_pylist():
                number += 1
                yield SourceRow(number, orjson.loads(orjson.dumps(values, default=_plain, option=orjson.OPT_NON_STR_KEYS)))
    except pa.ArrowException as error:
        yield SourceRow(number + 1, {}, f"the rest of the file cannot be read: {error}")
    finally:
        file.close()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)
