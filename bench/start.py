"""How soon an installed server answers, with N observations stored: `python -m bench.start --rows 1000000 [--data DIR] [--rounds 3]`.

Every line is the time since the process was started, the server's first two on a data directory that a server has used before.
Bytecode is compiled, as `make install` leaves it. CPU is given beside the clock, since a busy machine stretches only the latter.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from bench.fill import prepare as fill_data

PUBLIC_KEY, SECRET_KEY = "pk-lf-bench", "sk-lf-bench"
OPEN_ENGINES = """
from lumetra.engines.opening import open_engines
from lumetra.settings import load_settings
import os
open_engines(load_settings(dict(os.environ)))
os._exit(0)  # closing is not measured
"""


def environ_of(data: Path, port: int = 0) -> dict[str, str]:
    """What the server is started with: a project whose keys are known."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given = {
        "DATA_DIR": str(data),
        "PORT": str(port),
        "INIT_ORG_ID": "bench",
        "INIT_PROJECT_ID": "bench",
        "INIT_PROJECT_PUBLIC_KEY": PUBLIC_KEY,
        "INIT_PROJECT_SECRET_KEY": SECRET_KEY,
    }
    return {**environ, **{f"LUMETRA_{name}": value for name, value in given.items()}}


def run(code: str, data: Path) -> dict[str, float]:
    """Seconds that a Python process takes to run `code`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], env=environ_of(data), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": time.monotonic() - began, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def start_server(data: Path) -> dict[str, float]:
    """Start the server, ask until it has answered, stop it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [str(Path(sys.executable).with_name("lumetra")), "serve"]
    began = time.monotonic()
    server = subprocess.Popen(command, env=environ_of(data, port), stdout=subprocess.DEVNULL)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", auth=(PUBLIC_KEY, SECRET_KEY), timeout=60) as client:
            health = answered(client, "/api/public/health", began)
            cpu = sum(float(part) for part in Path(f"/proc/{server.pid}/stat").read_text().split()[13:15]) / os.sysconf(
                "SC_CLK_TCK"
            )
            projects = answered(client, "/api/public/projects", began)
            traces = answered(client, "/api/v1/projects/bench/traces?limit=50", began)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    return {"health": health, "health_cpu": cpu, "projects": projects, "traces": traces}


def answered(client: httpx2.Client, path: str, began: float) -> float:
    """Seconds from `began` until the path was answered with 200."""
    while time.monotonic() - began < 120:
        try:
            if client.get(path).status_code == 200:
                return time.monotonic() - began
        except httpx2.TransportError:
            pass
        time.sleep(0.01)
    raise RuntimeError("the server does not answer")


def prepare(data: Path, rows: int) -> int:
    """Fill the store up to `rows` in a data directory that a server has used before; returns what is stored."""
    data.mkdir(parents=True, exist_ok=True)
    start_server(data)
    return fill_data(data, rows)


def main() -> None:
    """Fill, then start `rounds` times and print the median."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=None)
    arguments = parser.parse_args()
    data = arguments.data or Path(tempfile.mkdtemp(prefix="lumetra-bench-"))
    stored = prepare(data, arguments.rows)
    imports = [run("import lumetra.cli.server, lumetra.compose", data) for _ in range(arguments.rounds)]
    opened = [run(OPEN_ENGINES, data) for _ in range(arguments.rounds)]
    starts = [start_server(data) for _ in range(arguments.rounds)]
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {stored} observations"
    )
    print(f"python {' '.join(sys.argv)}; median of {arguments.rounds}\n")
    print(f"{'':42} {'clock s':>8} {'CPU s':>8}")
    lines = [
        ("import of the application", imports, "wall", "cpu"),
        ("import of the engines, and opening them", opened, "wall", "cpu"),
        ("first answer of /api/public/health", starts, "health", "health_cpu"),
        ("first answer of /api/public/projects", starts, "projects", ""),
        ("first page of 50 traces", starts, "traces", ""),
    ]
    for label, measured, clock, cpu in lines:
        used = f"{statistics.median(one[cpu] for one in measured):8.2f}" if cpu else ""
        print(f"{label:42} {statistics.median(one[clock] for one in measured):8.2f} {used}")


if __name__ == "__main__":
    main()
