"""Evaluators on rows of the tracing table: chosen ones and all that match, with the cost said before and the way to what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually


def test_rows_are_evaluated_from_the_table(app: App, client: httpx2.Client, send: Callable[[list[dict[str, Any]]], None]) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    content = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}
    client.post(f"{base}/evaluators", json={"name": "short enough", "content": content}).raise_for_status()
    send([*conversation_turn("t-one", "hello", "hi"), *conversation_turn("t-two", "bye", "see you")])

    page = app.open()
    page.get_by_role("row").filter(has_text="hello").get_by_role("checkbox").click()
    bar = page.get_by_role("toolbar", name="Selected rows")
    bar.get_by_role("button", name="Evaluate…").click()
    dialog = page.get_by_role("dialog", name="Evaluate traces")
    expect(dialog.get_by_role("button", name="Begin")).to_be_disabled()
    dialog.get_by_role("checkbox", name="short enough").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 row, 1 evaluation · no model is asked")
    assert app.check_accessibility() == []
    dialog.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("The evaluation has begun")).to_be_visible()
    expect(bar).to_have_count(0)
    eventually(lambda: client.get("/api/public/v2/scores", params={"traceId": "t-one"}).json()["data"])

    page.get_by_role("checkbox", name="Select all rows shown").click()
    bar.get_by_role("button", name="Evaluate…").click()
    dialog.get_by_role("checkbox", name="short enough").click()
    expect(dialog.get_by_role("status")).to_contain_text("2 rows, 1 evaluation · 1 evaluated before")
    dialog.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Progress").last.click()

    log = page.get_by_role("dialog", name="Executions")
    expect(log.get_by_role("listitem")).to_have_count(1)
    expect(log.get_by_role("link", name="Trace")).to_have_attribute("href", f"/projects/{app.project.id}/traces/t-two")
    log.get_by_role("button", name="Close").click()
    expect(page.get_by_text("2 chosen rows")).to_be_visible()
    expect(page.get_by_text("Evaluated: 1 of 1")).to_have_count(2)
    assert app.check_accessibility() == []
