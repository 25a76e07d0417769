"""A real Redis on a free port, for as long as a test run lasts."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from contextlib import contextmanager

from tests.servers.debian import need_program
from tests.servers.ports import free_port, wait_for_port


@contextmanager
def redis_server() -> Generator[str]:
    """Start a server without persistence and yield its URL."""
    program = need_program("redis-server", "redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(90)
