"""`lumetra gate` in a process of its own: its exit code is what a pipeline reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp
from tests.builders.runs import insert_run

LUMETRA = str(Path(sys.executable).parent / "lumetra")


def run_gate(project: TestProject, *options: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **project.langfuse_environ()}
    return subprocess.run([LUMETRA, "gate", *options], check=False, capture_output=True, text=True, env=environ, timeout=180)


def test_a_regression_ends_with_1_a_good_run_with_0_and_nonsense_with_2(
    running: RunningApp, project: TestProject, tmp_path: Path
) -> None:
    items = [f"i{number}" for number in range(30)]
    analytics = running.engines.analytics
    insert_run(analytics, project.id, "main", {"right": {item: [float(n > 2)] for n, item in enumerate(items)}})
    insert_run(analytics, project.id, "broken", {"right": {item: [float(n > 14)] for n, item in enumerate(items)}})
    report = tmp_path / "report.md"
    options = ("--run", "broken", "--baseline", "main", "--rule", "right: not-worse")
    bad = run_gate(project, *options, "--rule", "latency_ms: at-most 500", "--markdown", str(report))
    assert bad.returncode == 1, bad.stderr
    assert "FAIL  right: not-worse  (worse by 0." in bad.stdout
    assert "ok    latency_ms: at-most 500" in bad.stdout
    assert "worse by" in report.read_text()
    good = run_gate(project, "--run", "main", "--baseline", "broken", "--rule", "right: better")
    assert (good.returncode, "FAIL" in good.stdout) == (0, False)
    unknown = run_gate(project, "--run", "nobody", "--rule", "right: at-least 1")
    assert unknown.returncode == 2
    assert "no experiment with the id or name 'nobody'" in unknown.stderr
