"""Fills a data directory with N observations, for benchmarks of reading and starting: `python -m bench.fill --data DIR --rows N`.

Data: traces of 10 observations (2 to 5 kB of messages in a generation), sessions of 20 traces spread over all of the time, 5 000
users, 12 names, 6 models, 2 % errors, over 30 days before now with a busy last day; one more trace of 50 000 observations. Made inside
the engine, from numbers, and put in as it would have arrived, oldest first (`--shuffled`: in no order of time, as after much
back-filling). A directory that holds enough already is left as it is, so that several runs can use it.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.bounds import Bounds
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics

PROJECT = "bench"
HUGE_TRACE, HUGE_SIZE = "f" * 32, 50_000
BLOCK = 50_000
FILLING = Bounds(memory_bytes=3 * 1024**3, query_seconds=600)
"""Rows made inside the engine come in large blocks: more memory than a server needs."""
SETTLING_SECONDS = 300
DISK_BYTES_PER_ROW = 2_000
"""With room for merges."""

# Observation n of trace t = n / 10. Where a trace lies among all of them says its age: 29 days of the thirty take 29 / 45 of them, the
# last day 16 / 45; traces begin up to 20 s out of turn.
FILL = """
INSERT INTO observations (project_id, trace_id, id, parent_id, type, name, start_time, end_time, completion_start_time, level,
    environment, trace_name, user_id, session_id, tags, input, output, metadata, model, usage, cost, total_cost, created_at,
    updated_at, row_version)
WITH
    number AS n, intDiv(n, 10) AS t, n % 10 AS step,
    cityHash64(t) AS h, cityHash64(n, 7) AS g,
    if({shuffled:Bool}, (h % 1000003) / 1000003, t / {traces:UInt64}) AS place,
    if(place < 29 / 45, 30 - 45 * place, (1 - place) * 45 / 16) AS days_ago,
    fromUnixTimestamp64Micro({newest:Int64} - toInt64(days_ago * 86400000000 + h % 20000000) + step * 350000, 'UTC') AS started,
    arrayElement(['refund','policy','invoice','customer','retrieval','vector','answer','question','context','document','退款','政策','返金','error','timeout','weather','travel','booking','hotel','payment'], 1 + g % 20) AS word
SELECT
    {project:String}, lower(hex(MD5(toString(t)))), lower(substring(hex(MD5(toString(n))), 1, 16)),
    if(step = 0, '', lower(substring(hex(MD5(toString(t * 10))), 1, 16))),
    ['AGENT','CHAIN','RETRIEVER','EMBEDDING','GENERATION','TOOL','GENERATION','TOOL','GENERATION','SPAN'][step + 1],
    ['support-agent','plan','retrieve','embed','llm-plan','search-tool','llm-answer','calc-tool','llm-check','postprocess'][step + 1],
    started, started + toIntervalMicrosecond(50000 + g % 4000000), if(step IN (4, 6, 8), started + toIntervalMicrosecond(20000), NULL),
    if(g % 50 = 0, 'ERROR', if(g % 31 = 0, 'WARNING', 'DEFAULT')),
    if(h % 10 = 0, 'staging', 'production'), 'support-chat', concat('user-', toString(h % 5000)),
    concat('past-session-', toString(t % intDiv({traces:UInt64} + 19, 20))), [concat('team-', toString(h % 7))],
    if(step IN (4, 6, 8), concat('{"messages":[{"role":"user","content":"', repeat(concat(word, ' tell me about ', toString(g % 5000), ' the next part of it\\n'), 40 + g % 60), '"}]}'), concat('{"query":"', word, ' ', toString(n), '"}')),
    concat('The ', word, ' is number ', toString(g % 100000), ', and that is all there is to say about it.'),
    map('thread', concat('"', toString(h % 1000), '"'), 'attempt', toString(g % 3)),
    if(step IN (4, 6, 8), ['gpt-4o','gpt-4o-mini','claude-sonnet-4','gemini-2.5-pro','o3','llama-3'][1 + h % 6], ''),
    if(step IN (4, 6, 8), map('input', toFloat64(500 + g % 3000), 'output', toFloat64(50 + g % 700), 'total', toFloat64(550 + g % 3700)), map()),
    if(step IN (4, 6, 8), map('input', toDecimal128((g % 1000) / 100000, 18), 'output', toDecimal128((g % 700) / 50000, 18)), map()),
    if(step IN (4, 6, 8), toDecimal128((g % 1000) / 100000 + (g % 700) / 50000, 18), NULL),
    started, started, {version:UInt64}
FROM numbers({first:UInt64}, {count:UInt64})
SETTINGS max_insert_threads = 1, max_threads = 2, max_block_size = 8192
"""
SCORE = """
INSERT INTO scores (project_id, id, timestamp, name, data_type, value, trace_id, source, environment, created_at, updated_at, row_version)
SELECT {project:String}, concat('s-', toString(number)), now64(6), ['quality','tone'][1 + number % 2], 'NUMERIC', (number % 100) / 100,
    lower(hex(MD5(toString(number)))), 'EVAL', 'production', now64(6), now64(6), 1
FROM numbers({count:UInt64})
"""


HUGE = """
INSERT INTO observations (project_id, trace_id, id, parent_id, type, name, start_time, end_time, level, environment, trace_name, input,
    output, created_at, updated_at, row_version)
WITH number AS n, fromUnixTimestamp64Micro({newest:Int64} - 3600000000 + toInt64(n) * 1000, 'UTC') AS started
SELECT {project:String}, {trace:String}, concat('huge-', toString(n)), if(n = 0, '', concat('huge-', toString(intDiv(n - 1, 8)))),
    if(n % 3 = 0, 'GENERATION', 'SPAN'), concat('step-', toString(n % 12)), started, started + toIntervalMicrosecond(900 + n % 5000),
    if(n % 97 = 0, 'ERROR', 'DEFAULT'), 'production', 'long-running-agent', concat('question ', toString(n)),
    concat('answer ', toString(n)), started, started, {newest:UInt64}
FROM numbers({count:UInt64})
"""


def fill(analytics: Analytics, rows: int, *, shuffled: bool = False) -> None:
    """Put `rows` observations, a score for every second trace and the huge trace into the store; continues what was begun."""
    newest = int(time.time() * 1_000_000)
    began = time.monotonic()
    stored = count_stored(analytics)
    for first in range(stored, rows, BLOCK):
        count = min(BLOCK, rows - first)
        parameters = {"project": PROJECT, "newest": newest, "version": newest, "first": first, "count": count}
        parameters |= {"traces": max(1, rows // 10), "shuffled": shuffled}
        analytics.execute(FILL, parameters)
        if first % (BLOCK * 20) == 0:
            print(f"{first + count} of {rows} observations, {time.monotonic() - began:.0f} s", flush=True)
    analytics.execute(SCORE, {"project": PROJECT, "count": rows // 20})
    analytics.execute(HUGE, {"project": PROJECT, "trace": HUGE_TRACE, "newest": newest, "count": HUGE_SIZE})


def settle(analytics: Analytics) -> None:
    """Wait until what was put in is merged, for minutes at most: no store in life was filled a moment ago."""
    until = time.monotonic() + SETTLING_SECONDS
    while time.monotonic() < until and analytics.select("SELECT count() AS c FROM system.merges")[0]["c"]:
        time.sleep(2)


def count_stored(analytics: Analytics) -> int:
    """Observations of the fill, without the huge trace."""
    return int(analytics.select(f"SELECT count() AS c FROM observations WHERE trace_id != '{HUGE_TRACE}'")[0]["c"])


def prepare(data: Path, rows: int, *, shuffled: bool = False) -> int:
    """Bring the data directory to at least `rows` observations, in this process; returns how many it holds."""
    data.mkdir(parents=True, exist_ok=True)
    analytics = ClickHouseAnalytics(f"chdb://{data / 'analytics'}", bounds=FILLING)
    migrate_analytics(analytics)
    missing = rows - count_stored(analytics)
    if missing > 0:
        free = shutil.disk_usage(data).free
        if free < missing * DISK_BYTES_PER_ROW:
            raise SystemExit(
                f"{missing} more observations need some {missing * DISK_BYTES_PER_ROW >> 30} GiB; {free >> 30} GiB are free"
            )
        fill(analytics, rows, shuffled=shuffled)
        settle(analytics)
    stored = count_stored(analytics)
    analytics.close()
    return stored


def main() -> None:
    """Fill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shuffled", action="store_true", help="in no order of time")
    arguments = parser.parse_args()
    print(f"{prepare(arguments.data, arguments.rows, shuffled=arguments.shuffled)} observations in {arguments.data}")


if __name__ == "__main__":
    main()
