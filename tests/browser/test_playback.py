"""A trace is played: the playhead sweeps it and lights up what runs, in tree, timeline and graph."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

Send = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def trace_id(send: Send, client: httpx2.Client, project: TestProject) -> str:
    """An agent that thinks for four seconds, then searches for four."""
    trace_id = os.urandom(16).hex()
    begin, middle, end = at(-60), at(-56), at(-52)
    root = {"id": f"{trace_id}-r", "traceId": trace_id, "name": "agent", "startTime": begin, "endTime": end}
    think = {"id": f"{trace_id}-a", "name": "think", "startTime": begin, "endTime": middle, "model": "gpt-4o"}
    seek = {"id": f"{trace_id}-b", "name": "seek", "startTime": middle, "endTime": end, "model": "gpt-4o"}
    below = {"traceId": trace_id, "parentObservationId": f"{trace_id}-r"}
    send([event("span-create", root), *(event("generation-create", {**step, **below}) for step in (think, seek))])
    stored = f"/api/v1/projects/{project.id}/traces/{trace_id}/observations/{trace_id}-b"
    assert eventually(lambda: client.get(stored).status_code == 200)
    return trace_id


@pytest.mark.parametrize("view", ["Tree", "Timeline"])
def test_what_runs_at_the_playhead_is_lit_and_keys_move_it(app: App, trace_id: str, view: str) -> None:
    page = app.open(f"/traces/{trace_id}")
    page.get_by_role("radio", name=view, exact=True).click()
    address = page.url
    page.get_by_role("button", name="Playback").click()
    bar = page.get_by_role("region", name="Playback")
    pause, head = bar.get_by_role("button", name="Pause"), bar.get_by_role("slider", name="Playhead")
    pause.click()
    steps = page.get_by_role("tree")

    def phase(name: str) -> Any:
        return expect(steps.get_by_role("treeitem").filter(has_text=name))

    head.press("Home")
    phase("think").to_have_attribute("data-phase", "during")
    phase("seek").to_have_attribute("data-phase", "before")
    head.press("End")
    phase("think").to_have_attribute("data-phase", "after")
    phase("seek").to_have_attribute("data-phase", "during")
    head.press("ArrowLeft")
    expect(head).not_to_have_attribute("aria-valuetext", "8.00 s / 8.00 s")
    head.press("Home")
    head.press(" ")
    expect(pause).to_be_visible()
    phase("seek").to_have_attribute("data-phase", "during")  # it got there by itself
    assert app.check_accessibility() == []
    expect(bar.get_by_role("button", name="Play", exact=True)).to_be_visible()  # and stopped at the end
    assert page.url == address
    bar.get_by_role("button", name="End playback").click()
    phase("think").to_have_attribute("data-phase", "off")


def test_nodes_of_the_graph_light_up(app: App, trace_id: str) -> None:
    page = app.open(f"/traces/{trace_id}")
    page.get_by_role("radio", name="Graph", exact=True).click()
    page.get_by_role("button", name="Playback").click()
    bar = page.get_by_role("region", name="Playback")
    bar.get_by_role("button", name="Pause").click()
    node = page.get_by_role("region", name="Graph").locator("[data-runs]")
    bar.get_by_role("slider", name="Playhead").press("Home")
    expect(node.filter(has_text="think")).to_have_attribute("data-runs", "true")
    expect(node.filter(has_text="seek")).to_have_attribute("data-runs", "false")
    bar.get_by_role("slider", name="Playhead").press("End")
    expect(node.filter(has_text="seek")).to_have_attribute("data-runs", "true")


def test_readers_who_want_less_motion_get_it_in_steps(open_app: Callable[..., App], trace_id: str) -> None:
    app = open_app(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page = app.open(f"/traces/{trace_id}")
    page.evaluate("window.moves = 0")
    page.get_by_role("button", name="Playback").click()
    head = page.get_by_role("slider", name="Playhead")
    head.evaluate(
        "(one) => new MutationObserver(() => window.moves++).observe(one, { attributes: true, attributeFilter: ['aria-valuetext'] })"
    )
    expect(page.get_by_role("region", name="Playback").get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert page.evaluate("window.moves") < 40
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
