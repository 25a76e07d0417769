"""From one page to the next: links that a reader shares, what is missing, a user's scores to the last, phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.batch_events import at
from tests.builders.events import conversation_turn, event
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]
PHONE = {"viewport": {"width": 390, "height": 844}}


def test_a_missing_trace_leads_to_what_became_of_its_requests(app: App, send: Send) -> None:
    send(conversation_turn("t-here", "hello", "hi"))
    page = app.open("/traces/t-gone")
    expect(page.get_by_text("There is no such trace")).to_be_visible()
    page.get_by_role("link", name="Where is my trace?").click()
    expect(page.get_by_text("No requests")).to_be_visible()
    search = page.get_by_role("textbox", name="Trace ID")
    expect(search).to_have_value("t-gone")
    search.fill("t-here")
    expect(page.get_by_text("events taken")).to_be_visible()
    page.get_by_role("combobox", name="API keys").click()
    page.get_by_role("option").nth(1).click()
    expect(page).to_have_url(re.compile("key="))
    page.get_by_role("link", name="t-here").click()
    expect(page.get_by_role("treeitem").first).to_be_visible()


def test_a_link_opened_before_its_trace_is_there_shows_it_as_it_arrives(app: App, send: Send) -> None:
    page = app.open("/traces/t-soon")
    expect(page.get_by_text("There is no such trace")).to_be_visible()
    send(conversation_turn("t-soon", "sent a moment ago", "answer"))
    expect(page.get_by_text("sent a moment ago").first).to_be_visible()


def test_a_link_to_a_trace_shows_what_its_sender_saw(app: App, send: Send) -> None:
    send(conversation_turn("t-shared", "hello", "hi"))
    page = app.open("/traces/t-shared")
    page.get_by_role("treeitem").nth(1).click()
    page.get_by_role("tab", name="Metadata").click()
    page.get_by_role("treeitem").first.click()
    expect(page.get_by_role("tab", name="Metadata")).to_have_attribute("aria-selected", "true")
    page.get_by_role("textbox", name="Search in this trace").fill("hello")
    expect(page).to_have_url(re.compile("find=hello"))
    page.reload()
    expect(page.get_by_role("tab", name="Metadata")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("textbox", name="Search in this trace")).to_have_value("hello")


def test_all_scores_of_a_user_are_listed_page_by_page(app: App, send: Send, client: httpx2.Client) -> None:
    send(conversation_turn("t-judged", "hello", "hi", userId="ann"))
    scores = [
        {"id": f"s-{n}", "traceId": "t-judged", "name": f"quality-{n:02}", "value": n, "dataType": "NUMERIC"} for n in range(60)
    ]
    send([event("score-create", body) for body in scores])
    page = app.open("/users/ann?tab=scores")
    listed = page.get_by_role("listitem").filter(has_text="quality-")
    expect(listed).to_have_count(50)
    page.get_by_role("button", name="Load more").click()
    expect(listed).to_have_count(60)
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("user_id:ann")
    expect(page.get_by_role("row").filter(has_text="quality-").first).to_be_visible()


def test_the_account_keeps_the_way_back_to_the_project(app: App, send: Send) -> None:
    send(conversation_turn("t-one", "hello", "hi"))
    page = app.open()
    expect(page.get_by_role("row").filter(has_text="hello")).to_be_visible()
    app.open("/account", project=False)
    page.get_by_role("link", name="Sessions").click()
    expect(page).to_have_url(re.compile(f"/projects/{app.project.id}/sessions"))


def test_a_phone_shows_one_header_and_where_one_is(open_app: Callable[..., App], send: Send) -> None:
    app = open_app(**PHONE)
    send(conversation_turn("t-one", "hello", "hi"))
    page = app.open("/traces?peek=t-one")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    refresh = page.get_by_role("button", name="Refresh now").bounding_box()
    kind = (
        page.get_by_role("radio", name="Traces").or_(page.get_by_role("button", name="Traces", exact=True)).first.bounding_box()
    )
    assert refresh is not None
    assert kind is not None
    assert abs(refresh["y"] - kind["y"]) < 12, "one line of tools"
    app.open("/settings/receipts")
    expect(page.get_by_role("link", name="Where is my trace?")).to_be_in_viewport()
    for path in ("/costs", "/scores", "/models", "/settings/members"):
        app.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert app.console == []


def test_a_user_who_was_quiet_lately_is_found_in_longer_times(app: App, send: Send, client: httpx2.Client) -> None:
    events = conversation_turn("t-old", "long ago", "yes", userId="ada", timestamp=at(-60 * 86_400))
    send(events[:1])
    stored = f"/api/v1/projects/{app.project.id}/traces/t-old"
    assert eventually(lambda: client.get(stored).status_code == 200)
    page = app.open("/users/ada")
    expect(page.get_by_text("This user did nothing in this time")).to_be_visible()
    page.get_by_role("button", name="Last 365 days").click()
    expect(page.get_by_text("Last seen")).to_be_visible()
