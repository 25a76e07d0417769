"""Which columns of a row become which part of an item. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import jsonpath
import orjson
from pydantic import BaseModel, Field

from lumetra.domain.errors import Refusal

Reading = Literal["auto", "text", "json"]
"""How text of a cell becomes a value. auto: objects and arrays are parsed, anything else stays text; json: any JSON, else a
row error; text: never."""
MAX_COLUMNS: Final = 200


class ColumnUse(BaseModel):
    """One column, or a part of it by JSONPath, under `key` in the result (empty: the column's name)."""

    column: str
    path: str = ""
    key: str = ""
    reading: Reading = "auto"


class ColumnMapping(BaseModel):
    """Columns of each part. One column without a key is the value itself; several, or one with a key, become an object."""

    input: list[ColumnUse] = Field(min_length=1, max_length=MAX_COLUMNS)
    expected_output: list[ColumnUse] = []
    metadata: list[ColumnUse] = []
    tags: str = ""
    """A column that holds a list, or text separated by commas."""
    id: str = ""
    """A column with item ids; empty: ids are made."""
    more_tags: list[str] = []


@dataclass(slots=True)
class MappedItem:
    """What a row becomes. `id` empty: to be made."""

    id: str
    input: Any
    expected_output: Any
    metadata: Any
    tags: list[str]


class RowError(ValueError):
    """A row that cannot become an item; says why."""


def check_mapping(mapping: ColumnMapping, columns: Sequence[str]) -> None:
    """Raises Refusal for a column that is not there and for a path that is none."""
    uses = [*mapping.input, *mapping.expected_output, *mapping.metadata]
    named = [use.column for use in uses] + [name for name in (mapping.tags, mapping.id) if name]
    for name in named:
        if name not in columns:
            raise Refusal(f"There is no column {name!r}; there are: {', '.join(columns)}", code="unknown_column")
    for use in uses:
        check_path(use.path)


def check_path(path: str) -> None:
    """Raises Refusal unless the text is a plain JSONPath: names, indexes, slices and wildcards; no expressions."""
    if not path:
        return
    if not path.startswith("$") or "?" in path or "(" in path:
        raise Refusal(
            f"{path!r} is no JSONPath that can be used here; write it like $.messages[-1:].content", code="invalid_path"
        )
    try:
        jsonpath.compile(path)
    except Exception as error:
        raise Refusal(f"{path!r} is not a JSONPath: {error}", code="invalid_path") from error


def map_row(mapping: ColumnMapping, row: Mapping[str, Any]) -> MappedItem:
    """The item of a row. Raises RowError."""
    input_ = _value(mapping.input, row)
    if input_ is None:
        raise RowError("the input is empty")
    return MappedItem(
        id=str(row.get(mapping.id) or "") if mapping.id else "",
        input=input_,
        expected_output=_value(mapping.expected_output, row) if mapping.expected_output else None,
        metadata=_value(mapping.metadata, row, always_object=True) if mapping.metadata else None,
        tags=[*_tags(row.get(mapping.tags) if mapping.tags else None), *mapping.more_tags],
    )


def _value(uses: Sequence[ColumnUse], row: Mapping[str, Any], *, always_object: bool = False) -> Any:
    if len(uses) == 1 and not uses[0].key:
        value = _read(uses[0], row)
        if not always_object or value is None or isinstance(value, dict):
            return value
    values = {use.key or use.column: _read(use, row) for use in uses}
    return values if any(value is not None for value in values.values()) else None


def _read(use: ColumnUse, row: Mapping[str, Any]) -> Any:
    value = row.get(use.column)
    if isinstance(value, str):
        value = _parse(value, use)
    if not use.path or value is None:
        return value
    found = jsonpath.search(use.path, value)
    if not found:
        return None
    return found[0] if len(found) == 1 else found


def _parse(text: str, use: ColumnUse) -> Any:
    if text == "":
        return None
    if use.reading == "text" and not use.path:
        return text
    if use.reading == "json" or use.path or text.lstrip()[:1] in ("{", "["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            if use.reading == "json":
                raise RowError(f"column {use.column!r} is not JSON: {error}") from error
    return text


def _tags(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError:
                return [part.strip() for part in value.split(",") if part.strip()]
        else:
            return [part.strip() for part in value.split(",") if part.strip()]
    return [str(tag) for tag in cast("list[Any]", value)] if isinstance(value, list) else [str(value)]
