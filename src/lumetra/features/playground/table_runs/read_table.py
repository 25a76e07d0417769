"""Variable sets as people have them: CSV, tab-separated text pasted from a spreadsheet, or JSON lines. Pure."""

from __future__ import annotations

import csv
import io
from typing import Any, Final, Literal

import orjson

from lumetra.domain.errors import Refusal
from lumetra.features.playground.columns import Row

MAX_ROWS: Final = 1_000
MAX_CHARACTERS: Final = 10_000_000
TableFormat = Literal["csv", "tsv", "jsonl"]


def read_table(text: str, format_: TableFormat | None = None) -> tuple[TableFormat, list[Row]]:
    """The rows, and the format they were found in when none is given. Raises Refusal that names the line that is wrong."""
    if len(text) > MAX_CHARACTERS:
        raise Refusal(f"A table has at most {MAX_CHARACTERS:,} characters, this one has {len(text):,}")
    text = text.lstrip("\ufeff").strip("\r\n")
    found = format_ or _guess(text)
    rows = _read_json(text) if found == "jsonl" else _read_separated(text, "\t" if found == "tsv" else None)
    if not 1 <= len(rows) <= MAX_ROWS:
        raise Refusal(f"A table needs 1 to {MAX_ROWS} rows below its header, this one has {len(rows)}")
    return found, rows


def _guess(text: str) -> TableFormat:
    first = text.split("\n", 1)[0].strip()
    if first.startswith(("{", "[")):
        return "jsonl"
    return "tsv" if "\t" in first else "csv"


def _read_json(text: str) -> list[Row]:
    """One object a line, or one array of objects."""
    if text.startswith("["):
        return [_object(value, f"Element {number}") for number, value in enumerate(_array(text), 1)]
    lines = ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    return [_object(_parse(line, f"Line {number}"), f"Line {number}") for number, line in lines]


def _array(text: str) -> list[Any]:
    value = _parse(text, "The text")
    if not isinstance(value, list):
        raise Refusal("A JSON table is an array of objects, or one object a line")
    return value


def _parse(text: str, where: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"{where} is not JSON: {error.msg}") from error


def _object(value: Any, where: str) -> Row:
    if not isinstance(value, dict):
        raise Refusal(f"{where} is not an object of variable names and values")
    return {str(name): item for name, item in value.items()}


def _read_separated(text: str, delimiter: str | None) -> list[Row]:
    """The header names the variables. Without a given delimiter the header decides between comma, semicolon and tab."""
    if not text.strip():
        return []
    csv.field_size_limit(MAX_CHARACTERS)
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or max(",;\t", key=header.count), strict=True)
    try:
        lines = [(reader.line_num, line) for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise Refusal(f"Line {reader.line_num} cannot be read: {error}") from error
    names = [name.strip() for name in lines[0][1]]
    _check_header(names)
    for number, line in lines[1:]:
        if len(line) > len(names):
            raise Refusal(f"Line {number} has {len(line)} cells, the header names {len(names)}")
    return [dict(zip(names, [*line, *[""] * (len(names) - len(line))], strict=True)) for _, line in lines[1:]]


def _check_header(names: list[str]) -> None:
    if "" in names:
        raise Refusal("Line 1 names the variables: one of its cells is empty")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refusal(f"Line 1 names '{twice[0]}' twice")
