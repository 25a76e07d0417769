"""The real servers that the cluster halves of the engines are tested against."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.servers.postgres import Postgres, postgres_server
from tests.servers.redis import redis_server


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
