"""Annotation queues in a browser: made, filled by filter and by click, worked through by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]


def test_a_queue_is_made_filled_and_worked_through_by_keyboard(app: App, send: Send, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    client.post(f"{base}/score-configs", json={"name": "helpful", "data_type": "BOOLEAN"})
    client.post(f"{base}/score-configs", json={"name": "unasked", "data_type": "BOOLEAN"})
    for number in range(3):
        send(conversation_turn(f"t-{number}", f"question {number}", "answer", tags=["check"] if number < 2 else []))
    eventually(lambda: len(client.get(f"{base}/traces").json()["data"]) == 3)

    page = app.open("/queues")
    expect(page.get_by_text("No annotation queues yet")).to_be_visible()
    page.get_by_role("button", name="New queue").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("spot checks")
    dialog.get_by_role("checkbox", name="helpful").click()
    dialog.get_by_role("group", name="Who should work on it").get_by_role("checkbox", name="Owner").first.click()
    dialog.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="spot checks", exact=True).click()
    expect(page.get_by_role("link", name="Let a rule fill it with new traffic")).to_be_visible()
    assigned = page.get_by_role("table", name="People").get_by_role("row").nth(1)
    expect(assigned).to_contain_text("Owner")
    expect(assigned).to_contain_text("assigned")
    page.get_by_role("button", name="Add by filter").click()
    page.get_by_role("dialog").get_by_role("combobox", name="Filter").fill("tags:check")
    page.get_by_role("dialog").get_by_role("combobox", name="Filter").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added 2 of 2")).to_be_visible()
    app.open("/traces/t-2")
    page.get_by_role("button", name="Add to queue").first.click()
    page.get_by_role("menuitem", name="spot checks").click()
    expect(page.get_by_text("Added 1 of 1")).to_be_visible()

    app.open("/queues")
    page.get_by_role("link", name="Start: spot checks").click()
    questions = page.get_by_role("complementary", name="Questions")
    expect(questions.get_by_role("button", name="1 Yes")).to_be_visible()
    expect(questions.get_by_text("unasked")).to_have_count(0)
    expect(page.get_by_text("0 of 3 done")).to_be_visible()
    first = page.url
    page.keyboard.press("1")
    expect(questions.get_by_role("button", name="1 Yes")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 of 3 done")).to_be_visible()
    expect(page).not_to_have_url(first)
    expect(questions.get_by_role("button", name="1 Yes")).to_have_attribute("aria-pressed", "false")
    second = page.url
    page.get_by_role("button", name="Skip").click()
    expect(page).not_to_have_url(second)
    expect(questions.get_by_role("button", name="1 Yes")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    expect(page).to_have_url(second)
    expect(questions.get_by_role("button", name="1 Yes")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 of 3 done")).to_be_visible()
    expect(page).not_to_have_url(second)
    expect(questions.get_by_role("button", name="1 Yes")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("All done")).to_be_visible()

    [score] = client.get(f"{base}/scores").json()["data"]
    [queue] = client.get(f"{base}/annotation-queues").json()["data"]
    assert (score["name"], score["value"], score["queue_id"], score["source"]) == ("helpful", 1, queue["id"], "ANNOTATION")
    app.open(f"/queues/{queue['id']}?status=COMPLETED")
    expect(page.get_by_role("table", name="People").get_by_role("row").nth(1)).to_contain_text("3")
    assert app.check_accessibility() == []


def test_a_taken_item_is_said_to_be_taken(app: App, send: Send, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{app.project.id}"
    config = client.post(f"{base}/score-configs", json={"name": "ok", "data_type": "BOOLEAN"}).json()["id"]
    queue = client.post(f"{base}/annotation-queues", json={"name": "q", "score_config_ids": [config]}).json()["id"]
    send(conversation_turn("t-taken", "hi", "there"))
    eventually(lambda: client.get("/api/public/traces/t-taken").status_code == 200)
    client.post(f"{base}/annotation-queues/{queue}/items", json={"items": [{"object_type": "TRACE", "object_id": "t-taken"}]})
    item = client.post(f"{base}/annotation-queues/{queue}/next").json()["item"]
    page = app.open(f"/queues/{queue}/work?item={item['id']}")
    expect(page.get_by_text("API is working on it")).to_be_visible()
    page.get_by_role("button", name="Take another").click()
    expect(page.get_by_text("All done")).to_be_visible()
    expect(page.get_by_text("What is left is with others")).to_be_visible()
