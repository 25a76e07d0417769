"""A process that runs one job of three steps, to be killed in the second: `python -m … URL FOLDER`.

Every step leaves a file, so that the test can count how often each ran; the second waits until `FOLDER/go` exists.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lumetra.engines.jobs import JobContext, JobKind
from lumetra.engines.jobs.durable import DurableJobs


def main(url: str, folder: Path) -> None:
    def leave_trace(step: str) -> str:
        (folder / f"{step}-{time.time_ns()}").touch()
        return step

    def wait_for_go() -> str:
        leave_trace("second")
        while not (folder / "go").exists():
            time.sleep(0.02)
        return "second"

    def run(context: JobContext, _argument: Mapping[str, Any]) -> list[str]:
        first = context.step("first", lambda: leave_trace("first"))
        second = context.step("second", wait_for_go)
        return [first, second, context.step("third", lambda: leave_trace("third"))]

    jobs = DurableJobs(url)
    jobs.register(JobKind("test.killed", run))
    jobs.start()
    job = jobs.wait(jobs.submit("test.killed", {}, key="only"), timeout_seconds=60)
    (folder / "result").write_text(" ".join(job.result))
    jobs.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
