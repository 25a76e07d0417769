"""Measures reading, aggregating and charting scores: `.venv/bin/python -m bench.score_analytics [--scores 100000]`.

Two scores on each of half as many traces, with their observations, in one project of the embedded engine; each figure is the median of
seven calls of the function behind the route.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.ingest import describe_machine
from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics
from lumetra.features.scores.analyse_scores import Selection, analyse, analyse_by, score_names
from lumetra.features.scores.compare_scores import compare

PROJECT = "bench"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
FILL_OBSERVATIONS = """
INSERT INTO observations (project_id, trace_id, id, type, start_time, end_time, name, trace_name, user_id, model, tags, row_version, created_at)
SELECT 'bench', concat('t', toString(intDiv(number, 3))), concat('o', toString(number)), 'GENERATION',
       toDateTime64('2026-11-01 00:00:00', 6, 'UTC') + intDiv(number, 3) * 12, toDateTime64('2026-11-01 00:00:01', 6, 'UTC') + intDiv(number, 3) * 12,
       'call', concat('task ', toString(number % 7)), concat('user ', toString(intDiv(number, 3) % 500)), 'gpt-4o', ['a', 'b'], 1, now64(6)
FROM numbers({traces:UInt64} * 3)
"""
FILL_SCORES = """
INSERT INTO scores (project_id, id, timestamp, name, data_type, value, trace_id, source, environment, evaluator_id, row_version, created_at)
SELECT 'bench', concat('s', toString(number)), toDateTime64('2026-11-01 00:00:00', 6, 'UTC') + intDiv(number, 2) * 12,
       if(number % 2 = 0, 'judge', 'person'), 'NUMERIC', round(((intDiv(number, 2) * 7919) % 1000) / 1000 + (number % 2) * ((number * 31) % 100) / 500, 2),
       concat('t', toString(intDiv(number, 2))), if(number % 2 = 0, 'EVAL', 'ANNOTATION'), 'default', concat('e', toString(number % 3)), 1, now64(6)
FROM numbers({scores:UInt64})
"""


def median_ms(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock and of CPU, of seven calls after one that warms up."""
    work()
    times: list[float] = []
    processor: list[float] = []
    for _ in range(7):
        begin, before = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - before) * 1000)
    return statistics.median(times), statistics.median(processor)


def measure(analytics: Analytics, scores: int) -> None:
    """Fill, ask, print."""
    analytics.execute(FILL_OBSERVATIONS, {"traces": scores // 2})
    analytics.execute(FILL_SCORES, {"scores": scores})
    span = {"start": NOW - timedelta(days=60), "end": NOW + timedelta(days=60)}
    judge = Selection(name="judge", data_type="NUMERIC", **span)
    person = Selection(name="person", data_type="NUMERIC", **span)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("the names of all scores", lambda: score_names(analytics, PROJECT, span["start"], span["end"])),
        ("one: numbers, distribution, trend", lambda: analyse(analytics, PROJECT, judge, NOW)),
        ("one, by evaluator", lambda: analyse_by(analytics, PROJECT, judge, "evaluator", NOW)),
        ("one, by name of the trace", lambda: analyse_by(analytics, PROJECT, judge, "trace_name", NOW)),
        ("one, by user", lambda: analyse_by(analytics, PROJECT, judge, "user", NOW)),
        ("two: pairs, correlations, heat map", lambda: compare(analytics, PROJECT, judge, person, "target", NOW)),
    ]
    print(f"{describe_machine()}\nCommand: python -m bench.score_analytics {' '.join(sys.argv[1:])}\n{scores:,} scores\n")
    print(f"1-minute load average {os.getloadavg()[0]:.1f}\n")
    print(f"| {'question':<36} | {'median':>9} | {'of CPU':>9} |\n|{'-' * 38}|{'-' * 11}|{'-' * 11}|")
    for name, work in rows:
        clock, processor = median_ms(work)
        print(f"| {name:<36} | {clock:>6.0f} ms | {processor:>6.0f} ms |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=int, default=100_000)
    scores: int = parser.parse_args().scores
    with tempfile.TemporaryDirectory() as folder:
        analytics = ClickHouseAnalytics(f"chdb://{Path(folder) / 'analytics'}")
        migrate_analytics(analytics)
        measure(analytics, scores)
        analytics.close()


if __name__ == "__main__":
    main()
