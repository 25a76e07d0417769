"""What merging wide rows takes, in CPU and memory: `python -m bench.merges [--set name=value …] [--blocks 24] [--rows 4000]`.

Inserts blocks as ingestion does, merges them into one part and prints one line. `--set` changes settings of the table.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pyarrow as pa

import bench.engines
from bench.engines import wide_rows
from lumetra.engines.analytics.bounds import Bounds
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics

BOUNDS = Bounds(memory_bytes=1536 * 1024**2, query_seconds=300)


def many_words() -> list[str]:
    """A vocabulary as large as that of real texts: 20 000 words."""
    dice = random.Random(1)
    return ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(3, 9))) for _ in range(20_000)]


def insert_blocks(analytics: ClickHouseAnalytics, blocks: int, rows: int) -> None:
    """Blocks with keys of their own; the texts repeat."""
    tables = [wide_rows(rows, seed) for seed in range(4)]
    for number in range(blocks):
        table = tables[number % len(tables)]
        for name, keys in (
            ("id", [f"{number:04x}{row:012x}" for row in range(rows)]),
            ("trace_id", [f"{number:04x}{row // 10:028x}" for row in range(rows)]),
        ):
            table = table.set_column(table.schema.get_field_index(name), name, pa.array(keys))
        analytics.insert("observations", table, settings=bench.engines.SETTINGS)


def merge(analytics: ClickHouseAnalytics) -> tuple[float, float]:
    """Seconds of CPU, and by how many MiB the process grew at most."""
    process, stop, highest = psutil.Process(), threading.Event(), [0.0]
    before = process.memory_info().rss

    def watch() -> None:
        while not stop.wait(0.02):
            highest[0] = max(highest[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    used = resource.getrusage(resource.RUSAGE_SELF)
    analytics.execute("SYSTEM START MERGES observations")
    analytics.execute("OPTIMIZE TABLE observations FINAL")
    after = resource.getrusage(resource.RUSAGE_SELF)
    stop.set()
    watcher.join()
    seconds = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return seconds, (highest[0] - before) / 1024**2


def main() -> None:
    """Insert, merge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", default=[], help="name=value, a setting of the table")
    parser.add_argument("--blocks", type=int, default=24)
    parser.add_argument("--rows", type=int, default=4000)
    arguments = parser.parse_args()
    bench.engines.WORDS[:] = many_words()
    with tempfile.TemporaryDirectory() as folder:
        analytics = ClickHouseAnalytics(f"chdb://{Path(folder) / 'analytics'}", bounds=BOUNDS)
        migrate_analytics(analytics)
        if arguments.set:
            analytics.execute(f"ALTER TABLE observations MODIFY SETTING {', '.join(arguments.set)}")
        analytics.execute("SYSTEM STOP MERGES observations")
        insert_blocks(analytics, arguments.blocks, arguments.rows)
        began = time.perf_counter()
        seconds, grown = merge(analytics)
        rows = arguments.blocks * arguments.rows
        print(
            f"{os.cpu_count()} cores; {rows} rows in {arguments.blocks} parts into one, {' '.join(arguments.set) or 'as shipped'}: "
            f"{seconds / rows * 1e6:.0f} µs of CPU a row, {time.perf_counter() - began:.1f} s, +{grown:.0f} MiB at most"
        )
        analytics.close()


if __name__ == "__main__":
    main()
