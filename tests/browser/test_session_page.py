"""The page of a session: what can be done with the conversation as a whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

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
