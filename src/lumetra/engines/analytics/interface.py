"""What the rest of Lumetra may ask of an analytics engine. Synchronous: callers in async code go through a worker thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

Row = dict[str, Any]


class Analytics(Protocol):
    """ClickHouse SQL over one database. Safe to call from many threads at once.

    Parameters are bound by the engine (`{name:Type}` in the SQL), never pasted into the text.
    Errors: `Transient` when the engine is unreachable, out of memory (`OutOfMemory`) or out of time; `Unprocessable` with code
    `query_too_heavy` when a read exceeds its bounds; anything else is a bug and propagates as it is.
    """

    def select(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """Every row of the result, in the order the SQL states, as dicts by column name. Empty result: empty list.

        Times come back as timezone-aware UTC datetimes, Decimal as Decimal, Map as dict.
        """
        ...

    def select_columns(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> dict[str, Sequence[Any]]:
        """The result by column, for large results that are aggregated in Python. No rows: an empty dict, without columns."""
        ...

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> Iterator[list[Row]]:
        """The result in chunks of rows, in order, without holding all of it. Consume it or close it."""
        ...

    def insert(self, table: str, rows: pa.Table, *, settings: Mapping[str, Any] | None = None) -> None:
        """Insert all rows as one block; columns are matched by name, missing ones take their default.

        Durable against the death of the process when it returns.
        """
        ...

    def execute(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> None:
        """Run a statement that returns nothing (DDL, INSERT … SELECT, ALTER … DELETE)."""
        ...

    def close(self) -> None:
        """Release everything. Calls after it fail."""
        ...
