"""The page of a session: what can be done with the conversation as a whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]

LONG = "a long answer " * 3_000
"""Longer than the conversation and the log show."""


def test_a_session_is_downloaded_with_the_steps_of_its_turns_and_whole_texts(
    app: App, send: Send, client: httpx2.Client, tmp_path: Path
) -> None:
    session, first, second = (os.urandom(16).hex() for _ in range(3))
    for trace_id, start, answer in ((first, -60, "short"), (second, -30, LONG)):
        trace = {"id": trace_id, "name": "chat", "sessionId": session, "timestamp": at(start)}
        step = {"id": f"{trace_id}-a", "traceId": trace_id, "name": "think", "startTime": at(start), "endTime": at(start + 2)}
        send([event("trace-create", trace), event("generation-create", {**step, "input": "and?", "output": answer})])
    stored = f"/api/v1/projects/{app.project.id}/traces/{second}/observations/{second}-a"
    assert eventually(lambda: client.get(stored).status_code == 200)
    page = app.open(f"/sessions/{session}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as JSON").click()
    download.value.save_as(tmp_path / "session.json")
    whole = json.loads((tmp_path / "session.json").read_text())
    assert download.value.suggested_filename == f"session-{session}.json"
    assert whole["complete"] is True
    assert [turn["id"] for turn in whole["turns"]] == [first, second]
    assert [turn["steps"][0]["output"] for turn in whole["turns"]] == ["short", LONG]
    assert app.check_accessibility() == []


def test_a_long_session_is_read_step_by_step_narrowed_and_kept_as_a_view(app: App, send: Send, client: httpx2.Client) -> None:
    session, turns = os.urandom(16).hex(), 120
    asked = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "weather?"}]
    for n in range(turns):
        trace_id, start = f"{session}-{n:03}", -9_000 + 60 * n
        trace = {
            "id": trace_id,
            "name": "chat",
            "sessionId": session,
            "timestamp": at(start),
            "input": f"ask {n}",
            "output": "say",
        }
        tool = {
            "id": f"{trace_id}-t",
            "traceId": trace_id,
            "name": "weather",
            "startTime": at(start + 1),
            "input": {"city": "Bern"},
        }
        call = {"id": f"{trace_id}-m", "traceId": trace_id, "name": "answer", "startTime": at(start + 3), "input": asked}
        level = "ERROR" if n in {3, 99} else "DEFAULT"
        send(
            [
                event("trace-create", trace),
                event("tool-create", {**tool, "endTime": at(start + 2), "output": "rain", "level": level}),
                event("generation-create", {**call, "endTime": at(start + 5), "output": f"It rains, {n}."}),
            ]
        )
    stored = f"/api/v1/projects/{app.project.id}/sessions/{session}"
    assert eventually(lambda: client.get(stored).json().get("observation_count") == 2 * turns)
    page = app.open(f"/sessions/{session}")
    turn = page.get_by_role("region", name="Conversation").get_by_role("listitem")
    expect(turn.first).to_contain_text("ask 0")
    assert turn.count() < 40  # of a long session only what is in sight is drawn
    page.get_by_role("region", name="Conversation").focus()
    page.keyboard.press("End")
    expect(turn.last).to_contain_text(f"ask {turns - 1}")

    page.get_by_role("button", name="Tool calls").click()
    page.get_by_role("button", name="System prompts").click()
    expect(turn.first.get_by_text("System prompt", exact=True)).to_be_visible()
    turn.first.get_by_text("weather", exact=True).click()
    expect(turn.first.get_by_text("rain", exact=True)).to_be_visible()

    page.get_by_role("combobox", name="What is shown of each turn").click()
    page.get_by_role("option", name="Last model call").click()
    expect(turn.first).to_contain_text("It rains, 0.")
    page.get_by_role("combobox", name="Filter").fill("level:ERROR")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No step of this session matches")).to_be_visible()
    page.get_by_role("combobox", name="What is shown of each turn").click()
    page.get_by_role("option", name="All steps").click()
    expect(page.get_by_text(f"2 of {turns} turns · 2 of {2 * turns} steps")).to_be_visible()
    expect(turn).to_have_count(2)
    expect(turn.last).to_contain_text("95 turns are not shown")
    expect(turn.last.get_by_role("region", name="weather")).to_be_visible()

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view").click()
    page.get_by_label("Name").fill("What failed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="What failed")).to_be_visible()
    assert app.check_accessibility() == []
    address = page.url
    app.open(f"/sessions/{session}")
    expect(turn.first).to_contain_text("ask 0")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemradio", name="What failed").click()
    expect(turn).to_have_count(2)
    assert page.url == address
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("complementary", name="Trace")).to_contain_text("weather")


def send_two_turns(app: App, send: Send, client: httpx2.Client) -> str:
    """A session of two turns with a call of a model each, and a tool that failed in the second; beside it another session."""
    session = os.urandom(16).hex()
    for n, own in ((0, session), (1, session), (2, f"other-{session}")):
        trace_id, start = f"{own}-{n}", -600 + 60 * n
        trace = {"id": trace_id, "name": "chat", "sessionId": own, "timestamp": at(start), "input": f"ask {n}", "output": "say"}
        call = {"id": f"{trace_id}-c", "traceId": trace_id, "name": "answer", "model": f"model-{n}", "startTime": at(start)}
        events = [event("trace-create", trace), event("generation-create", call)]
        if n > 0:
            tool = {"id": f"{trace_id}-t", "traceId": trace_id, "name": "search", "startTime": at(start + 1), "level": "ERROR"}
            events.append(event("span-create", tool))
        send(events)
    stored = f"/api/v1/projects/{app.project.id}/traces/{session}-1/observations/{session}-1-t"
    assert eventually(lambda: client.get(stored).status_code == 200)
    return session


def facet_counts(page: Page, name: str) -> list[str]:
    return [text.replace("\n", " ") for text in page.get_by_role("region", name=name).get_by_role("listitem").all_inner_texts()]


def test_steps_of_a_session_are_narrowed_by_facets_with_their_counts(app: App, send: Send, client: httpx2.Client) -> None:
    session = send_two_turns(app, send, client)
    page = app.open(f"/sessions/{session}")
    page.get_by_role("button", name="Show filters").press("Enter")
    side = page.get_by_role("complementary", name="Filters")
    expect(side.get_by_role("region", name="Type").get_by_role("listitem").first).to_be_visible()
    assert facet_counts(page, "Type") == ["GENERATION 2", "SPAN 1"]
    assert facet_counts(page, "Level") == ["DEFAULT 2", "ERROR 1"]
    assert sorted(facet_counts(page, "Model")) == ["model-0 1", "model-1 1"], "those of the other session stay there"
    assert app.check_accessibility() == []

    side.get_by_role("checkbox", name="Level: ERROR").click()
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("level:ERROR")
    expect(page.get_by_role("status").filter(has_text="1 of 2")).to_be_visible()
    expect(page.get_by_text("ask 0")).to_have_count(0)
    expect(side.get_by_role("region", name="Type").get_by_role("listitem")).to_have_count(1)
    assert facet_counts(page, "Type") == ["SPAN 1"]
    assert facet_counts(page, "Level") == ["DEFAULT 2", "ERROR 1"], "what was not chosen is offered still"
    page.reload()
    expect(side.get_by_role("checkbox", name="Level: ERROR")).to_be_checked()


def test_the_facets_of_a_session_open_over_it_on_a_phone(open_app: Callable[..., App], send: Send, client: httpx2.Client) -> None:
    app = open_app(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark", locale="zh-CN")
    session = send_two_turns(app, send, client)
    page = app.open(f"/sessions/{session}")
    page.get_by_role("button", name="显示筛选").tap()
    sheet = page.get_by_role("dialog", name="筛选")
    sheet.get_by_role("checkbox", name=re.compile("SPAN")).tap()
    expect(page).to_have_url(re.compile("type%3ASPAN"))
    assert app.check_accessibility() == []
    page.keyboard.press("Escape")
    expect(page.get_by_text("ask 0")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert app.console == []
