"""How soon the README's Python snippet can be read: seconds from the end of its flush, `python -m bench.first_trace [--rounds 10]`.

A fresh server, the official SDK in an environment of its own (made by the compat tests' installer, the first time a minute).
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.builders.server_process import PUBLIC_KEY, SECRET_KEY, ServerProcess
from tests.compat.environments import environment

README = Path(__file__).resolve().parents[1] / "README.md"


def snippet() -> str:
    """The README's first Python block, which then says when its flush returned."""
    found = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found, "the README has no Python snippet"
    return f"{found.group(1)}\nimport time\nprint(time.time())\n"


def seconds_to_readable(server: ServerProcess, python: str, already: int) -> float:
    """Run the snippet and ask until one trace more than `already` is there. Negative when it was there before flush returned."""
    keys = {"LANGFUSE_PUBLIC_KEY": PUBLIC_KEY, "LANGFUSE_SECRET_KEY": SECRET_KEY, "LANGFUSE_BASE_URL": server.url}
    with (
        subprocess.Popen([python, "-c", snippet()], env={**os.environ, **keys}, stdout=subprocess.PIPE, text=True) as process,
        server.client() as client,
    ):
        while len(client.get("/api/public/traces").raise_for_status().json()["data"]) <= already:
            time.sleep(0.01)
        seen = time.time()
        return seen - float(process.communicate()[0].split()[-1])


def main() -> None:
    """Start a server, run the snippet `rounds` times, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    python = environment("python-5").command[0]
    with tempfile.TemporaryDirectory(prefix="lumetra-bench-") as folder:
        server = ServerProcess(Path(folder) / "data")
        server.start()
        try:
            took = [seconds_to_readable(server, python, already) for already in range(rounds)]
        finally:
            server.stop()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    print(f"python -m bench.first_trace {' '.join(sys.argv[1:])}\n")
    print(f"flush returned to readable, s: median {statistics.median(took):.2f}, longest {max(took):.2f}")


if __name__ == "__main__":
    main()
