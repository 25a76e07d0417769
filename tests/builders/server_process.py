"""The installed `lumetra serve` in a process of its own, for tests that kill it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from tests.servers.ports import free_port

PUBLIC_KEY, SECRET_KEY, PROJECT = "pk-lf-faults", "sk-lf-faults", "faults"


class ServerProcess:
    """A server over a data directory that outlives it. `start` again after `kill` is a restart after a crash."""

    def __init__(self, data_dir: Path, **environ: str) -> None:
        self.data_dir = data_dir
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens now."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, timeout: float = 90) -> httpx2.Client:
        """A client signed with the first project's keys."""
        return httpx2.Client(base_url=self.url, auth=(PUBLIC_KEY, SECRET_KEY), timeout=timeout)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = free_port()
        environ = {
            **os.environ,
            "LUMETRA_PORT": str(self.port),
            "LUMETRA_DATA_DIR": str(self.data_dir),
            "LUMETRA_INIT_ORG_ID": PROJECT,
            "LUMETRA_INIT_PROJECT_ID": PROJECT,
            "LUMETRA_INIT_PROJECT_PUBLIC_KEY": PUBLIC_KEY,
            "LUMETRA_INIT_PROJECT_SECRET_KEY": SECRET_KEY,
            **self._environ,
        }
        command = [str(Path(sys.executable).with_name("lumetra")), "serve"]
        log_path = self.data_dir.parent / "server.log"
        with log_path.open("ab") as log:
            self._process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        deadline = time.monotonic() + 240
        with self.client(timeout=5) as client:
            while True:
                try:
                    if client.get("/api/public/health").status_code == 200:
                        return
                except httpx2.HTTPError:
                    pass
                assert self._process.poll() is None, f"the server ended at start: {log_path.read_text()[-2000:]}"
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL: no time to do anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as a service manager or Ctrl-C does, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(60)
        self._process = None

    def backlog_bytes(self) -> int:
        """How many bytes wait to be stored."""
        with self.client() as client:
            state: dict[str, Any] = client.get(f"/api/v1/projects/{PROJECT}/ingestion").raise_for_status().json()
        return int(state["backlog_bytes"])

    def drain(self, seconds: float = 60) -> None:
        """Wait until nothing waits to be stored."""
        deadline = time.monotonic() + seconds
        while self.backlog_bytes():
            assert time.monotonic() < deadline, "the backlog does not shrink"
            time.sleep(0.05)


def read_analytics(data_dir: Path, sql: str) -> list[dict[str, Any]]:
    """Ask the analytics engine of a stopped server, in a process of its own (the engine opens one path per process)."""
    code = (
        "import sys, json\n"
        "from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics\n"
        "analytics = ClickHouseAnalytics('chdb://' + sys.argv[1])\n"
        "print(json.dumps(analytics.select(sys.argv[2]), default=str))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data_dir / "analytics"), sql], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    return rows
