"""Webhooks on screen: made, tested, read in the log, sent again, switched off by failures and on again."""

from __future__ import annotations

import json
from collections.abc import Generator

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.servers.receiver import Receiver, receiver


@pytest.fixture
def hook() -> Generator[Receiver]:
    with receiver() as running:
        yield running


def test_a_webhook_shows_its_secret_once_and_its_deliveries_are_read_and_repeated(
    app: App, client: httpx2.Client, hook: Receiver
) -> None:
    page = app.open("/settings/webhooks")
    expect(page.get_by_text("No webhooks yet")).to_be_visible()
    page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Pipeline")
    dialog.get_by_label("Address").fill("http://10.0.0.1/hook")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("private")
    dialog.get_by_label("Address").fill(hook.url)
    dialog.get_by_label("Prompt or version created").check()
    dialog.get_by_role("button", name="Save").click()
    shown = page.get_by_role("dialog", name="Signing secret")
    expect(shown.get_by_text("lf-whsec_")).to_be_visible()
    shown.get_by_role("button", name="Done").click()
    expect(page.get_by_text("lf-whsec_")).to_have_count(0)

    page.get_by_role("button", name="Send a test").click()
    log = page.get_by_role("dialog", name="Deliveries of “Pipeline”")
    expect(log.get_by_text("delivered").first).to_be_visible(timeout=60_000)
    log.get_by_text("What was sent").first.click()
    expect(log.get_by_text("test-message").first).to_be_visible()
    log.get_by_role("button", name="Send again").first.click()
    expect(log.get_by_text("sent again")).to_be_visible()
    assert len(hook.wait_for(2)) == 2
    page.keyboard.press("Escape")

    client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"}).raise_for_status()
    assert json.loads(hook.wait_for(3)[2].body)["action"] == "created"
    assert app.check_accessibility() == []


def test_slack_messages_are_made_and_a_webhook_is_switched_off_and_on(app: App, client: httpx2.Client, hook: Receiver) -> None:
    page = app.open("/settings/webhooks")
    page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Chat")
    dialog.get_by_label("Format").click()
    page.get_by_role("option", name="Slack").click()
    dialog.get_by_label("Address").fill(hook.url)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("All events")).to_be_visible()
    client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"}).raise_for_status()
    assert "was created" in json.loads(hook.wait_for(1)[0].body)["text"]
    switch = page.get_by_role("switch", name="“Chat” is on")
    switch.click()
    expect(switch).not_to_be_checked()
    expect(page.get_by_text("off", exact=True)).to_be_visible()
    switch.click()
    expect(switch).to_be_checked()
