"""The `lumetra` command in a process of its own, beside a running server and without one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

LUMETRA = str(Path(sys.executable).parent / "lumetra")


@dataclass(frozen=True)
class Served:
    """A server started with `lumetra serve`, and what it said."""

    environ: dict[str, str]
    greeting: str
    process: subprocess.Popen[str]

    def said(self, pattern: str) -> str:
        match = re.search(pattern, self.greeting)
        assert match, self.greeting
        return match.group(1)

    @property
    def url(self) -> str:
        return self.said(r"ready on (\S+)")


def environ_for(data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUMETRA_", "LANGFUSE_"))}
    return {**kept, "LUMETRA_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


def start(data_dir: Path) -> Served:
    """Start on a free port and wait for the greeting, which comes in one piece."""
    environ = environ_for(data_dir)
    output = data_dir / "output.txt"
    with output.open("w") as sink:
        process = subprocess.Popen([LUMETRA, "serve", "--port", "0"], env=environ, stdout=sink, stderr=sink, text=True)
    deadline = time.monotonic() + 180
    while "Lumetra is ready" not in (said := output.read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.05)
    port = re.search(r"ready on \S+:(\d+)", said)
    assert port, said
    return Served({**environ, "LUMETRA_PORT": port.group(1)}, said, process)


def stop(served: Served, number: signal.Signals = signal.SIGINT) -> int:
    served.process.send_signal(number)
    return served.process.wait(90)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    served = start(tmp_path_factory.mktemp("data"))
    yield served
    stop(served)


def lumetra(served: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LUMETRA, *arguments], env=served.environ, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_start_prints_a_link_and_a_key_pair_that_work(served: Served) -> None:
    auth = (served.said(r'LANGFUSE_PUBLIC_KEY="(.+)"'), served.said(r'LANGFUSE_SECRET_KEY="(.+)"'))
    assert httpx2.get(f"{served.url}/api/public/projects", auth=auth).json()["data"][0]["name"] == "My project"
    with httpx2.Client() as browser:
        browser.get(served.said(r"(http\S+/signin-link\S+)"))
        me = browser.get(f"{served.url}/api/v1/me").json()
    assert me["user"]["is_instance_owner"] is True
    assert me["organizations"][0]["role"] == "OWNER"


def test_a_key_from_the_command_line_lives_and_dies_in_the_running_server(served: Served) -> None:
    made = lumetra(served, "keys", "create", "--note", "from a test", "--scope", "read").stdout
    public, secret = re.findall(r'="(.+)"', made)
    assert httpx2.get(f"{served.url}/api/public/projects", auth=(public, secret)).status_code == 200
    assert public in lumetra(served, "keys", "list").stdout
    assert secret not in lumetra(served, "keys", "list").stdout
    assert "Revoked" in lumetra(served, "keys", "revoke", public).stdout
    deadline = time.monotonic() + 60
    while httpx2.get(f"{served.url}/api/public/projects", auth=(public, secret)).status_code == 200:
        assert time.monotonic() < deadline, "the running server did not notice"
        time.sleep(0.2)


def test_doctor_finds_nothing_wrong_beside_a_running_server(served: Served) -> None:
    done = lumetra(served, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "embedded, in use by the running server" in done.stdout
    assert "schema current" in done.stdout


def test_doctor_says_that_a_trace_never_arrived(served: Served) -> None:
    done = lumetra(served, "doctor", "--trace", "no-such-trace")
    assert done.returncode == 1, done.stderr
    assert "No request with trace no-such-trace was stored" in done.stdout


def test_a_port_in_use_is_said_in_one_line(served: Served, tmp_path: Path) -> None:
    environ = {**environ_for(tmp_path), "LUMETRA_PORT": served.environ["LUMETRA_PORT"]}
    done = subprocess.run([LUMETRA, "serve"], env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "Choose another with --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    environ = {**environ_for(tmp_path), "LUMETRA_PROT": "1"}
    done = subprocess.run([LUMETRA, "serve"], env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "Did you mean LUMETRA_PORT?" in done.stderr


def test_sigterm_stops_cleanly_and_a_second_start_keeps_everything(tmp_path: Path) -> None:
    first = start(tmp_path)
    auth = (first.said(r'LANGFUSE_PUBLIC_KEY="(.+)"'), first.said(r'LANGFUSE_SECRET_KEY="(.+)"'))
    assert stop(first, signal.SIGTERM) in {0, -signal.SIGTERM}
    second = start(tmp_path)
    assert "LANGFUSE_SECRET_KEY" not in second.greeting
    assert httpx2.get(f"{second.url}/api/public/projects", auth=auth).status_code == 200
    assert stop(second) == 0


def test_demo_fills_the_project_with_readable_traces(served: Served) -> None:
    auth = (served.said(r'LANGFUSE_PUBLIC_KEY="(.+)"'), served.said(r'LANGFUSE_SECRET_KEY="(.+)"'))
    keys = ["--public-key", auth[0], "--secret-key", auth[1], "--url", served.url]
    done = lumetra(served, "demo", *keys, "--sessions", "5", "--days", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    deadline = time.monotonic() + 60
    while True:
        found = httpx2.get(f"{served.url}/api/public/traces", auth=auth, params={"limit": "100"}).json()["meta"]["totalItems"]
        if found >= 5:
            break
        assert time.monotonic() < deadline, f"{found} traces"
        time.sleep(0.2)


def test_demo_says_what_is_wrong_when_nobody_listens(served: Served) -> None:
    done = lumetra(
        served, "demo", "--public-key", "pk-lf-x", "--secret-key", "sk-lf-y", "--url", "http://127.0.0.1:9", "--sessions", "1"
    )
    assert done.returncode == 2
    assert "did not accept the sample" in done.stderr
