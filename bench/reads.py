"""How quick reads are: fills a fresh store with N observations, asks what the screens ask, prints a table.

    .venv/bin/python bench/reads.py --rows 1000000 [--data DIR] [--writes-per-second 500] [--rounds 20]

Data: traces of 10 observations (2 to 5 kB of messages in a generation), sessions of 20 traces, 5 000 users, 12 names, 6 models,
2 % errors, spread over 30 days before now with a busy last day. It is made inside the engine, from numbers.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lumetra.domain.errors import Transient
from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics
from lumetra.features.tracing.columns import OBSERVATION_CORE, OBSERVATION_PREVIEW, TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.filters import make_filter
from lumetra.features.tracing.read_observations import page_keys, rows_of_keys
from lumetra.features.tracing.read_traces import find_trace, page_of_traces, trace_rows
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang.subjects import OBSERVATIONS, TRACES

PROJECT = "bench"
BLOCK = 100_000

# Observation n of trace t = n / 10; traces are spread so that a third of them lies in the last day.
FILL = """
INSERT INTO observations (project_id, trace_id, id, parent_id, type, name, start_time, end_time, completion_start_time, level,
    environment, trace_name, user_id, session_id, tags, input, output, metadata, model, usage, cost, total_cost, created_at,
    updated_at, row_version)
WITH
    number AS n, intDiv(n, 10) AS t, n % 10 AS step,
    cityHash64(t) AS h, cityHash64(n, 7) AS g,
    if(h % 3 = 0, 86400, 86400 * 30) AS spread,
    fromUnixTimestamp64Micro({newest:Int64} - toInt64((h % 1000003) / 1000003 * spread * 1000000) + step * 350000, 'UTC') AS started,
    arrayElement(['refund','policy','invoice','customer','retrieval','vector','answer','question','context','document','退款','政策','返金','error','timeout','weather','travel','booking','hotel','payment'], 1 + g % 20) AS word
SELECT
    {project:String}, lower(hex(MD5(toString(t)))), lower(substring(hex(MD5(toString(n))), 1, 16)),
    if(step = 0, '', lower(substring(hex(MD5(toString(t * 10))), 1, 16))),
    ['AGENT','CHAIN','RETRIEVER','EMBEDDING','GENERATION','TOOL','GENERATION','TOOL','GENERATION','SPAN'][step + 1],
    ['support-agent','plan','retrieve','embed','llm-plan','search-tool','llm-answer','calc-tool','llm-check','postprocess'][step + 1],
    started, started + toIntervalMicrosecond(50000 + g % 4000000), if(step IN (4, 6, 8), started + toIntervalMicrosecond(20000), NULL),
    if(g % 50 = 0, 'ERROR', if(g % 31 = 0, 'WARNING', 'DEFAULT')),
    if(h % 10 = 0, 'staging', 'production'), 'support-chat', concat('user-', toString(h % 5000)),
    concat('session-', toString(intDiv(t, 20))), [concat('team-', toString(h % 7))],
    if(step IN (4, 6, 8), concat('{"messages":[{"role":"user","content":"', repeat(concat(word, ' tell me about ', toString(g % 5000), ' the next part of it\\n'), 40 + g % 60), '"}]}'), concat('{"query":"', word, ' ', toString(n), '"}')),
    concat('The ', word, ' is number ', toString(g % 100000), ', and that is all there is to say about it.'),
    map('thread', concat('"', toString(h % 1000), '"'), 'attempt', toString(g % 3)),
    if(step IN (4, 6, 8), ['gpt-4o','gpt-4o-mini','claude-sonnet-4','gemini-2.5-pro','o3','llama-3'][1 + h % 6], ''),
    if(step IN (4, 6, 8), map('input', toFloat64(500 + g % 3000), 'output', toFloat64(50 + g % 700), 'total', toFloat64(550 + g % 3700)), map()),
    if(step IN (4, 6, 8), map('input', toDecimal128((g % 1000) / 100000, 18), 'output', toDecimal128((g % 700) / 50000, 18)), map()),
    if(step IN (4, 6, 8), toDecimal128((g % 1000) / 100000 + (g % 700) / 50000, 18), NULL),
    started, started, {version:UInt64}
FROM numbers({first:UInt64}, {count:UInt64})
SETTINGS max_insert_threads = 1, max_threads = 2
"""
SCORE = """
INSERT INTO scores (project_id, id, timestamp, name, data_type, value, trace_id, source, environment, created_at, updated_at, row_version)
SELECT {project:String}, concat('s-', toString(number)), now64(6), ['quality','tone'][1 + number % 2], 'NUMERIC', (number % 100) / 100,
    lower(hex(MD5(toString(number)))), 'EVAL', 'production', now64(6), now64(6), 1
FROM numbers({count:UInt64})
"""


def fill(analytics: Analytics, rows: int) -> None:
    """Put `rows` observations and a score for every second trace into the store."""
    newest = int(time.time() * 1_000_000)
    started = time.monotonic()
    for first in range(0, rows, BLOCK):
        count = min(BLOCK, rows - first)
        parameters = {"project": PROJECT, "newest": newest, "version": newest, "first": first, "count": count}
        analytics.execute(FILL, parameters)
    analytics.execute(SCORE, {"project": PROJECT, "count": rows // 20})
    print(f"filled {rows} observations in {time.monotonic() - started:.0f} s", flush=True)


def keep_writing(analytics: Analytics, per_second: int, stop: threading.Event) -> None:
    """New observations twice a second until told to stop, as ingestion's writer makes them."""
    first = 10_000_000_000
    while not stop.wait(0.5):
        count = per_second // 2
        now = int(time.time() * 1_000_000)
        try:
            analytics.execute(FILL, {"project": PROJECT, "newest": now, "version": now, "first": first, "count": count})
        except Transient as error:
            print(f"a write failed and is left out: {error}", flush=True)
        first += count


def measure(label: str, rounds: int, ask: Callable[[int], Any]) -> None:
    """Ask `rounds` times (after one round to warm up) and print the spread in milliseconds."""
    ask(0)
    taken: list[float] = []
    for round_ in range(rounds):
        started = time.perf_counter()
        ask(round_ + 1)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    print(f"{label:52} p50 {statistics.median(taken):7.1f}  p95 {p95:7.1f}  max {taken[-1]:7.1f}", flush=True)


def questions(analytics: Analytics) -> list[tuple[str, Callable[[int], Any]]]:
    """What the screens ask, each under the name that the table shows."""

    def now() -> datetime:
        return datetime.now(UTC)

    def traces(text: str, window: Window | None = None) -> Callable[[int], Any]:
        return lambda _round: page_of_traces(
            analytics,
            PROJECT,
            make_filter(TRACES, now(), text=text),
            window or Window(),
            TRACE_CORE,
            TRACE_TOTALS,
            TRACE_PREVIEW,
            limit=50,
        )

    def observations(text: str) -> Callable[[int], Any]:
        def ask(_round: int) -> Any:
            keys = page_keys(analytics, PROJECT, make_filter(OBSERVATIONS, now(), text=text), Window(), limit=50)
            return rows_of_keys(analytics, PROJECT, keys, (*OBSERVATION_CORE, *OBSERVATION_PREVIEW))

        return ask

    ids = [row["trace_id"] for row in analytics.select("SELECT trace_id FROM traces WHERE project_id = 'bench' LIMIT 200")]

    def trace(round_: int) -> Any:
        key = find_trace(analytics, PROJECT, ids[round_ % len(ids)])
        assert key is not None
        keys = page_keys(
            analytics,
            PROJECT,
            make_filter(OBSERVATIONS, now(), text=f"trace_id:{key.trace_id}"),
            Window(key.started, key.ended),
            limit=1000,
        )
        return trace_rows(analytics, PROJECT, [key], TRACE_CORE, TRACE_TOTALS), rows_of_keys(
            analytics, PROJECT, keys, (*OBSERVATION_CORE, "input", "output", "metadata")
        )

    week = Window(now() - timedelta(days=7))
    return [
        ("traces: first page", traces("")),
        ("traces: first page, last 7 days", traces("", week)),
        ("traces: one user", traces("user:user-77")),
        ("traces: one session (20 traces)", traces("session:session-500")),
        ("traces: errors", traces("level:ERROR")),
        ("traces: cost > 0.05", traces("cost:>0.05")),
        ("traces: word in Chinese", traces("退款")),
        ("observations: first page", observations("")),
        ("observations: errors of one model", observations("level:ERROR model:o3")),
        ("observations: latency > 3.9 s", observations("latency:>3.9s")),
        ("observations: rare words", observations('"number 4242"')),
        ("one trace with payloads", trace),
    ]


def main() -> None:
    """Fill, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--writes-per-second", type=int, default=500)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    data = arguments.data or Path(tempfile.mkdtemp(prefix="lumetra-bench-"))
    analytics = ClickHouseAnalytics(f"chdb://{data}")
    migrate_analytics(analytics)
    stored = analytics.select("SELECT count() AS c FROM observations")[0]["c"]
    if stored < arguments.rows:
        fill(analytics, arguments.rows)
    parts = analytics.select("SELECT count() AS c, sum(rows) AS r FROM system.parts WHERE table = 'observations' AND active")[0]
    print(
        f"{platform.machine()}, {platform.system()}, {parts['r']} rows in {parts['c']} parts, {arguments.writes_per_second} writes/s"
    )
    stop = threading.Event()
    writer = threading.Thread(target=keep_writing, args=(analytics, arguments.writes_per_second, stop))
    if arguments.writes_per_second:
        writer.start()
    try:
        for label, ask in questions(analytics):
            if arguments.only in label:
                measure(label, arguments.rounds, ask)
    finally:
        stop.set()
        if arguments.writes_per_second:
            writer.join()
        analytics.close()


if __name__ == "__main__":
    main()
