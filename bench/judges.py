"""What judging costs ingestion: throughput and acknowledgement with a backlog of 1 000 rule matches being worked off, and without.

    .venv/bin/python -m bench.judges [--only burst,steady] [--seconds 8] [--pairs 3] [--backlog 1000] [--at-most 240]

`burst` sends as fast as is acknowledged, `steady` offers 1 000 spans/s. Both are measured in turns on one server, so that what else
the machine does meets both alike; the figures are medians of the turns and of the ratios of neighbouring turns. Server, load generator
and the model provider that the judges ask share the machine. Nothing is begun that would end after `--at-most` seconds, no wait is
longer than a minute, and the table shows what was measured until then.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.ingest import describe_machine, drain, send
from bench.ingest_load.server import PROJECT, BenchServer, bench_server
from tests.builders.batch_events import at, event
from tests.servers.llm_provider import GOOD_KEY, LlmProvider, llm_provider

Turns = tuple[dict[str, float], dict[str, float]]
"""A turn without and a turn with judging."""
RATES = {"burst": 0.0, "steady": 1_000.0}
"""Spans offered a second; 0: as many as are acknowledged."""
LONGEST_WAIT_SECONDS = 60.0
BASE = f"/api/v1/projects/{PROJECT}"


def prepare(server: BenchServer, provider: LlmProvider, backlog: int) -> str:
    """A paused judge with `backlog` executions waiting for it; returns its id."""
    client = server.client
    connection = {
        "provider": "local", "adapter": "openai", "secret": GOOD_KEY, "base_url": f"{provider.url}/v1", "custom_models": ["echo"],
        "concurrent_calls": 8,
    }  # fmt: skip
    client.put(f"{BASE}/llm-connections", json=connection).raise_for_status()
    content = {
        "kind": "judge", "messages": [{"role": "user", "content": "{{input}} {{output}}"}], "model": {"provider": "local", "model": "echo"},
        "output": {"data_type": "NUMERIC", "minimum": 0, "maximum": 1},
    }  # fmt: skip
    made = client.post(f"{BASE}/evaluators", json={"name": "quality", "content": content}).raise_for_status().json()["evaluator"]
    client.post(f"{BASE}/evaluators/{made['id']}/pause", json={}).raise_for_status()
    rule = {"name": "judged", "filter": "type:GENERATION environment:judged", "evaluators": [{"evaluator_id": made["id"]}]}
    client.post(f"{BASE}/evaluation-rules", json=rule).raise_for_status()
    for first in range(0, backlog, 50):
        body = [generation(f"judged-{number}") for number in range(first, min(first + 50, backlog))]
        client.post("/api/public/ingestion", json={"batch": body}).raise_for_status()
    until(server, lambda now: now["waiting"] >= backlog, f"{backlog} matches wait")
    return str(made["id"])


def generation(name: str) -> dict[str, Any]:
    """One ended generation in the environment of the rule."""
    body = {
        "id": name, "traceId": f"trace-{name}", "name": "g", "environment": "judged", "startTime": at(-1), "endTime": at(),
        "input": "a question " * 50, "output": "an answer " * 50,
    }  # fmt: skip
    return event("generation-create", body)


def states(server: BenchServer) -> dict[str, int]:
    """How many executions are in which state."""
    found: dict[str, int] = server.client.get(f"{BASE}/evaluation-executions/summary").raise_for_status().json()["states"]
    return found


def until(server: BenchServer, holds: Callable[[Counter[str]], bool], what: str) -> None:
    """Wait until the counts by state are as wished; a minute later say so and go on with what there is."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not holds(now := Counter(states(server))):
        if time.monotonic() > deadline:
            print(f"  waited a minute in vain until {what}: {dict(now)}", flush=True)
            return
        time.sleep(0.2)


def switch(server: BenchServer, judge: str, on: bool) -> None:
    """Let the judge work, or pause it and let what it began end."""
    server.client.post(f"{BASE}/evaluators/{judge}/{'resume' if on else 'pause'}", json={}).raise_for_status()
    if not on:
        until(server, lambda now: not now["running"], "no execution runs")


def warm_up(server: BenchServer, judge: str) -> None:
    """Let some be judged: the first call of a process loads the library of models, several seconds of a core."""
    switch(server, judge, on=True)
    until(server, lambda now: now["done"] > 0, "the first is judged")
    switch(server, judge, on=False)


def top_up(server: BenchServer, backlog: int, sent: int) -> int:
    """See that `backlog` matches wait for the paused judge; returns how many were sent in all."""
    missing = backlog - sum(states(server).get(name, 0) for name in ("waiting", "running"))
    for first in range(sent, sent + missing, 50):
        body = [generation(f"judged-{number}") for number in range(first, min(first + 50, sent + missing))]
        server.client.post("/api/public/ingestion", json={"batch": body}).raise_for_status()
    until(server, lambda now: now["waiting"] >= backlog, f"{backlog} matches wait")
    return sent + max(0, missing)


def turn(server: BenchServer, seconds: float, rate: float) -> dict[str, float]:
    """One turn of load: spans a second until everything is stored, and how long acknowledgements took."""
    before = states(server).get("done", 0)
    begin = time.perf_counter()
    result = send(server, "otlp", seconds, rate)
    drain(server)
    elapsed = time.perf_counter() - begin
    done = states(server).get("done", 0) - before
    return {"rate": result["events"] / elapsed, "p50": result["ack_p50_ms"], "p99": result["ack_p99_ms"], "done": done / elapsed}


def measure(server: BenchServer, judge: str, rate: float, options: argparse.Namespace, end: float) -> list[Turns]:
    """Pairs of turns at one rate, without and with judging, the order changing each time, as many as can end before `end`."""
    pairs: list[Turns] = []
    longest = 0.0
    for number in range(options.pairs):
        begin = time.monotonic()
        if begin + max(longest, 2 * options.seconds) > end:
            print(f"  no time for pair {number + 1} at rate {rate:g}", flush=True)
            break
        options.sent = top_up(server, options.backlog, options.sent)
        found: dict[bool, dict[str, float]] = {}
        for judging in (False, True) if number % 2 == 0 else (True, False):
            if judging:
                switch(server, judge, on=True)
            found[judging] = turn(server, options.seconds, rate)
            if judging:
                switch(server, judge, on=False)
        pairs.append((found[False], found[True]))
        longest = max(longest, time.monotonic() - begin)
        print(f"  rate {rate:g}: alone {json.dumps(found[False])}, judging {json.dumps(found[True])}", flush=True)
    return pairs


def judged_alone(server: BenchServer, judge: str) -> float:
    """Executions a second with no load beside them, over half a minute or until none waits."""
    switch(server, judge, on=True)
    before, begin = states(server).get("done", 0), time.perf_counter()
    while time.perf_counter() - begin < 30 and states(server).get("waiting", 0):
        time.sleep(0.2)
    return (states(server).get("done", 0) - before) / (time.perf_counter() - begin)


def report(rate: float, pairs: list[Turns]) -> None:
    """Rows of the table for one rate; none when nothing was measured."""
    if not pairs:
        return
    name = "as fast as acknowledged" if rate == 0 else f"{rate:,.0f} spans/s offered"
    ratio = statistics.median(busy["rate"] / quiet["rate"] for quiet, busy in pairs)
    of = {
        key: [statistics.median(pair[side][key] for pair in pairs) for side in (0, 1)] for key in ("rate", "p50", "p99", "done")
    }
    print(f"| {name}: spans/s | {of['rate'][0]:,.0f} | {of['rate'][1]:,.0f} (median of ratios {ratio - 1:+.1%}) |")
    print(
        f"| {name}: acknowledged, p50 / p99 | {of['p50'][0]:.1f} / {of['p99'][0]:.1f} ms | {of['p50'][1]:.1f} / {of['p99'][1]:.1f} ms |"
    )
    print(f"| {name}: judged meanwhile | | {of['done'][1]:,.1f}/s |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="burst,steady")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--backlog", type=int, default=1_000)
    parser.add_argument("--at-most", type=float, default=240)
    options = parser.parse_args()
    end = time.monotonic() + options.at_most
    rates = [RATES[name] for name in options.only.split(",")]
    print(f"{describe_machine()}\nCommand: python -m bench.judges {' '.join(sys.argv[1:])}", flush=True)
    found: dict[float, list[Turns]] = {}
    with llm_provider() as provider, tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with bench_server(data_dir, LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1") as server:
            judge, options.sent = prepare(server, provider, options.backlog), options.backlog
            warm_up(server, judge)
            send(server, "otlp", 3, 0)
            drain(server)
            for number, rate in enumerate(rates):
                share = (end - time.monotonic()) / (len(rates) - number)
                found[rate] = measure(server, judge, rate, options, time.monotonic() + share)
            alone = judged_alone(server, judge) if time.monotonic() + 30 < end else None
            server.stop()
    print(f"\n| load (1-minute load average {os.getloadavg()[0]:.1f}) | alone | with {options.backlog:,} matches being judged |")
    print("| --- | --- | --- |")
    for rate, pairs in found.items():
        report(rate, pairs)
    if alone is not None:
        print(f"| judged without load | | {alone:,.1f}/s |")


if __name__ == "__main__":
    main()
