"""What judging costs ingestion: throughput and acknowledgement with a backlog of 1 000 rule matches being worked off, and without.

    .venv/bin/python -m bench.judges [--seconds 20] [--backlog 1000]

Server, load generator and the model provider that the judges ask share the machine: what the provider takes counts against judging.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ingest import drain, send
from bench.ingest_load.server import PROJECT, BenchServer, bench_server
from tests.builders.batch_events import at, event
from tests.servers.llm_provider import GOOD_KEY, LlmProvider, llm_provider

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


def measure(provider: LlmProvider, seconds: float, backlog: int, rate: float) -> dict[str, float]:
    """One run on a fresh server: rate 0 sends as fast as it is acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with bench_server(data_dir, LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1") as server:
            judge = prepare(server, provider, backlog) if backlog else ""
            send(server, "otlp", 3, rate)
            drain(server)
            if judge:
                server.client.post(f"{BASE}/evaluators/{judge}/resume").raise_for_status()
            begin = time.perf_counter()
            result = send(server, "otlp", seconds, rate)
            drain(server)
            elapsed = time.perf_counter() - begin
            done = states(server).get("done", 0) if backlog else 0
            while backlog and states(server).get("done", 0) < backlog:
                time.sleep(0.5)
            judged = time.perf_counter() - begin
            server.stop()
    print(f"  backlog {backlog}, rate {rate:g}: {json.dumps(result)}", flush=True)
    return {"rate": result["events"] / elapsed, "p99": result["ack_p99_ms"], "done": done, "judged_seconds": judged}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--backlog", type=int, default=1_000)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; python -m bench.judges", flush=True)
    with llm_provider() as provider:
        rows = []
        for rate in (0.0, 1_000.0):
            quiet = measure(provider, options.seconds, 0, rate)
            busy = measure(provider, options.seconds, options.backlog, rate)
            rows.append((rate, quiet, busy))
    print(f"\n| load | alone | with {options.backlog:,} matches being judged |\n| --- | --- | --- |")
    for rate, quiet, busy in rows:
        name = "as fast as acknowledged" if rate == 0 else f"{rate:,.0f} spans/s offered"
        print(f"| {name}: spans/s | {quiet['rate']:,.0f} | {busy['rate']:,.0f} ({busy['rate'] / quiet['rate'] - 1:+.0%}) |")
        print(f"| {name}: acknowledged, p99 | {quiet['p99']:.1f} ms | {busy['p99']:.1f} ms |")
        print(f"| {name}: judged meanwhile, all after | | {busy['done']:,.0f}, {busy['judged_seconds']:.0f} s |")


if __name__ == "__main__":
    main()
