"""Sends requests over keep-alive connections: as fast as they are answered, or at a fixed rate. Run as a process of its own.

    python -m bench.ingest_load.sender HOST PORT AUTH KIND SECONDS RATE CONNECTIONS [FILE]

prints one JSON object: what was acknowledged, and how long acknowledgements took. RATE 0 means as fast as possible; otherwise
it is events a second, offered on schedule: a late answer does not slow the offer down, its latency counts from when it was due.
FILE gets the id of every acknowledged observation, one a line.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.ingest_load.batch_bodies import build_batch_bodies
from bench.ingest_load.otlp_bodies import build_otlp_bodies


class Body(Protocol):
    """A request that can be sent again and again with new ids."""

    span_count: int

    def renew(self) -> tuple[bytes, str]:
        """The bytes to send now, and a token for their ids."""
        ...

    def ids(self, token: str) -> list[str]:
        """The ids of the observations that were sent with this token."""
        ...


@dataclass
class Tally:
    """What came back."""

    events: int = 0
    requests: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    last_receipt: str = ""
    acknowledged: list[tuple[Body, str]] = field(default_factory=list)


PATHS = {"otlp": ("/api/public/otel/v1/traces", "application/x-protobuf"), "batch": ("/api/public/ingestion", "application/json")}


async def send(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], head: str, body: bytes) -> tuple[int, str]:
    """One request on an open connection: status and receipt id."""
    reader, writer = connection
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    raw = await reader.readuntil(b"\r\n\r\n")
    status, length, receipt = int(raw[9:12]), 0, ""
    for line in raw.split(b"\r\n"):
        lower = line[:20].lower()
        if lower.startswith(b"content-length:"):
            length = int(line[15:])
        elif lower.startswith(b"x-lumetra-receipt:"):
            receipt = line[18:].strip().decode()
    await reader.readexactly(length)
    return status, receipt


async def worker(
    queue: asyncio.Queue[float] | None, deadline: float, host: str, port: int, head: str, bodies: list[Body], tally: Tally
) -> None:
    """One connection."""
    connection = await asyncio.open_connection(host, port)
    turn = id(queue) % len(bodies) if queue else tally.requests
    while time.perf_counter() < deadline:
        due = await queue.get() if queue is not None else time.perf_counter()
        if due < 0:
            break
        body = bodies[turn % len(bodies)]
        turn += 7
        fresh, token = body.renew()
        status, receipt = await send(connection, head, fresh)
        if 200 <= status < 300:
            tally.events += body.span_count
            tally.requests += 1
            tally.latencies_ms.append((time.perf_counter() - due) * 1000)
            tally.last_receipt = receipt
            tally.acknowledged.append((body, token))
        else:
            tally.refused[status] = tally.refused.get(status, 0) + 1
            await asyncio.sleep(0.2)
    connection[1].close()


async def offer(queue: asyncio.Queue[float], deadline: float, per_second: float, connections: int) -> None:
    """Put due times into the queue on schedule."""
    due = time.perf_counter()
    while due < deadline:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait(due)
        due += 1 / per_second
    for _ in range(connections):
        queue.put_nowait(-1.0)


async def run(
    host: str, port: int, auth: str, kind: str, seconds: float, rate: float, connections: int, ids_file: str = ""
) -> None:
    """The whole run; prints the result."""
    bodies: list[Body] = list(build_otlp_bodies(40) if kind == "otlp" else build_batch_bodies(40))
    path, content_type = PATHS[kind]
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {auth}\r\nContent-Type: {content_type}\r\n"
    head += "x-langfuse-sdk-name: python\r\nx-langfuse-sdk-version: 5.0.4\r\n"
    tally = Tally()
    queue: asyncio.Queue[float] | None = asyncio.Queue() if rate else None
    begin, cpu = time.perf_counter(), time.process_time()
    deadline = begin + seconds
    jobs = [worker(queue, deadline + (5 if rate else 0), host, port, head, bodies, tally) for _ in range(connections)]
    if queue is not None:
        mean = sum(body.span_count for body in bodies) / len(bodies)
        jobs.append(offer(queue, deadline, rate / mean, connections))
    await asyncio.gather(*jobs)
    if ids_file:
        lines = (f"{own}\n" for body, token in tally.acknowledged for own in body.ids(token))
        Path(ids_file).write_text("".join(lines), encoding="ascii")  # noqa: ASYNC240  (nothing else runs any more)
    latencies = sorted(tally.latencies_ms) or [0.0]
    print(
        json.dumps(
            {
                "events": tally.events,
                "requests": tally.requests,
                "refused": tally.refused,
                "seconds": time.perf_counter() - begin,
                "cpu_seconds": time.process_time() - cpu,
                "ack_p50_ms": latencies[len(latencies) // 2],
                "ack_p99_ms": latencies[int(len(latencies) * 0.99)],
                "ack_max_ms": latencies[-1],
                "last_receipt": tally.last_receipt,
                "max_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    host_, port_, auth_, kind_, seconds_, rate_, connections_, *file_ = sys.argv[1:]
    asyncio.run(run(host_, int(port_), auth_, kind_, float(seconds_), float(rate_), int(connections_), *file_))
