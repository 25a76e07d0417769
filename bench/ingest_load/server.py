"""A Lumetra server for a benchmark: the installed command in a process of its own over a fresh data directory."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psutil

PROJECT = "bench"
PUBLIC_KEY, SECRET_KEY = "pk-lf-bench", "sk-lf-bench"


class BenchServer:
    """A running server and ways to look at it from outside."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, data_dir: Path) -> None:
        self.process = process
        self.port = port
        self.data_dir = data_dir
        self.auth = base64.b64encode(f"{PUBLIC_KEY}:{SECRET_KEY}".encode()).decode()
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", auth=(PUBLIC_KEY, SECRET_KEY), timeout=30)
        self._observed = psutil.Process(process.pid)

    def ingestion(self) -> dict[str, Any]:
        """How far behind it says it is."""
        state: dict[str, Any] = self.client.get(f"/api/v1/projects/{PROJECT}/ingestion").raise_for_status().json()
        return state

    def rss_mb(self) -> float:
        """Resident memory in MiB."""
        return self._observed.memory_info().rss / 2**20

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        times = self._observed.cpu_times()
        return times.user + times.system

    def stop(self) -> float:
        """End it as Ctrl-C does; how long that took, in seconds."""
        begin = time.perf_counter()
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.perf_counter() - begin


@contextmanager
def bench_server(data_dir: Path, program: Sequence[str] = (), **environ: str) -> Generator[BenchServer]:
    """Start it (or the program given instead) and wait for the first answered request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = {
        "LUMETRA_PORT": str(port),
        "LUMETRA_DATA_DIR": str(data_dir),
        "LUMETRA_INIT_ORG_ID": "bench",
        "LUMETRA_INIT_PROJECT_ID": PROJECT,
        "LUMETRA_INIT_PROJECT_PUBLIC_KEY": PUBLIC_KEY,
        "LUMETRA_INIT_PROJECT_SECRET_KEY": SECRET_KEY,
        **environ,
    }
    with (data_dir.parent / "server.log").open("ab") as log:
        command = list(program) or [str(Path(sys.executable).with_name("lumetra")), "serve"]
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
    server = BenchServer(process, port, data_dir)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


def _wait(server: BenchServer) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            server.ingestion()
            return
        except (httpx2.HTTPError, OSError):
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


_READ_BACK = """
import json, sys
from collections import Counter
from pathlib import Path
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics

analytics = ClickHouseAnalytics("chdb://" + sys.argv[1])
living = "FROM observations FINAL WHERE type != 'TRACE'"
stored = Counter(analytics.select_columns(f"SELECT id {living}").get("id", ()))
parts = analytics.select("SELECT count() AS parts, sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND table = 'observations'")[0]
sent = Path(sys.argv[2]).read_text().split()
print(json.dumps({
    "acknowledged": len(sent),
    "missing": sum(1 for own in sent if not stored[own]),
    "doubled": sum(1 for own in sent if stored[own] > 1),
    "stored": stored.total(),
    **parts,
}))
analytics.close()
"""


def read_back(data_dir: Path, acknowledged: Path) -> dict[str, int]:
    """Look up every acknowledged id in what the stopped server stored. Opens the engine in a process of its own.

    `missing` and `doubled` must be 0; `stored` counts everything, the warm-up too.
    """
    command = [sys.executable, "-c", _READ_BACK, str(data_dir / "analytics"), str(acknowledged)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    counts: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts
