"""Measures what pricing takes of ingestion, from the request to the stored row: server CPU per event with and without it.

    .venv/bin/python -m bench.pricing_share [--seconds 15] [--rounds 3]

Servers with and without pricing take turns over fresh data; the load is that of `bench.ingest`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from bench.ingest import describe_machine, drain, send
from bench.ingest_load.server import bench_server

PROGRAMS = {
    "with": [str(Path(sys.executable).with_name("lumetra")), "serve"],
    "without": [sys.executable, "-m", "bench.ingest_load.unpriced_server"],
}


def cpu_us(kind: str, program: list[str], seconds: float) -> float:
    """Microseconds of server CPU for one event, acknowledged and stored."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with bench_server(data_dir, program) as server:
            send(server, kind, 3, 0)
            drain(server)
            before = server.cpu_seconds()
            result = send(server, kind, seconds, 0)
            drain(server)
            used = server.cpu_seconds() - before
            server.stop()
    return used / result["events"] * 1e6


def main() -> None:
    """Print one line for each way in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{describe_machine()}\nCommand: python -m bench.pricing_share {' '.join(sys.argv[1:])}\n")
    print(f"| {'way in':<8} | {'with pricing':>14} | {'without':>12} | {'pricing':>10} | {'share':>7} |")
    print(f"|{'-' * 10}|{'-' * 16}|{'-' * 14}|{'-' * 12}|{'-' * 9}|")
    for kind in ("otlp", "batch"):
        runs: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(arguments.rounds):
            for name, program in PROGRAMS.items():
                runs[name].append(cpu_us(kind, program, arguments.seconds))
        priced, unpriced = (statistics.median(runs[name]) for name in ("with", "without"))
        share = (priced - unpriced) / priced
        print(
            f"| {kind:<8} | {priced:>11.1f} µs | {unpriced:>9.1f} µs | {priced - unpriced:>7.1f} µs | {share:>6.1%} |", flush=True
        )


if __name__ == "__main__":
    main()
