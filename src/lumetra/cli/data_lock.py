"""One process at a time on a data directory with embedded engines: the server, or a command that changes its files."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from lumetra.domain.errors import LumetraError


class InUse(LumetraError):
    """Another process works on the data directory."""


@contextmanager
def only_process(data_dir: Path) -> Generator[None]:
    """Hold the data directory. Raises InUse at once when another process holds it; the system lets go when a process dies."""
    with (data_dir / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"a server is running on {data_dir}: stop it first") from None
        yield
