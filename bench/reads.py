"""How quick reads are over HTTP while spans arrive: `python -m bench.reads [--rows 1000000] [--data DIR] [--arriving 500]`.

Fills the data directory unless it holds enough (bench.fill; the same directory serves many runs), starts a server over it and a
sender in a process of its own, then asks what screens and SDKs ask, one request at a time on one connection. Every round asks about
other things. Prints milliseconds by the clock, and CPU of the server (all of it: with spans arriving, also what they cost).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bench.fill import HUGE_TRACE
from bench.ingest import describe_machine, drain
from bench.ingest_load.server import PROJECT, BenchServer, bench_server

V1 = f"/api/v1/projects/{PROJECT}"
FACETS = ["environment", "name", "level", "tags"]
OBSERVATION_FACETS = ["environment", "type", "level", "name", "model"]
MUST_MS, GOAL_MS = 300, 100
CHINESE, RARE = "退款", '"number 4242"'
Parameters = dict[str, Any]


class Question(NamedTuple):
    """One row of the table: the requests that together answer it, for a round."""

    label: str
    ask: Callable[[int], list[tuple[str, Parameters]]]


def recent(days: float) -> Parameters:
    """The window of a screen that shows the last days."""
    now = datetime.now(UTC)
    return {"from": (now - timedelta(days=days)).isoformat(), "to": (now + timedelta(minutes=1)).isoformat()}


def whole_windows() -> list[Question]:
    """What stands beside the table or instead of it: every row of the window is counted."""

    def chart(subject: str, days: float, **parameters: Any) -> Callable[[int], list[tuple[str, Parameters]]]:
        return lambda _: [(f"{V1}/charts/{subject}", {**parameters, **recent(days)})]

    def strip(subject: str, days: float) -> Callable[[int], list[tuple[str, Parameters]]]:
        return lambda _: [(f"{V1}/counts/{subject}", {"buckets": 120, **recent(days)})]

    return [
        Question("facets of traces, last 7 days", lambda _: [(f"{V1}/facets/traces", {"fields": FACETS, **recent(7)})]),
        Question(
            "facets of observations, last 7 days",
            lambda _: [(f"{V1}/facets/observations", {"fields": OBSERVATION_FACETS, **recent(7)})],
        ),
        Question("strip of traces, last 7 days", strip("traces", 7)),
        Question("strip of observations, last 7 days", strip("observations", 7)),
        Question("chart: traces by name, last 7 days", chart("traces", 7, group_by="name")),
        Question("chart: latency p95 of traces, last 7 days", chart("traces", 7, metric="latency", aggregation="p95")),
        Question("chart: cost by model, last 7 days", chart("observations", 7, metric="cost", group_by="model")),
        Question("chart: tokens by type, last 7 days", chart("observations", 7, metric="tokens", group_by="type")),
    ]


def known_ids(server: BenchServer) -> tuple[list[str], list[str]]:
    """Traces and sessions of some days ago, as the fill made them."""
    until = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    listed = server.client.get(f"{V1}/traces", params={"limit": 100, "to": until}).raise_for_status().json()["data"]
    sessions = list(dict.fromkeys(row["session_id"] for row in listed))
    return [row["id"] for row in listed], sessions


def questions(traces: list[str], sessions: list[str]) -> list[Question]:
    """What is asked, in the order of the table."""

    def page(path: str, **parameters: Any) -> Callable[[int], list[tuple[str, Parameters]]]:
        return lambda _round: [(f"{V1}/{path}", {"limit": 50, **parameters})]

    def filtered(text: str) -> Callable[[int], list[tuple[str, Parameters]]]:
        return lambda _round: [(f"{V1}/traces", {"limit": 50, "filter": text, **recent(30)})]

    def wire_trace(round_: int) -> list[tuple[str, Parameters]]:
        return [(f"/api/public/traces/{traces[round_ % len(traces)]}", {})]

    def trace_screen(round_: int) -> list[tuple[str, Parameters]]:
        one = f"{V1}/traces/{traces[round_ * 7 % len(traces)]}"
        return [(one, {}), (f"{one}/tree", {})]

    def session(round_: int) -> list[tuple[str, Parameters]]:
        return [(f"{V1}/sessions/{sessions[round_ % len(sessions)]}", {"limit": 50})]

    return [
        Question("first page of traces", page("traces")),
        Question("first page of traces, last 7 days", lambda _: [(f"{V1}/traces", {"limit": 50, **recent(7)})]),
        Question("first page of observations", page("observations")),
        Question("one trace with payloads (wire API)", wire_trace),
        Question("one session of 20 traces", session),
        Question("trace page: header and tree", trace_screen),
        Question("trace of 50,000 observations: header", lambda _: [(f"{V1}/traces/{HUGE_TRACE}", {})]),
        Question("trace of 50,000 observations: tree", lambda _: [(f"{V1}/traces/{HUGE_TRACE}/tree", {})]),
        *whole_windows(),
        Question("filter: one user", lambda round_: filtered(f"user:user-{round_}")(0)),
        Question("filter: errors", filtered("level:ERROR")),
        Question("filter: cost > 0.05", filtered("cost:>0.05")),
        Question("filter: latency > 4 s", filtered("latency:>4s")),
        Question("filter: one model", filtered("model:o3")),
        Question("filter: a word in Chinese", filtered(CHINESE)),
        Question("filter: two words, rare together", filtered(RARE)),
    ]


class Taken(NamedTuple):
    """What a question took, in milliseconds."""

    median: float
    p95: float
    longest: float
    cpu: float


def measure(server: BenchServer, question: Question, rounds: int) -> Taken:
    """Ask once to warm up, then `rounds` times."""

    def ask(round_: int) -> float:
        began = time.perf_counter()
        for path, parameters in question.ask(round_):
            server.client.get(path, params=parameters).raise_for_status()
        return (time.perf_counter() - began) * 1000

    ask(0)
    cpu = server.cpu_seconds()
    taken = sorted(ask(round_ + 1) for round_ in range(rounds))
    cpu = (server.cpu_seconds() - cpu) / rounds * 1000
    return Taken(statistics.median(taken), taken[min(rounds - 1, int(rounds * 0.95))], taken[-1], cpu)


@contextmanager
def spans_arriving(server: BenchServer, per_second: float) -> Generator[None]:
    """Spans arrive from a process of its own until the block ends."""
    command = [sys.executable, "-m", "bench.ingest_load.sender", "127.0.0.1", str(server.port), server.auth, "otlp"]
    sender = subprocess.Popen([*command, "36000", str(per_second), "4"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(3)
        yield
    finally:
        sender.terminate()
        sender.wait(10)


def main() -> None:
    """Fill, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--arriving", type=float, default=500, help="spans a second; 0: none, so that CPU is that of reads alone")
    parser.add_argument("--data", type=Path, default=None, help="kept and used again; default: a temporary one")
    parser.add_argument("--only", default="", help="questions whose label contains this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder) / "data"
        command = [sys.executable, "-m", "bench.fill", "--data", str(data), "--rows", str(arguments.rows)]
        subprocess.run(command, check=True)
        with bench_server(data) as server:
            drain(server)
            run(server, arguments)
            server.stop()


def run(server: BenchServer, arguments: argparse.Namespace) -> None:
    """Measure every question and print the table."""
    traces, sessions = known_ids(server)
    print(f"\n{describe_machine()}, load {os.getloadavg()[0]:.1f}\nCommand: python -m bench.reads {' '.join(sys.argv[1:])}\n")
    print(f"| {'read':<40} | {'p50 ms':>7} | {'p95 ms':>7} | {'longest':>7} | {'CPU ms':>7} |")
    print(f"|{'-' * 42}|{'-' * 8}:|{'-' * 8}:|{'-' * 8}:|{'-' * 8}:|")
    with spans_arriving(server, arguments.arriving) if arguments.arriving else nullcontext():
        for question in questions(traces, sessions):
            if arguments.only in question.label:
                taken = measure(server, question, arguments.rounds)
                print(f"| {question.label:<40} |" + "".join(f" {value:>7.0f} |" for value in taken), flush=True)


if __name__ == "__main__":
    main()
