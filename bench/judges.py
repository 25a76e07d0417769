"""What judging costs ingestion: throughput and acknowledgement with a backlog of 1 000 rule matches being worked off, and without.

    .venv/bin/python -m bench.judges [--seconds 10] [--pairs 5] [--backlog 1000]

Both are measured in turns on one server, so that what else the machine does meets both alike; the figures are medians of the turns
and of the ratios of neighbouring turns. Server, load generator and the model provider that the judges ask share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ingest import drain, send
from bench.ingest_load.server import PROJECT, BenchServer, bench_server
from tests.builders.batch_events import at, event
from tests.servers.llm_provider import GOOD_KEY, LlmProvider, llm_provider

Turns = tuple[dict[str, float], dict[str, float]]
"""A turn without and a turn with judging."""
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
    while states(server).get("waiting", 0) < backlog:
        time.sleep(0.2)
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


def warm_up(server: BenchServer, judge: str) -> None:
    """Let some be judged: the first call of a process loads the library of models, several seconds of a core."""
    server.client.post(f"{BASE}/evaluators/{judge}/resume").raise_for_status()
    while not states(server).get("done", 0):
        time.sleep(0.2)
    server.client.post(f"{BASE}/evaluators/{judge}/pause", json={}).raise_for_status()
    while states(server).get("running", 0):
        time.sleep(0.2)


def top_up(server: BenchServer, backlog: int, sent: int) -> int:
    """See that `backlog` matches wait for the paused judge; returns how many were sent in all."""
    missing = backlog - sum(states(server).get(name, 0) for name in ("waiting", "running"))
    for first in range(sent, sent + missing, 50):
        body = [generation(f"judged-{number}") for number in range(first, min(first + 50, sent + missing))]
        server.client.post("/api/public/ingestion", json={"batch": body}).raise_for_status()
    while states(server).get("waiting", 0) < backlog:
        time.sleep(0.2)
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


def measure(server: BenchServer, judge: str, rate: float, options: argparse.Namespace, sent: int) -> tuple[list[Turns], int]:
    """Pairs of turns at one rate (0: as fast as it is acknowledged), without and with judging, the order changing each time."""
    pairs: list[Turns] = []
    for number in range(options.pairs):
        sent = top_up(server, options.backlog, sent)
        found: dict[bool, dict[str, float]] = {}
        for judging in (False, True) if number % 2 == 0 else (True, False):
            if judging:
                server.client.post(f"{BASE}/evaluators/{judge}/resume").raise_for_status()
            found[judging] = turn(server, options.seconds, rate)
            if judging:
                server.client.post(f"{BASE}/evaluators/{judge}/pause", json={}).raise_for_status()
                while states(server).get("running", 0):
                    time.sleep(0.1)
        pairs.append((found[False], found[True]))
        print(f"  rate {rate:g}: alone {json.dumps(found[False])}, judging {json.dumps(found[True])}", flush=True)
    return pairs, sent


def report(rate: float, pairs: list[Turns]) -> None:
    """Rows of the table for one rate."""
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
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--backlog", type=int, default=1_000)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; python -m bench.judges", flush=True)
    with llm_provider() as provider, tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with bench_server(data_dir, LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1") as server:
            judge, sent = prepare(server, provider, options.backlog), options.backlog
            warm_up(server, judge)
            send(server, "otlp", 3, 0)
            drain(server)
            found: dict[float, list[Turns]] = {}
            for rate in (0.0, 1_000.0):
                found[rate], sent = measure(server, judge, rate, options, sent)
            server.client.post(f"{BASE}/evaluators/{judge}/resume").raise_for_status()
            begin, waiting = time.perf_counter(), states(server).get("waiting", 0)
            while states(server).get("done", 0) < sent:
                time.sleep(0.2)
            alone = waiting / (time.perf_counter() - begin)
            server.stop()
    print(f"\n| load (1-minute load average {os.getloadavg()[0]:.1f}) | alone | with {options.backlog:,} matches being judged |")
    print("| --- | --- | --- |")
    for rate, pairs in found.items():
        report(rate, pairs)
    print(f"| judged without load | | {alone:,.1f}/s |")


if __name__ == "__main__":
    main()
