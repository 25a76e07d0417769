"""The ways of looking at one trace, beyond its tree: the log as text and searched, the graph call by call, the map of the timeline."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.batch_events import at, event
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

Send = Callable[[list[dict[str, Any]]], None]

STEPS = 120
"""More than one page of the log."""


@pytest.fixture
def trace_id(send: Send, client: httpx2.Client, project: TestProject) -> str:
    """An agent that calls a model and a tool by turns; the last tool call alone knows of Lisbon, far inside its text."""
    trace_id = os.urandom(16).hex()
    root = {"id": f"{trace_id}-r", "traceId": trace_id, "name": "agent", "startTime": at(-200), "endTime": at(-60)}
    events = [event("span-create", root)]
    for number in range(STEPS):
        own = {
            "id": f"{trace_id}-{number}", "traceId": trace_id, "parentObservationId": f"{trace_id}-r",
            "startTime": at(number - 190), "endTime": at(number - 189),
            "input": {"question": f"step {number}"},
            "output": "far away " * 200 + "LISBON is sunny" if number == STEPS - 1 else f"answer {number}",
        }  # fmt: skip
        kind, name = ("generation-create", "think") if number % 2 == 0 else ("tool-create", "seek")
        events.append(event(kind, {**own, "name": name}))
    send(events)
    stored = f"/api/v1/projects/{project.id}/traces/{trace_id}/observations/{trace_id}-{STEPS - 1}"
    assert eventually(lambda: client.get(stored).status_code == 200)
    return trace_id


def test_a_search_leads_to_its_match_in_the_log_and_marks_it(app: App, trace_id: str) -> None:
    page = app.open(f"/traces/{trace_id}?view=log")
    log = page.get_by_role("region", name="Log")
    expect(log.get_by_role("article").first).to_contain_text("agent")
    find = page.get_by_role("textbox", name="Search in this trace")
    find.fill("lisbon")
    next_hit = page.get_by_role("button", name="Next match")
    next_hit.click()
    mark = log.locator("mark")
    expect(mark).to_have_text("LISBON")
    expect(mark).to_be_in_viewport()
    expect(page.get_by_text("1/1", exact=True)).to_be_visible()
    assert app.check_accessibility() == []


def test_the_log_is_taken_along_as_text(app: App, trace_id: str, tmp_path: Path) -> None:
    app.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = app.open(f"/traces/{trace_id}?view=log")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the log as text").click()
    download.value.save_as(tmp_path / "log.txt")
    text = (tmp_path / "log.txt").read_text()
    assert text.startswith("+0 ms  SPAN  agent")
    assert text.count("  GENERATION  think") == STEPS // 2
    assert text.rstrip().endswith("LISBON is sunny")
    page.get_by_role("button", name="Copy the log").click()
    expect(page.get_by_text("The log was copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_graph_shows_every_call_on_demand_and_remembers_it(app: App, send: Send, client: httpx2.Client) -> None:
    trace_id = os.urandom(16).hex()
    below = {"traceId": trace_id, "parentObservationId": f"{trace_id}-r"}
    root = {"id": f"{trace_id}-r", "traceId": trace_id, "name": "agent", "startTime": at(-60), "endTime": at(-50)}
    calls = [
        {"id": f"{trace_id}-{second}", "name": "seek", "startTime": at(second), "endTime": at(second + 1), **below}
        for second in (-60, -58, -56)
    ]
    send([event("agent-create", root), *(event("tool-create", call) for call in calls)])
    stored = f"/api/v1/projects/{app.project.id}/traces/{trace_id}/observations/{trace_id}--56"
    assert eventually(lambda: client.get(stored).status_code == 200)
    page = app.open(f"/traces/{trace_id}?view=graph")
    node = page.get_by_role("region", name="Graph").locator("[data-runs]").filter(has_text="seek")
    expect(node).to_have_count(1)
    expect(node).to_contain_text("3 calls")
    page.get_by_role("radio", name="Every call").click()
    expect(node).to_have_count(3)
    assert app.check_accessibility() == []
    page.reload()
    expect(node).to_have_count(3)
    node.last.click()
    expect(page).to_have_url(re.compile(f"{trace_id}--56"))


def test_the_map_above_the_timeline_moves_and_narrows_what_is_seen(app: App, trace_id: str) -> None:
    page = app.open(f"/traces/{trace_id}?view=timeline")
    timeline = page.get_by_role("tree", name="Timeline")
    expect(timeline.get_by_role("treeitem").first).to_be_visible()
    strip, window = page.get_by_test_id("timeline-map"), page.get_by_test_id("timeline-window")
    box = strip.bounding_box()
    assert box is not None
    whole = page.evaluate("document.querySelector('[role=tree]').scrollLeft")
    assert whole == 0
    strip.dblclick(position={"x": box["width"] * 0.5, "y": 10})
    assert eventually(lambda: page.evaluate("document.querySelector('[role=tree]').scrollLeft") > 0)
    framed = window.bounding_box()
    assert framed is not None
    assert box["width"] / 4 < framed["width"] < box["width"] / 2
    assert framed["x"] + framed["width"] / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=4)
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10, steps=4)
    page.mouse.up()
    left = "(one => one.scrollWidth - one.clientWidth - one.scrollLeft)(document.querySelector('[role=tree]'))"
    assert eventually(lambda: abs(page.evaluate(left)) < 3)
    page.get_by_role("button", name="Fit").click()
    expect(window).to_have_css("width", f"{box['width']:g}px")
    assert app.check_accessibility() == []


def test_keys_lead_from_step_to_step_and_to_the_one_that_failed(app: App, send: Send) -> None:
    trace_id = os.urandom(16).hex()
    root = {"id": f"{trace_id}-r", "traceId": trace_id, "name": "agent", "startTime": at(-60), "endTime": at(-30)}
    steps = [
        event(
            "span-create", {**root, "id": f"{trace_id}-{number}", "parentObservationId": root["id"], "name": name, "level": level}
        )
        for number, (name, level) in enumerate([("plan", "DEFAULT"), ("look up", "DEFAULT"), ("pay", "ERROR")])
    ]
    send([event("span-create", root), *steps])
    page = app.open(f"/traces/{trace_id}")
    detail = page.get_by_role("region", name="Step")
    expect(detail.get_by_role("heading", name="agent")).to_be_visible()
    for key, name in (("n", "plan"), ("e", "pay"), ("p", "look up")):
        page.keyboard.press(key)
        expect(detail.get_by_role("heading", name=name)).to_be_visible()
    page.keyboard.press("v")
    expect(page).to_have_url(re.compile("view=timeline"))
    page.keyboard.press("f")
    expect(page.get_by_role("textbox", name="Search in this trace")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Search in this trace").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Next failed step")


def test_what_a_trace_says_itself_is_read_with_and_without_steps(app: App, send: Send, client: httpx2.Client) -> None:
    alone = {"id": "t-alone", "name": "plain", "input": "asked of the trace", "metadata": {"plan": "pro"}}
    send([event("trace-create", alone), *conversation_turn("t-both", "to the root", "fine", input="to the trace")])
    traces = f"/api/v1/projects/{app.project.id}/traces"
    assert eventually(lambda: client.get(f"{traces}/t-both/observations/t-both-call").status_code == 200)
    page = app.open("/traces/t-alone")
    expect(page.get_by_text("asked of the trace")).to_be_visible()
    assert app.check_accessibility() == []
    page.get_by_role("tab", name="Metadata").click()
    expect(page.get_by_text("plan", exact=False).first).to_be_visible()
    app.open("/traces/t-both")
    step = page.get_by_label("Step", exact=True)
    expect(step.get_by_text("to the root")).to_be_visible()
    page.get_by_role("button", name="The trace's own input").click()
    expect(step.get_by_text("to the trace")).to_be_visible()
    assert app.check_accessibility() == []
    expect(step.get_by_role("heading", name="chat")).to_be_visible()
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download as JSON").click()
    assert json.loads(download.value.path().read_text())["trace"]["input"] == "to the trace"
