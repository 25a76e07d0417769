"""What people say about a trace: found again by link and by words, and by whom it mentions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from lumetra.domain.access import Role
from tests.browser.conftest import App
from tests.builders.events import conversation_turn
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

Send = Callable[[list[dict[str, Any]]], None]


def test_a_link_opens_the_comments_at_the_one_and_words_find_another(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    send(conversation_turn("t-said", "was it kind?", "yes"))
    expect(app.open().get_by_role("row").filter(has_text="was it kind?")).to_be_visible()
    url = f"/api/v1/projects/{project.id}/comments"
    said = [
        client.post(url, json={"object_type": "TRACE", "object_id": "t-said", "content": f"thought {n}"}).json()["id"]
        for n in range(12)
    ]
    page = app.open("/traces/t-said")
    page.get_by_role("button", name=re.compile("12 comments")).click()
    first = page.get_by_role("listitem").filter(has_text=re.compile("thought 0$"))
    app.context.grant_permissions(["clipboard-read", "clipboard-write"])
    first.get_by_role("button", name="Copy a link to this comment").click()
    expect(first.locator(".text-success-text")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{app.url}/projects/{project.id}/traces/t-said?comment={said[0]}"
    page.goto(link)
    expect(first).to_have_attribute("aria-current", "true")
    expect(first).to_be_in_viewport()
    assert app.check_accessibility() == []
    page.get_by_label("Search these comments").fill("THOUGHT 7")
    expect(page.get_by_text("thought 7")).to_be_visible()
    expect(page.get_by_text("thought 0")).to_have_count(0)
    page.get_by_label("Search these comments").fill("nonsense")
    expect(page.get_by_text("No comment says that.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("No comment says that.")).to_have_count(0)


def test_somebody_is_mentioned_by_keyboard_and_finds_it(app: App, send: Send, running: RunningApp, project: TestProject) -> None:
    send(conversation_turn("t-said", "was it kind?", "yes"))
    page = app.open()
    expect(page.get_by_role("row").filter(has_text="was it kind?")).to_be_visible()
    with sign_in_member(running, project, Role.VIEWER):
        page = app.open("/traces/t-said")
        page.get_by_role("button", name=re.compile("[Cc]omments")).first.click()
        box = page.get_by_label("Write a comment…")
        box.press_sequentially("look here, @")
        expect(page.get_by_role("listbox", name="Members to mention").get_by_role("option")).to_have_count(2)
        box.press("Escape")
        expect(page.get_by_role("listbox", name="Members to mention")).to_have_count(0)
        box.press("Backspace")
        box.press_sequentially("@own")
        expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
        assert app.check_accessibility() == []
        box.press("Enter")
        expect(box).to_have_value("look here, @Owner ")
        box.press_sequentially("**now** [x](javascript:1) ![y](https://tracker.example/y.png)")
        page.get_by_role("button", name="Preview").click()
        preview = page.get_by_role("region", name="Preview")
        expect(preview.locator("strong")).to_have_text("now")
        expect(preview.get_by_text("@Owner", exact=True)).to_be_visible()
        assert preview.locator("img, a[href^='javascript:']").count() == 0
        assert app.check_accessibility() == []
        page.get_by_role("button", name="Write").click()
        box.press("Control+Enter")
        expect(page.get_by_role("listitem").filter(has_text="look here, @Owner")).to_be_visible()
        page.get_by_role("button", name="Add a reaction").click()
        page.get_by_role("button", name="React with 🎉").click()
        given = page.get_by_role("button", name=re.compile("🎉 1 *You"))
        expect(given).to_have_attribute("aria-pressed", "true")
        assert app.check_accessibility() == []
        given.click()
        expect(given).to_have_count(0)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("menuitem", name="Mentions of me").click()
        expect(page.get_by_text("look here, @Owner")).to_be_visible()
        assert app.check_accessibility() == []
        page.get_by_role("link", name="Show the comment").click()
        expect(page.get_by_role("listitem").filter(has_text="look here, @Owner")).to_have_attribute("aria-current", "true")


def test_the_table_counts_comments_and_finds_rows_by_them(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    send(conversation_turn("t-said", "was it kind?", "yes"))
    send(conversation_turn("t-silent", "was it short?", "no"))
    page = app.open()
    rows = page.get_by_role("row")
    expect(rows.filter(has_text="was it short?")).to_be_visible()
    about = {"object_type": "OBSERVATION", "object_id": "t-said-call", "content": "语气不对, too harsh"}
    assert client.post(f"/api/v1/projects/{project.id}/comments", json=about).status_code == 201
    app.open()
    expect(rows.filter(has_text="was it kind?").get_by_title("1 comment")).to_be_visible()
    page.get_by_role("button", name="Comment text", exact=True).click()
    facet = page.get_by_role("region", name="Comment text", exact=True)
    facet.get_by_role("textbox").fill("语气")
    facet.get_by_role("textbox").press("Enter")
    expect(rows.filter(has_text="was it short?")).to_have_count(0)
    expect(rows.filter(has_text="was it kind?")).to_be_visible()
    assert "comment" in page.url
    assert app.check_accessibility() == []
    app.open("/traces?q=comments%3A0")
    expect(rows.filter(has_text="was it short?")).to_be_visible()
    expect(rows.filter(has_text="was it kind?")).to_have_count(0)
