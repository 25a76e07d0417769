"""Free TCP ports, and waiting for somebody to listen on one."""

from __future__ import annotations

import socket
import subprocess
import time
from itertools import cycle
from random import SystemRandom

# Below what systems give to outgoing connections, one of which could take a port between its choice and its use. Shuffled
# by the system's own randomness, because test processes that share a seed would all choose the same ports.
_candidates = cycle(SystemRandom().sample(range(20_000, 32_000), 12_000))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment, and that was not handed out lately."""
    for port in _candidates:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("a cycle does not end")


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Return once `process` listens; raises RuntimeError when it ends before, or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode} before it listened")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not listen within {seconds} s")
