"""The prompt benchmark: reads of a prompt by label while spans are ingested; prints a table.

    .venv/bin/python -m bench.prompts [--seconds 15] [--spans-per-second 500]

Server, reader and span sender share the machine. `as fast as answered` shows the ceiling; `offered 1,000/s` the latency under
the load that must be carried.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.ingest_load.server import BenchServer, bench_server

PATH = "/api/public/v2/prompts/folder%2Fgreeting?label=production"


def read(server: BenchServer, seconds: float, connections: int, rate: float) -> dict[str, Any]:
    """Run the reader in a process of its own; adds the server's CPU per request."""
    command = [sys.executable, "-m", "bench.prompt_reader", "127.0.0.1", str(server.port), server.auth, PATH]
    cpu = server.cpu_seconds()
    done = subprocess.run([*command, str(seconds), str(connections), str(rate)], capture_output=True, check=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    result["server_cpu_us"] = (server.cpu_seconds() - cpu) / result["requests"] * 1e6
    return result


def sending(server: BenchServer, seconds: float, rate: int) -> subprocess.Popen[str]:
    """Spans at a fixed rate, in a process of its own."""
    command = [sys.executable, "-m", "bench.ingest_load.sender", "127.0.0.1", str(server.port), server.auth, "otlp"]
    return subprocess.Popen([*command, str(seconds), str(rate), "2"], stdout=subprocess.PIPE, text=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--spans-per-second", type=int, default=500)
    arguments = parser.parse_args()
    rows: list[tuple[str, dict[str, Any]]] = []
    with tempfile.TemporaryDirectory() as folder, bench_server(Path(folder)) as server:
        body = {
            "name": "folder/greeting",
            "prompt": "You are {{role}}. " * 40,
            "labels": ["production"],
            "config": {"model": "m"},
        }
        server.client.post("/api/public/v2/prompts", json=body).raise_for_status()
        read(server, 2, 4, 0)
        rows.append(("as fast as answered, no ingestion", read(server, arguments.seconds, 8, 0)))
        for name, rate in (("as fast as answered", 0), ("offered 1,000/s", 1000)):
            sender = sending(server, arguments.seconds + 2, arguments.spans_per_second)
            rows.append((f"{name}, {arguments.spans_per_second} spans/s", read(server, arguments.seconds, 8, rate)))
            sender.wait()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; python -m bench.prompts"
    )
    print(f"{'case':45} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'server CPU µs':>14} {'refused':>8}")
    for name, r in rows:
        cpu = f"{r['server_cpu_us']:.0f}"
        print(f"{name:45} {r['per_second']:8.0f} {r['p50_ms']:8.2f} {r['p99_ms']:8.2f} {cpu:>14} {r['refused']:8}")


if __name__ == "__main__":
    main()
