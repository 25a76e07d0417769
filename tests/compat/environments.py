"""Real SDKs, each major in an environment of its own under `.envs/`, built once from pinned versions and kept while the pins stay."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / ".envs"
SCENARIOS = Path(__file__).parent / "scenarios"
# Each environment links to the scenarios: modules of JavaScript resolve packages from where they seem to lie.
LINK = "scenarios"
NODE = ["node", "--preserve-symlinks", "--preserve-symlinks-main"]
INSTALL_SECONDS = 600
INSTALL_ATTEMPTS = 3
RUN_SECONDS = 240

PYTHON_SDKS = {
    "python-2": ["langfuse==2.60.10"],
    "python-3": ["langfuse==3.15.0"],
    "python-4": ["langfuse==4.18.0"],
    "python-4.15": ["langfuse==4.15.0"],
    "python-5": ["langfuse==5.0.4"],
    "langchain": ["langfuse==5.0.4", "langchain==1.4.7", "langchain-openai==1.7.3", "openai==3.54.0"],
    "opentelemetry": [
        "opentelemetry-sdk==1.45.2",
        "opentelemetry-exporter-otlp-proto-http==1.45.2",
        "opentelemetry-exporter-otlp-proto-grpc==1.45.2",
    ],
    "openinference": ["openinference-instrumentation-openai", "openai==2.20.0", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
    "pydantic_ai": [
        "pydantic-ai-slim[openai]==2.68.0",
        "opentelemetry-sdk==1.45.2",
        "opentelemetry-exporter-otlp-proto-http==1.45.2",
    ],
    "livekit": ["livekit-agents==1.8.9", "livekit-plugins-openai==1.8.9", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
    "logfire": ["logfire==5.2.0", "pydantic-ai-slim[openai]==2.68.0", "opentelemetry-sdk==1.45.2"],
    "langsmith": ["langsmith[otel]==0.15.0", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
    "google_adk": ["google-adk==2.13.0", "opentelemetry-exporter-otlp-proto-http"],
    "mlflow": ["mlflow-skinny==3.17.2", "opentelemetry-exporter-otlp-proto-http"],
    "openai_v2": [
        "opentelemetry-instrumentation-openai-v2==2.4b0",
        "opentelemetry-util-genai==0.4b0",  # the newest that this instrumentation still finds its parts in
        "openai==2.20.0",
        "opentelemetry-exporter-otlp-proto-http==1.45.2",
    ],
    "traceloop": ["opentelemetry-instrumentation-openai", "openai==2.20.0", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
}
JAVASCRIPT_SDKS = {
    "vercel_ai": {
        "ai": "7.0.173",
        "@ai-sdk/otel": "1.0.173",
        "@ai-sdk/openai-compatible": "2.0.87",
        "@opentelemetry/api": "1.9.1",
        "@opentelemetry/sdk-trace-node": "2.12.0",
        "@opentelemetry/exporter-trace-otlp-proto": "0.223.1",
        "zod": "4.6.7",
    },
    "genkit": {  # it brings OpenTelemetry 1.25, whose exporters are 0.52
        "genkit": "1.42.0",
        "@opentelemetry/api": "1.9.1",
        "@opentelemetry/exporter-trace-otlp-proto": "0.52.1",
        "@opentelemetry/sdk-trace-base": "1.25.1",
    },
    "js-3": {"langfuse": "3.38.20"},
    "js-4": {
        "@langfuse/client": "4.6.1",
        "@langfuse/tracing": "4.6.1",
        "@langfuse/otel": "4.6.1",
        "@opentelemetry/sdk-node": "0.208.0",
    },
    "js-5": {
        "@langfuse/client": "5.11.1",
        "@langfuse/tracing": "5.11.1",
        "@langfuse/otel": "5.11.1",
        "@opentelemetry/sdk-node": "0.208.0",
    },
}
SERVERS = {"openid_provider": {"oidc-provider": "9.13.3", "jose": "6.2.13"}}
"""No SDKs: programs in JavaScript that tests talk to."""
IN_JAVASCRIPT = JAVASCRIPT_SDKS | SERVERS


@dataclass(frozen=True)
class Environment:
    """Where an SDK is installed, and how a scenario is run with it."""

    name: str
    folder: Path
    command: list[str] = field(default_factory=list)

    @property
    def major(self) -> int:
        """The SDK's major version, for environments that are named by it: 5 of `python-5`."""
        return int(self.name.rpartition("-")[2])

    def run(self, scenario: str, environ: dict[str, str]) -> dict[str, Any]:
        """Run `scenarios/<scenario>` and return the JSON object of its last line. A failing scenario fails the test with its output."""
        script = self.folder / LINK / scenario
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("LANGFUSE_", "OTEL_", "LUMETRA_"))}
        code, output, errors = _run([*self.command, str(script)], RUN_SECONDS, env=inherited | environ, cwd=self.folder)
        said = f"{output[-3000:]}\n{errors[-6000:]}"
        assert code == 0, f"{scenario} in {self.name} ended with {code}:\n{said}"
        facts = [line.removeprefix("RESULT ") for line in output.splitlines() if line.startswith("RESULT ")]
        assert facts, f"{scenario} in {self.name} printed no result:\n{said}"
        return json.loads(facts[-1])


def using(*names: str) -> pytest.MarkDecorator:
    """The test runs once with each of these environments, as its argument `sdk`. Making one takes nothing of the test's own time."""
    return pytest.mark.parametrize("sdk", names, indirect=True)


def environment(name: str) -> Environment:
    """The environment of that name, installed now if it is missing or its pins changed. Skips the test when Node.js is missing."""
    pins = PYTHON_SDKS.get(name) or IN_JAVASCRIPT[name]
    folder = ENVIRONMENTS / name
    stamp = folder / "pins.sha256"
    digest = hashlib.sha256(json.dumps([pins, sys.version_info[:2]]).encode()).hexdigest()
    if name in IN_JAVASCRIPT and not shutil.which("npm"):
        pytest.skip("Node.js with npm is needed for what is written in JavaScript")
    with _only_one_process(name):
        if not stamp.exists() or stamp.read_text() != digest:
            _install(name, folder)
            stamp.write_text(digest)
        if not (folder / LINK).is_symlink():
            (folder / LINK).symlink_to(SCENARIOS)
    return Environment(name, folder, [str(folder / "bin" / "python")] if name in PYTHON_SDKS else NODE)


@contextmanager
def _only_one_process(name: str) -> Generator[None]:
    """Test processes that want the same environment wait for the one that makes it."""
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(name: str, folder: Path) -> None:
    """Start anew in an empty folder until it succeeds: a registry may be slow or refuse for a moment."""
    for attempt in range(INSTALL_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        problem = next((said for command in _install_commands(name, folder) if (said := _problem_of(command))), "")
        if not problem:
            return
        time.sleep(2**attempt)
    pytest.fail(f"The environment {name} could not be made:\n{problem}", pytrace=False)


def _install_commands(name: str, folder: Path) -> list[list[str]]:
    if name in PYTHON_SDKS:
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
        assert uv, "uv is part of the development environment"
        python = str(folder / "bin" / "python")
        install = [uv, "pip", "install", "--quiet", "--python", python, *PYTHON_SDKS[name]]
        return [[uv, "venv", "--quiet", "--allow-existing", str(folder)], install]
    manifest = {"private": True, "type": "module", "dependencies": IN_JAVASCRIPT[name]}
    (folder / "package.json").write_text(json.dumps(manifest))
    return [["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder)]]


def _problem_of(command: list[str]) -> str:
    code, output, errors = _run(command, INSTALL_SECONDS)
    return f"{' '.join(command)}\n{output[-3000:]}\n{errors[-6000:]}" if code else ""


def _run(command: list[str], seconds: float, **options: Any) -> tuple[int | str, str, str]:
    """Exit code (or that the time ran out), standard output and standard error."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
            return process.returncode, output, errors
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            return f"no end after {seconds} s", output, errors
