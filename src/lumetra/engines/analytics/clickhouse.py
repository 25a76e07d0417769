"""The one implementation of Analytics, over clickhouse-connect: the DSN decides between the engine in this process and a server."""

from __future__ import annotations

import queue
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.query import QueryResult

from lumetra.engines.analytics.interface import Row


class ClickHouseAnalytics:
    """A pool of clients on one DSN (`chdb:///path` or `clickhouse://…`); one client serves one call at a time.

    Opening a client costs some 15 ms, so clients are kept. `max_clients` bounds how many calls run at once; further
    callers wait.
    """

    def __init__(self, dsn: str, *, max_clients: int = 8, settings: Mapping[str, Any] | None = None) -> None:
        self._dsn = dsn
        self._settings = dict(settings or {})
        self._idle: queue.LifoQueue[Client | None] = queue.LifoQueue()
        for _ in range(max_clients):
            self._idle.put(None)
        self._max_clients = max_clients

    @contextmanager
    def _client(self) -> Generator[Client]:
        client = self._idle.get()
        try:
            if client is None:
                client = clickhouse_connect.get_client(dsn=self._dsn, settings=self._settings)
            yield client
        finally:
            self._idle.put(client)

    def select(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """See Analytics.select."""
        with self._client() as client:
            result = client.query(sql, parameters=dict(parameters or {}), settings=dict(settings or {}), tz_mode="aware")
            return list(result.named_results())

    def select_columns(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> dict[str, Sequence[Any]]:
        """See Analytics.select_columns."""
        with self._client() as client:
            result = client.query(
                sql, parameters=dict(parameters or {}), settings=dict(settings or {}), column_oriented=True, tz_mode="aware"
            )
            columns = result.result_columns or [[] for _ in result.column_names]
            return dict(zip(result.column_names, columns, strict=True))

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> Iterator[list[Row]]:
        """See Analytics.stream."""
        with (
            self._client() as client,
            client.query_row_block_stream(
                sql, parameters=dict(parameters or {}), settings=dict(settings or {}), tz_mode="aware"
            ) as blocks,
        ):
            names = cast(QueryResult, blocks.source).column_names
            for block in blocks:
                yield [dict(zip(names, row, strict=True)) for row in block]

    def insert(self, table: str, rows: pa.Table, *, settings: Mapping[str, Any] | None = None) -> None:
        """See Analytics.insert."""
        with self._client() as client:
            client.insert_arrow(table, rows, settings=dict(settings or {}))

    def execute(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> None:
        """See Analytics.execute."""
        with self._client() as client:
            client.command(sql, parameters=dict(parameters or {}), settings=dict(settings or {}))

    def close(self) -> None:
        """See Analytics.close."""
        for _ in range(self._max_clients):
            client = self._idle.get()
            if client is not None:
                client.close()
