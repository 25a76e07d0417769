"""What `make test` runs: every check in turn, all of them even when one fails, and at the end what ran and what did not, and why."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
WORKERS = ["-n", "2", "--dist", "loadfile"]
# Scenarios of very different length, mostly a client's own start: whoever is idle takes the next test, of whatever file.
ANY_ORDER = ["-n", "2", "--dist", "worksteal"]


@dataclass(frozen=True)
class Step:
    """One command. `tests` names the folders of a pytest step; those that do not exist are left out."""

    name: str
    command: list[str]
    tests: list[str] = field(default_factory=list[str])
    needs: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a step ended. The processor's time says more than the clock's where other work shares the machine."""

    name: str
    verdict: str
    seconds: float
    cpu_seconds: float
    remarks: list[str]


STEPS = [
    Step("lint", [str(BIN / "ruff"), "check", "."]),
    Step("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Step("types", [str(BIN / "pyright")]),
    Step("import borders", [str(BIN / "lint-imports")]),
    Step("web: lint, types, tests, size", ["npm", "--prefix", "web", "run", "-s", "verify"], needs="npm"),
    Step("rules", WORKERS, ["tests/unit", "tests/property"]),
    Step("application", WORKERS, ["tests/policy", "tests/integration"]),
    Step("real SDKs", ANY_ORDER, ["tests/compat"]),
    Step("faults", WORKERS, ["tests/faults"]),
    Step("browser", WORKERS, ["tests/browser"]),
]


def run(step: Step) -> Outcome:
    """Run one step with its output shown as it comes."""
    print(f"\n=== {step.name}", flush=True)
    if step.needs and shutil.which(step.needs) is None:
        return Outcome(step.name, "skipped", 0, 0, [f"{step.needs} is not installed"])
    folders = [folder for folder in step.tests if (ROOT / folder).is_dir()]
    if step.tests and not folders:
        return Outcome(step.name, "skipped", 0, 0, ["this version has none"])
    started, cpu_before = time.monotonic(), cpu_of_children()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = step.command
        if folders:
            command = [str(BIN / "pytest"), "-q", f"--junitxml={report}", *step.command, *folders]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        remarks = read_report(report) if report.exists() else []
    verdict = "passed" if code == 0 else "FAILED"
    return Outcome(step.name, verdict, time.monotonic() - started, cpu_of_children() - cpu_before, remarks)


def cpu_of_children() -> float:
    """Seconds of processor time of all commands that have ended, with what they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_report(report: Path) -> list[str]:
    """How many tests ran, and the reasons of those that did not."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    reasons = Counter(skipped.get("message", "") for case in cases for skipped in case.iter("skipped"))
    ran = len(cases) - sum(reasons.values())
    return [f"{ran} tests ran"] + [f"{count} skipped: {reason}" for reason, count in reasons.most_common()]


def main() -> int:
    """Run everything and print the summary. The exit code is 1 when anything failed."""
    subprocess.run([str(ROOT / "tests" / "install-system-packages")], check=False)
    outcomes = [run(step) for step in STEPS]
    print("\n=== summary")
    for outcome in outcomes:
        print(f"{outcome.verdict:8} {outcome.seconds:6.0f} s  {outcome.cpu_seconds:6.0f} s of CPU  {outcome.name}")
        for remark in outcome.remarks:
            print(f"{'':38}{remark}")
    print(f"{'in all':8} {sum(o.seconds for o in outcomes):6.0f} s  {sum(o.cpu_seconds for o in outcomes):6.0f} s of CPU")
    return 1 if any(outcome.verdict == "FAILED" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
