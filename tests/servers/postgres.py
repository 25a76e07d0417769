"""A real PostgreSQL in a temporary directory, for as long as a test run lasts."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers.debian import need_program
from tests.servers.ports import free_port, wait_for_port

_FOLDERS = "/usr/lib/postgresql/*/bin"
# Tests need no durability; PostgreSQL's own is not what they test.
_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def _wait_until_ready(port: int) -> None:
    """It listens before it takes connections: "the database system is starting up"."""
    for _ in range(1200):
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL listens and takes no connections")


class Postgres:
    """A running server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def new_database(self) -> str:
        """Create an empty database and return its SQLAlchemy URL."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"


@contextmanager
def postgres_server() -> Generator[Postgres]:
    """Start a server on a free port; stop it and remove its files at the end."""
    initdb = need_program("initdb", "postgresql", _FOLDERS)
    server = need_program("postgres", "postgresql", _FOLDERS)
    folder = Path(tempfile.mkdtemp(prefix="lumetra-postgres-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    port = free_port()
    try:
        subprocess.run(
            [*as_user, initdb, "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        options = [part for option in _OPTIONS for part in ("-c", option)]
        command = [*as_user, server, "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), *options]
        with (folder / "log").open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/")
        try:
            wait_for_port(port, process)
            _wait_until_ready(port)
            yield Postgres(port)
        finally:
            process.terminate()
            process.wait(90)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
