"""How soon a trace of 50 000 observations stands on the screen, and how it scrolls: `python -m bench.trace_page [--observations 50000]`.

Starts a server of its own, sends the trace through the ingestion API, opens its page in Chromium and looks at the browser's own clocks:
from the navigation to the first rows of the tree, the longest pause of the page, frames while it is scrolled from top to bottom,
and a step whose input has 5 MB.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

from lumetra.domain.ids import new_id
from tests.builders.server_process import PROJECT, ServerProcess

TRACE = "bench-trace"
EMAIL, PASSWORD = "bench@lumetra.example", "correct horse battery"
AT_ONCE = 2_000
KINDS = ("GENERATION", "TOOL", "SPAN", "RETRIEVER", "SPAN")
BIG_INPUT_CHARACTERS = 5_000_000
FRAMES = """
() => new Promise((resolve) => {
  const tree = document.querySelector('[role=tree]');
  const gaps = [];
  let last = performance.now(), step = 0;
  const steps = 240;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    step += 1;
    tree.scrollTop = (tree.scrollHeight - tree.clientHeight) * (step / steps);
    if (step < steps) requestAnimationFrame(frame);
    else resolve(gaps.slice(2).sort((a, b) => a - b));
  };
  requestAnimationFrame(frame);
})
"""


def events(count: int) -> Iterator[dict[str, Any]]:
    """A trace of an agent: turns of 25 steps below a root, each step a moment after the one before."""
    start = datetime.now(UTC) - timedelta(minutes=30)

    def iso(milliseconds: float) -> str:
        return (start + timedelta(milliseconds=milliseconds)).isoformat().replace("+00:00", "Z")

    def event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"id": new_id(), "type": kind, "timestamp": iso(0), "body": body}

    yield event("trace-create", {"id": TRACE, "name": "long-running-agent", "timestamp": iso(0)})
    root = {"id": "root", "traceId": TRACE, "name": "agent", "startTime": iso(0), "endTime": iso(count * 20)}
    yield event("span-create", {**root, "input": "x" * BIG_INPUT_CHARACTERS})
    for number in range(1, count):
        turn = (number - 1) // 25 * 25 + 1
        kind = KINDS[number % len(KINDS)]
        body: dict[str, Any] = {
            "id": f"o{number}", "traceId": TRACE, "parentObservationId": "root" if number == turn else f"o{turn}",
            "name": "turn" if number == turn else f"{kind.lower()} {number % 7}",
            "startTime": iso(number * 20), "endTime": iso(number * 20 + 15), "input": f"step {number}",
            "level": "ERROR" if number % 997 == 0 else "DEFAULT",
        }  # fmt: skip
        if kind == "GENERATION":
            body |= {"model": "gpt-4o-mini", "usageDetails": {"input": 100, "output": 20}}
        yield event(f"{kind.lower()}-create", body)


def fill(client: httpx2.Client, count: int) -> None:
    """Send it and wait until the whole trace can be read."""
    batch: list[dict[str, Any]] = []

    def send() -> None:
        answer = client.post("/api/public/ingestion", json={"batch": batch})
        assert answer.status_code == 207, answer.text[:500]
        assert not answer.json()["errors"], answer.text[:500]
        batch.clear()

    for one in events(count):
        batch.append(one)
        if len(batch) >= AT_ONCE or len(batch) == 2:  # the large input travels in a request of its own
            send()
    if batch:
        send()
    address = f"/api/v1/projects/{PROJECT}/traces/{TRACE}"
    while True:
        answer = client.get(address)
        if answer.status_code == 200 and answer.json()["observation_count"] == count:
            return
        time.sleep(0.5)


def sign_in(browser: Browser, url: str) -> Page:
    """A page of somebody who is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    answer = context.request.post(
        f"{url}/api/v1/auth/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers={"X-Lumetra-CSRF": "1"}
    )
    assert answer.ok, answer.text()
    page = context.new_page()
    page.goto(f"{url}/projects/{PROJECT}/settings")
    page.wait_for_load_state("networkidle")
    return page


def open_trace(page: Page, url: str) -> dict[str, float]:
    """Milliseconds from the navigation to the header, to the first rows, and the longest task on the way."""
    page.add_init_script(
        "window.longest = 0; new PerformanceObserver((list) => {"
        " for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration); })"
        ".observe({ type: 'longtask', buffered: true });"
        "window.rows = 0; new MutationObserver((_, watch) => { if (document.querySelector('[role=treeitem]')) {"
        " window.rows = performance.now(); watch.disconnect(); } }).observe(document, { childList: true, subtree: true });"
    )
    page.goto(f"{url}/projects/{PROJECT}/traces/{TRACE}")
    page.get_by_role("treeitem").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    tree = page.evaluate(
        "() => { const one = performance.getEntriesByType('resource').find((entry) => entry.name.includes('/tree'));"
        " return { wait: one.responseStart - one.requestStart, read: one.responseEnd - one.responseStart, bytes: one.encodedBodySize }; }"
    )
    return {"rows": page.evaluate("window.rows"), "longest": page.evaluate("window.longest"), **tree}


def show_input(page: Page) -> float:
    """Milliseconds from choosing the step with the large input to its preview."""
    page.goto(page.url.split("?")[0] + "?step=o1")
    page.get_by_role("treeitem", name="agent").first.wait_for()
    begun = time.monotonic()
    page.get_by_role("treeitem", name="agent").first.click()
    page.get_by_text("xxxxxxxx").first.wait_for()
    return (time.monotonic() - begun) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    chromium = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or sys.exit("no Chromium")
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        person = {"LUMETRA_INIT_USER_EMAIL": EMAIL, "LUMETRA_INIT_USER_PASSWORD": PASSWORD}
        server = ServerProcess(Path(directory) / "data", **person)
        server.start()
        try:
            with server.client() as client:
                fill(client, arguments.observations)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = sign_in(browser, server.url)
            rounds = sorted((open_trace(page, server.url) for _ in range(arguments.rounds)), key=lambda one: one["rows"])
            gaps: list[float] = page.evaluate(FRAMES)
            preview = show_input(page)
            browser.close()
        finally:
            server.kill()
    middle = rounds[len(rounds) // 2]
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {arguments.observations} observations, ms")
    print(
        f"first rows of the tree after the navigation   {middle['rows']:8.0f}   (best of {len(rounds)}: {rounds[0]['rows']:.0f})"
    )
    print(
        f"  the server's answer with the tree           {middle['wait']:8.0f}   ({middle['bytes'] / 1e6:.2f} MB, read in {middle['read']:.0f})"
    )
    print(f"  longest pause of the page                   {middle['longest']:8.0f}")
    print(
        f"frames while scrolling through all of it      {gaps[len(gaps) // 2]:8.1f}   median, {gaps[int(len(gaps) * 0.95)]:.1f} at p95"
    )
    print(f"preview of an input of 5 MB                   {preview:8.0f}")


if __name__ == "__main__":
    main()
