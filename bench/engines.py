"""Insertion paths into the embedded analytics engine, and what it keeps resident: `python bench/engines.py`.

Each line is measured in a process of its own on an empty data directory, with wide rows like those of real generations.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa

from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics

BLOCK_ROWS = (500, 5_000, 50_000)

SETTINGS = {"optimize_on_insert": 0, "exclude_materialize_skip_indexes_on_insert": "search_words"}  # as ingestion inserts
CLAUSE = " SETTINGS optimize_on_insert = 0, exclude_materialize_skip_indexes_on_insert = 'search_words'"
WORDS = [
    "the",
    "customer",
    "asked",
    "for",
    "a",
    "refund",
    "because",
    "the",
    "order",
    "arrived",
    "late",
    "and",
    "the",
    "invoice",
    "showed",
    "another",
    "price",
    "than",
    "agreed",
]


def wide_rows(rows: int, seed: int) -> pa.Table:
    """Rows of about 2.5 kB: messages in and out, metadata, usage, cost."""
    dice = random.Random(seed)
    start = 1_790_000_000_000_000 + seed * 1_000_000

    def text(words: int) -> str:
        return " ".join(dice.choices(WORDS, k=words)) + f" {dice.random()}"

    times = pa.array([start + index * 1000 for index in range(rows)], pa.timestamp("us", tz="UTC"))
    traces = [f"{seed:08x}{index // 10:024x}" for index in range(rows)]
    costs = pa.array([list({"input": 0.01, "output": 0.02}.items())] * rows, pa.map_(pa.string(), pa.float64()))
    constant: dict[str, str] = {
        "project_id": "bench", "type": "GENERATION", "name": "chat", "level": "DEFAULT", "environment": "production",
        "trace_name": "answer", "user_id": "user-7", "session_id": "session-9", "model": "gpt-5", "source": "otel",
    }  # fmt: skip
    return pa.table(
        {
            **{name: pa.array([value] * rows) for name, value in constant.items()},
            "trace_id": pa.array(traces),
            "id": pa.array([f"{seed:08x}{index:08x}" for index in range(rows)]),
            "start_time": times,
            "end_time": times,
            "created_at": times,
            "updated_at": times,
            "input": pa.array([text(250) for _ in range(rows)]),
            "output": pa.array([text(120) for _ in range(rows)]),
            "metadata": pa.array([list({"step": "3", "tenant": '"acme"'}.items())] * rows, pa.map_(pa.string(), pa.string())),
            "usage": costs,
            "row_version": pa.array(range(rows), pa.uint64()),
        }
    )


def arrow_bytes(table: pa.Table, *, stream: bool) -> bytes:
    """The table in an Arrow format, uncompressed."""
    sink = io.BytesIO()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def insert_paths(folder: str) -> dict[str, Callable[[], Callable[[pa.Table], None]]]:
    """Every way by name; each opens what it needs and returns a function that inserts one block."""
    import chdb
    import clickhouse_connect

    def client(temporary_folder: str) -> Callable[[pa.Table], None]:
        tempfile.tempdir = temporary_folder
        connected = clickhouse_connect.get_client(dsn=f"chdb://{folder}")
        return lambda table: connected.insert_arrow("observations", table, settings=SETTINGS)

    def send(format_: str, *, stream: bool) -> Callable[[pa.Table], None]:
        connection = chdb.connect(folder)

        def insert(table: pa.Table) -> None:
            columns = ", ".join(table.column_names)
            with connection.send_insert(f"INSERT INTO observations ({columns}){CLAUSE}", format_) as inserter:
                inserter.append(arrow_bytes(table, stream=stream))
                inserter.finish()

        return insert

    def from_python() -> Callable[[pa.Table], None]:
        connection = chdb.connect(folder)

        def insert(table: pa.Table) -> None:
            columns = ", ".join(table.column_names)
            connection.query(f"INSERT INTO observations ({columns}){CLAUSE} SELECT {columns} FROM Python(table)")

        return insert

    def our_own() -> Callable[[pa.Table], None]:
        analytics = ClickHouseAnalytics(f"chdb://{folder}")
        return lambda table: analytics.insert("observations", table, settings=SETTINGS)

    return {
        "client insert_arrow, disk": lambda: client("/tmp"),
        "client insert_arrow, /dev/shm": lambda: client("/dev/shm"),
        "send_insert Arrow": lambda: send("Arrow", stream=False),
        "send_insert ArrowStream": lambda: send("ArrowStream", stream=True),
        "SELECT FROM Python(table)": from_python,
        "ClickHouseAnalytics.insert": our_own,
    }


def measure_path(name: str, block_rows: int, total_rows: int) -> dict[str, Any]:
    """CPU and wall time a row, in microseconds, and memory, for one path and block size. Runs in its own process."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        analytics = ClickHouseAnalytics(f"chdb://{folder}")
        migrate_analytics(analytics)
        insert = insert_paths(folder)[name]()
        tables = [wide_rows(block_rows, seed) for seed in range(min(4, max(1, total_rows // block_rows)))]
        insert(tables[0])
        before = resource.getrusage(resource.RUSAGE_SELF)
        started, count = time.monotonic(), 0
        while count * block_rows < total_rows:
            insert(tables[count % len(tables)])
            count += 1
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
        stored = analytics.select("SELECT count() AS n FROM observations FINAL")[0]["n"]
        assert stored == min(count, len(tables)) * block_rows, f"{stored} rows stored"
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        rows = count * block_rows
        memory = psutil.Process().memory_info().rss / 1024**2
        analytics.close()
        return {"wall_us": wall / rows * 1e6, "cpu_us": cpu / rows * 1e6, "rss_mib": memory, "peak_mib": after.ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000, help="rows a measurement (small blocks: a fifth)")
    parser.add_argument("--one", nargs=3, metavar=("PATH", "BLOCK", "ROWS"))
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure_path(arguments.one[0], int(arguments.one[1]), int(arguments.one[2]))))
        os._exit(0)
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores; command: python bench/engines.py --rows {arguments.rows}")
    print(f"{'path':32} {'block':>7} {'wall µs/row':>12} {'CPU µs/row':>11} {'RSS MiB':>8} {'peak MiB':>9}")
    for name in insert_paths(""):
        for block_rows in BLOCK_ROWS:
            total = arguments.rows if block_rows > 1000 else arguments.rows // 5
            command = [sys.executable, str(Path(__file__)), "--one", name, str(block_rows), str(total)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                print(f"{name:32} {block_rows:>7} failed: {done.stderr.strip().splitlines()[-1:]}")
                continue
            line = json.loads(done.stdout)
            print(
                f"{name:32} {block_rows:>7} {line['wall_us']:>12.1f} {line['cpu_us']:>11.1f} {line['rss_mib']:>8.0f} {line['peak_mib']:>9.0f}"
            )


if __name__ == "__main__":
    main()
