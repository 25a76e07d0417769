"""Reads one prompt over keep-alive connections, each asking again as soon as it is answered. Run as a process of its own.

    python -m bench.prompt_reader HOST PORT AUTH PATH SECONDS CONNECTIONS RATE

prints one JSON object. RATE 0: as fast as answered; else requests a second over all connections, latency from when each was due.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time


async def read(host: str, port: int, request: bytes, until: float, gap: float, latencies: list[float], bad: list[int]) -> None:
    """One connection."""
    reader, writer = await asyncio.open_connection(host, port)
    due = time.perf_counter()
    while time.perf_counter() < until:
        if gap:
            due += gap
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        else:
            due = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        latencies.append(time.perf_counter() - due)
        if not head.startswith(b"HTTP/1.1 200"):
            bad.append(int(head[9:12]))
    writer.close()


async def main() -> None:
    """All connections at once."""
    host, port, auth, path, seconds, connections, rate = sys.argv[1:8]
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {auth}\r\nAccept: */*\r\n\r\n".encode()
    latencies: list[float] = []
    bad: list[int] = []
    gap = int(connections) / float(rate) if float(rate) else 0.0
    began = time.perf_counter()
    until = began + float(seconds)
    await asyncio.gather(*(read(host, int(port), request, until, gap, latencies, bad) for _ in range(int(connections))))
    elapsed = time.perf_counter() - began
    latencies.sort()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "requests": len(latencies),
                "per_second": len(latencies) / elapsed,
                "p50_ms": latencies[len(latencies) // 2] * 1000,
                "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
                "refused": len(bad),
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
            }
        )
    )


asyncio.run(main())
