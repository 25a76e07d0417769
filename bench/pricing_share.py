"""Measures what pricing takes of ingestion, from the request to the stored row, in CPU time of the server.

    .venv/bin/python -m bench.pricing_share [--seconds 20]

The load is that of `bench.ingest`, as fast as it is acknowledged. CPU time, because it does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.ingest import describe_machine, drain, send
from bench.ingest_load.server import bench_server


def measure(kind: str, seconds: float) -> tuple[int, float, float]:
    """Events sent, CPU seconds of the server for them, CPU seconds of pricing in it."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, spent = Path(folder) / "data", Path(folder) / "spent"
        data_dir.mkdir()
        with bench_server(data_dir, [sys.executable, "-m", "bench.ingest_load.timed_server", str(spent)]) as server:
            send(server, kind, 3, 0)
            drain(server)
            before, priced_before = server.cpu_seconds(), float(spent.read_text())
            result = send(server, kind, seconds, 0)
            drain(server)
            used, priced = server.cpu_seconds() - before, float(spent.read_text()) - priced_before
            server.stop()
    return result["events"], used, priced


def main() -> None:
    """Print one line for each way in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    print(f"{describe_machine()}\nCommand: python -m bench.pricing_share {' '.join(sys.argv[1:])}\n")
    print(f"| {'way in':<8} | {'events':>9} | {'whole way':>12} | {'pricing':>10} | {'share':>6} |")
    print(f"|{'-' * 10}|{'-' * 11}|{'-' * 14}|{'-' * 12}|{'-' * 8}|")
    for kind in ("otlp", "batch"):
        events, used, priced = measure(kind, arguments.seconds)
        each, mine = used / events * 1e6, priced / events * 1e6
        print(f"| {kind:<8} | {events:>9,} | {each:>9.1f} µs | {mine:>7.2f} µs | {priced / used:>6.1%} |", flush=True)


if __name__ == "__main__":
    main()
