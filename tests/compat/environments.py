"""Real SDKs, each major in an environment of its own under `.envs/`, built once from pinned versions and kept while the pins stay."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / ".envs"
SCENARIOS = Path(__file__).parent / "scenarios"
INSTALL_SECONDS = 300
RUN_SECONDS = 90

PYTHON_SDKS = {
    "python-2": ["langfuse==2.60.10"],
    "python-3": ["langfuse==3.15.0"],
    "python-4": ["langfuse==4.18.0"],
    "python-5": ["langfuse==5.0.4"],
    "langchain": ["langfuse==5.0.4", "langchain==1.4.7", "langchain-openai==1.7.3", "openai==3.54.0"],
    "opentelemetry": [
        "opentelemetry-sdk==1.45.2",
        "opentelemetry-exporter-otlp-proto-http==1.45.2",
        "opentelemetry-exporter-otlp-proto-grpc==1.45.2",
    ],
    "openinference": ["openinference-instrumentation-openai", "openai==2.20.0", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
    "traceloop": ["opentelemetry-instrumentation-openai", "openai==2.20.0", "opentelemetry-exporter-otlp-proto-http==1.45.2"],
}
JAVASCRIPT_SDKS = {
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


@dataclass(frozen=True)
class Environment:
    """Where an SDK is installed, and how a scenario is run with it."""

    name: str
    folder: Path
    command: list[str] = field(default_factory=list)

    def run(self, scenario: str, environ: dict[str, str]) -> dict[str, Any]:
        """Run `scenarios/<scenario>` and return the JSON object of its last line. A failing scenario fails the test with its output."""
        script = SCENARIOS / scenario
        if script.suffix == ".mjs":  # modules resolve packages from where they lie
            script = Path(shutil.copy(script, self.folder / scenario))
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("LANGFUSE_", "OTEL_", "LUMETRA_"))}
        result = subprocess.run(
            [*self.command, str(script)],
            check=False,
            env=inherited | environ,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            cwd=self.folder,
        )
        output = f"{result.stdout}\n{result.stderr}"
        assert result.returncode == 0, f"{scenario} in {self.name} failed:\n{output[-6000:]}"
        facts = [line.removeprefix("RESULT ") for line in result.stdout.splitlines() if line.startswith("RESULT ")]
        assert facts, f"{scenario} in {self.name} printed no result:\n{output[-6000:]}"
        return json.loads(facts[-1])


def environment(name: str) -> Environment:
    """The environment of that name, installed now if it is missing or its pins changed. Skips the test when Node.js is missing."""
    pins = PYTHON_SDKS.get(name) or JAVASCRIPT_SDKS[name]
    folder = ENVIRONMENTS / name
    stamp = folder / "pins.sha256"
    digest = hashlib.sha256(json.dumps([pins, sys.version_info[:2]]).encode()).hexdigest()
    python = folder / "bin" / "python"
    if name in JAVASCRIPT_SDKS and not shutil.which("npm"):
        pytest.skip("Node.js with npm is needed for the JavaScript SDKs")
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if name in PYTHON_SDKS:
            uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
            assert uv, "uv is part of the development environment"
            _run([uv, "venv", "--quiet", "--allow-existing", str(folder)])
            _run([uv, "pip", "install", "--quiet", "--python", str(python), *PYTHON_SDKS[name]])
        else:
            manifest = {"private": True, "type": "module", "dependencies": JAVASCRIPT_SDKS[name]}
            (folder / "package.json").write_text(json.dumps(manifest))
            _run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder)])
        stamp.write_text(digest)
    return Environment(name, folder, [str(python)] if name in PYTHON_SDKS else ["node"])


def _run(command: list[str]) -> None:
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}\n{result.stderr}"
