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

from lumetra.engines.analytics.bounds import Bounds
from lumetra.engines.analytics.engine_errors import translated_errors
from lumetra.engines.analytics.interface import Row

_CLOSE_SECONDS = 10.0


class ClickHouseAnalytics:
    """Clients on one DSN (`chdb:///path` or `clickhouse://…`), and on `read_dsn` for reads when a replica serves them."""

    def __init__(self, dsn: str, *, read_dsn: str = "", bounds: Bounds | None = None, max_clients: int = 8) -> None:
        self._bounds = bounds or Bounds()
        self._writers = ClientPool(dsn, self._bounds, max_clients)
        self._readers = ClientPool(read_dsn, self._bounds, max_clients) if read_dsn else self._writers

    def select(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """See Analytics.select."""
        with self._readers.client() as client:
            result = client.query(sql, parameters=dict(parameters or {}), settings=self._reading(settings), tz_mode="aware")
            return list(result.named_results())

    def select_columns(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> dict[str, Sequence[Any]]:
        """See Analytics.select_columns."""
        with self._readers.client() as client:
            result = client.query(
                sql, parameters=dict(parameters or {}), settings=self._reading(settings), column_oriented=True, tz_mode="aware"
            )
            return dict(zip(result.column_names, result.result_columns, strict=True))

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> Iterator[list[Row]]:
        """See Analytics.stream."""
        with (
            self._readers.client() as client,
            client.query_row_block_stream(
                sql, parameters=dict(parameters or {}), settings=dict(settings or {}), tz_mode="aware"
            ) as blocks,
        ):
            names = cast(QueryResult, blocks.source).column_names
            for block in blocks:
                yield [dict(zip(names, row, strict=True)) for row in block]

    def insert(self, table: str, rows: pa.Table, *, settings: Mapping[str, Any] | None = None) -> None:
        """See Analytics.insert."""
        if rows.num_rows:
            with self._writers.client(writing=True) as client:
                client.insert_arrow(table, rows, settings=dict(settings or {}))

    def execute(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None
    ) -> None:
        """See Analytics.execute."""
        with self._writers.client(writing=True) as client:
            client.command(sql, parameters=dict(parameters or {}), settings=dict(settings or {}))

    def close(self) -> None:
        """See Analytics.close."""
        self._readers.close()
        if self._readers is not self._writers:
            self._writers.close()

    def _reading(self, settings: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**self._bounds.read_settings(), **(settings or {})}


class ClientPool:
    """Clients on one DSN; one client serves one call at a time.

    Opening a client costs some 15 ms, so clients are kept. `max_clients` bounds how many calls run at once; further
    callers wait.
    """

    def __init__(self, dsn: str, bounds: Bounds, max_clients: int) -> None:
        self._dsn = dsn
        self._bounds = bounds
        self._embedded = dsn.startswith("chdb:")
        self._idle: queue.LifoQueue[Client | None] = queue.LifoQueue()
        for _ in range(max_clients):
            self._idle.put(None)
        self._max_clients = max_clients
        self._closed = False

    @contextmanager
    def client(self, *, writing: bool = False) -> Generator[Client]:
        """A client for one call, waiting for a free one. Errors leave translated."""
        client = self._idle.get()
        try:
            if self._closed:
                raise RuntimeError("the analytics engine is closed")
            with translated_errors(writing=writing):
                if client is None:
                    client = self._open()
                yield client
        finally:
            self._idle.put(client)

    def close(self) -> None:
        """Close every client, waiting up to 10 s for each call that still runs; later calls fail."""
        self._closed = True
        for _ in range(self._max_clients):
            try:
                client = self._idle.get(timeout=_CLOSE_SECONDS)
            except queue.Empty:
                break
            if client is not None:
                client.close()
        for _ in range(self._max_clients):  # wakes who waits for a client, to be told that it is closed
            self._idle.put(None)

    def _open(self) -> Client:
        settings = dict(self._bounds.session_settings(embedded=self._embedded))
        if self._embedded:
            options = dict(self._bounds.engine_options())
            return clickhouse_connect.get_client(dsn=self._dsn, settings=settings, chdb_options=options)
        return clickhouse_connect.get_client(
            dsn=self._dsn,
            settings=settings,
            autogenerate_session_id=False,  # a session serves one query at a time
            connect_timeout=5,
            send_receive_timeout=300,
        )
