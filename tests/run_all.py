"""What `make test` runs: every check, two at a time and all of them even when one fails; at the end what ran and what did not, and why.

Most tests wait more than they compute, so that two groups at once fill two cores. What a group prints is shown when it has ended.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
WORKERS = ["-n", "2", "--dist", "loadfile"]
AT_ONCE = 2
# Scenarios of very different length, mostly a client's own start: whoever is idle takes the next test, of whatever file.
ANY_ORDER = ["-n", "2", "--dist", "worksteal"]
ONE_PRINTS = threading.Lock()


@dataclass(frozen=True)
class Step:
    """One command. `tests` names the folders of a pytest step; those that do not exist are left out."""

    name: str
    command: list[str]
    tests: list[str] = field(default_factory=list[str])
    needs: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a step ended. The processor's time, of all that it started, says more than the clock's: two steps share the machine."""

    name: str
    verdict: str
    seconds: float
    cpu_seconds: float
    remarks: list[str]


# Begun in this order: what says most soonest first, and the browser, which minds a busy machine most, when little else is left.
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
    Step("browser", ["-n", "3", "--dist", "loadfile"], ["tests/browser"]),
]


def run(step: Step) -> Outcome:
    """Run one step, then show what it printed."""
    if step.needs and shutil.which(step.needs) is None:
        return Outcome(step.name, "skipped", 0, 0, [f"{step.needs} is not installed"])
    folders = [folder for folder in step.tests if (ROOT / folder).is_dir()]
    if step.tests and not folders:
        return Outcome(step.name, "skipped", 0, 0, ["this version has none"])
    print(f"... {step.name}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report, printed = Path(scratch) / "report.xml", Path(scratch) / "printed"
        command = step.command
        if folders:
            command = [str(BIN / "pytest"), "-q", f"--junitxml={report}", *step.command, *folders]
        code, cpu_seconds = run_command(command, printed)
        remarks = read_report(report) if report.exists() else []
        show(step.name, printed)
    verdict = "passed" if code == 0 else "FAILED"
    return Outcome(step.name, verdict, time.monotonic() - started, cpu_seconds, remarks)


def run_command(command: list[str], printed: Path) -> tuple[int, float]:
    """The exit code, and the seconds of processor time of the command with all that it started and waited for."""
    with printed.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def show(name: str, printed: Path) -> None:
    """Print the whole output of a step at once."""
    with ONE_PRINTS:
        sys.stdout.write(f"\n=== {name}\n{printed.read_text('utf-8', errors='replace')}")
        sys.stdout.flush()


def read_report(report: Path) -> list[str]:
    """How many tests ran, and the reasons of those that did not."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    reasons = Counter(skipped.get("message", "") for case in cases for skipped in case.iter("skipped"))
    ran = len(cases) - sum(reasons.values())
    return [f"{ran} tests ran"] + [f"{count} skipped: {reason}" for reason, count in reasons.most_common()]


def main() -> int:
    """Run everything and print the summary. The exit code is 1 when anything failed."""
    started = time.monotonic()
    subprocess.run([str(ROOT / "tests" / "install-system-packages")], check=False)
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        outcomes = list(lanes.map(run, STEPS))
    print("\n=== summary")
    for outcome in outcomes:
        print(f"{outcome.verdict:8} {outcome.seconds:6.0f} s  {outcome.cpu_seconds:6.0f} s of CPU  {outcome.name}")
        for remark in outcome.remarks:
            print(f"{'':38}{remark}")
    print(f"{'in all':8} {time.monotonic() - started:6.0f} s  {sum(o.cpu_seconds for o in outcomes):6.0f} s of CPU")
    return 1 if any(outcome.verdict == "FAILED" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
