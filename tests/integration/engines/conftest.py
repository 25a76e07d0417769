"""The real servers that the cluster halves of the engines are tested against."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.servers.clickhouse_http import clickhouse_server
from tests.servers.postgres import Postgres, postgres_server
from tests.servers.redis import redis_server
from tests.servers.s3 import s3_server


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    """A PostgreSQL server; ask it for a database of your own."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Generator[str]:
    """The URL of a Redis server. Use keys of your own: all tests of the process share it."""
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def s3_url() -> Generator[str]:
    """The blobs URL of a bucket on an S3-compatible server. Use keys of your own."""
    with s3_server() as url:
        yield url


@pytest.fixture(scope="session")
def clickhouse_dsn(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The DSN of a test server that speaks ClickHouse's HTTP interface (on top of chDB, in a process of its own)."""
    with clickhouse_server(tmp_path_factory.mktemp("clickhouse")) as dsn:
        yield dsn
