"""The page of a session: what can be done with the conversation as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import expect

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
