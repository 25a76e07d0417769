"""The ingestion benchmark: prints the table of "what it must reach", measured here and now.

    .venv/bin/python -m bench.ingest [--seconds 30] [--only otlp,batch,latency,memory] [--minutes 10]

Server and load generator share the machine. Every run uses a fresh server; afterwards every acknowledged id is looked up: each must be
there exactly once, or the run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.ingest_load.server import PROJECT, BenchServer, bench_server, read_back

Row = tuple[str, str, str, str]


def send(
    server: BenchServer, kind: str, seconds: float, rate: float, connections: int = 8, ids_file: Path | None = None
) -> dict[str, Any]:
    """Run the sender in a process of its own and return what it prints; `ids_file` gets every acknowledged id."""
    command = [sys.executable, "-m", "bench.ingest_load.sender", "127.0.0.1", str(server.port), server.auth, kind]
    command += [str(seconds), str(rate), str(connections), *([str(ids_file)] if ids_file else [])]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def drain(server: BenchServer) -> float:
    """Wait until nothing waits to be stored. Seconds."""
    begin = time.perf_counter()
    while server.ingestion()["backlog_bytes"]:
        time.sleep(0.05)
    return time.perf_counter() - begin


def check_all_there(data_dir: Path, ids_file: Path) -> str:
    """Every acknowledged id, looked up in what the stopped server stored. Ends the run when one is missing or there twice."""
    counts = read_back(data_dir, ids_file)
    if counts["missing"] or counts["doubled"]:
        raise SystemExit(f"LOST OR DOUBLED: {json.dumps(counts)}")
    return json.dumps(counts)


def sustained(kind: str, seconds: float, must: int, goal: int) -> list[Row]:
    """As fast as it is acknowledged, until everything is visible; then count."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, ids_file = Path(folder) / "data", Path(folder) / "acknowledged"
        data_dir.mkdir()
        with bench_server(data_dir) as server:
            send(server, kind, 3, 0)
            drain(server)
            cpu, begin = server.cpu_seconds(), time.perf_counter()
            backlogs: list[float] = []
            stop = threading.Event()
            watcher = threading.Thread(target=_watch, args=(server, stop, backlogs))
            watcher.start()
            result = send(server, kind, seconds, 0, ids_file=ids_file)
            stop.set()
            watcher.join()
            drained = drain(server)
            elapsed = time.perf_counter() - begin
            cpu = server.cpu_seconds() - cpu
            rss = server.rss_mb()
            server.stop()
        counts = check_all_there(data_dir, ids_file)
    rate = result["events"] / elapsed
    print(f"  {kind}: {json.dumps(result)}\n  drained in {drained:.1f} s; read back: {counts}; rss {rss:.0f} MiB", flush=True)
    noun = "spans" if kind == "otlp" else "events"
    return [
        (f"sustained {kind}, acknowledged and visible", f"{must:,} {noun}/s", f"{goal:,}", f"{rate:,.0f} {noun}/s"),
        (f"  server CPU per {noun[:-1]}", "", "", f"{cpu / result['events'] * 1e6:.0f} µs"),
        (f"  sender CPU per {noun[:-1]}", "", "", f"{result['cpu_seconds'] / result['events'] * 1e6:.0f} µs"),
        ("  largest backlog, drained in", "bounded", "", f"{max(backlogs, default=0) / 2**20:.0f} MiB, {drained:.1f} s"),
    ]


def _watch(server: BenchServer, stop: threading.Event, backlogs: list[float]) -> None:
    while not stop.wait(0.5):
        backlogs.append(server.ingestion()["backlog_bytes"])


def latency(seconds: float) -> list[Row]:
    """Acknowledgement and visibility at 1 000 spans/s offered."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, ids_file = Path(folder) / "data", Path(folder) / "acknowledged"
        data_dir.mkdir()
        with bench_server(data_dir) as server:
            send(server, "otlp", 3, 1000)
            visible: list[float] = []
            stop = threading.Event()
            prober = threading.Thread(target=_probe_visibility, args=(server, stop, visible))
            prober.start()
            result = send(server, "otlp", seconds, 1000, ids_file=ids_file)
            stop.set()
            prober.join()
            rss = server.rss_mb()
            server.stop()
        counts = check_all_there(data_dir, ids_file)
    visible.sort()
    print(f"  latency: {json.dumps(result)}; read back: {counts}; rss {rss:.0f} MiB", flush=True)
    return [
        ("acknowledgement at 1,000 spans/s, p50", "< 10 ms", "", f"{result['ack_p50_ms']:.1f} ms"),
        ("acknowledgement at 1,000 spans/s, p99", "< 50 ms", "< 25 ms", f"{result['ack_p99_ms']:.1f} ms"),
        ("visible after acknowledgement, p50", "", "", f"{visible[len(visible) // 2] * 1000:.0f} ms"),
        ("visible after acknowledgement, p99", "< 2 s", "< 1 s", f"{visible[int(len(visible) * 0.99)] * 1000:.0f} ms"),
    ]


def _probe_visibility(server: BenchServer, stop: threading.Event, visible: list[float]) -> None:
    """Send a request of one span now and then, and ask the API for its trace until it is there."""
    from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id

    while not stop.wait(0.2):
        trace_id = new_trace_id()
        request = OtlpRequest()
        request.span("probe", trace_id=trace_id)
        server.client.post("/api/public/otel/v1/traces", content=request.body(), headers=PROTOBUF).raise_for_status()
        begin = time.perf_counter()
        while not _is_visible(server, trace_id):
            time.sleep(0.02)
        visible.append(time.perf_counter() - begin)


def _is_visible(server: BenchServer, trace_id: str) -> bool:
    receipts = server.client.get(f"/api/v1/projects/{PROJECT}/receipts", params={"trace_id": trace_id, "limit": 1}).json()
    return bool(receipts["data"])


def memory(minutes: float) -> list[Row]:
    """Resident memory at 1 000 spans/s, printed minute by minute."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, ids_file = Path(folder) / "data", Path(folder) / "acknowledged"
        data_dir.mkdir()
        samples: list[float] = []
        with bench_server(data_dir) as server:
            stop = threading.Event()
            watcher = threading.Thread(target=_sample_memory, args=(server, stop, samples))
            watcher.start()
            send(server, "otlp", minutes * 60, 1000, ids_file=ids_file)
            stop.set()
            watcher.join()
            server.stop()
        print(f"  memory: read back: {check_all_there(data_dir, ids_file)}", flush=True)
    half = len(samples) // 2
    growth = max(samples[half:]) - max(samples[:half])
    return [
        (f"resident memory after {minutes:g} min at 1,000 spans/s", "< 1.2 GiB", "< 800 MiB", f"{samples[-1]:.0f} MiB"),
        ("  highest; growth of the highest in the second half", "flat", "", f"{max(samples):.0f} MiB; {growth:+.0f} MiB"),
    ]


def _sample_memory(server: BenchServer, stop: threading.Event, samples: list[float]) -> None:
    while not stop.wait(5):
        samples.append(server.rss_mb())
        if len(samples) % 12 == 0:
            last = samples[-12:]
            print(f"  minute {len(samples) // 12}: {last[-1]:.0f} MiB, at most {max(last):.0f}", flush=True)


def main() -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--minutes", type=float, default=10, help="of the memory run")
    parser.add_argument("--only", default="otlp,batch,latency,memory")
    arguments = parser.parse_args()
    runs: dict[str, Callable[[], list[Row]]] = {
        "otlp": lambda: sustained("otlp", arguments.seconds, 4000, 10000),
        "batch": lambda: sustained("batch", arguments.seconds, 2000, 5000),
        "latency": lambda: latency(arguments.seconds),
        "memory": lambda: memory(arguments.minutes),
    }
    rows = [row for name in arguments.only.split(",") for row in runs[name]()]
    print(f"\n{describe_machine()}")
    print(f"Command: python -m bench.ingest {' '.join(sys.argv[1:])}\n")
    print(f"| {'measure':<52} | {'must':<16} | {'goal':<9} | {'measured':<24} |\n|{'-' * 54}|{'-' * 18}|{'-' * 11}|{'-' * 26}|")
    for measure, must, goal, measured in rows:
        print(f"| {measure:<52} | {must:<16} | {goal:<9} | {measured:<24} |")


def describe_machine() -> str:
    """What a table of figures names beside its command."""
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Machine: {os.cpu_count()} × {_cpu_name()}, {system}"


def _cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


if __name__ == "__main__":
    main()
