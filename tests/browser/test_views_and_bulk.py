"""Saved views and changes on many rows: what a team sets up once and works with every day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.conftest import WAIT_UNTIL_STILL, App
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually

Send = Callable[[list[dict[str, Any]]], None]


def row(page: Page, text: str) -> Any:
    return page.get_by_role("row").filter(has_text=text)


def search_for(page: Page, text: str) -> None:
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill(text)
    bar.press("Enter")


def test_a_column_is_dragged_to_another_place_and_stays_there(app: App, send: Send) -> None:
    send(conversation_turn("t-good", "hello", "hi"))
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    latency, name = (page.get_by_role("columnheader", name=title) for title in ("Latency", "Name"))
    latency.drag_to(name)
    expect(page.get_by_role("columnheader")).to_contain_text(["", "Time", "Latency", "Name"])
    page.reload()
    expect(page.get_by_role("columnheader")).to_contain_text(["", "Time", "Latency", "Name"])


def test_a_view_is_saved_shared_changed_made_default_and_deleted(app: App, send: Send) -> None:
    send([*conversation_turn("t-good", "hello", "hi"), *conversation_turn("t-bad", "summarise", "", failed=True)])
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    search_for(page, "level:ERROR")
    expect(row(page, "hello")).to_have_count(0)
    page.get_by_role("button", name="Columns and row height").click()
    page.get_by_role("checkbox", name="Cost", exact=True).uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Cost")).to_have_count(0)

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view").click()
    dialog = page.get_by_role("dialog", name="Save as a new view")
    dialog.get_by_label("Name").fill("Failures")
    dialog.get_by_role("radio", name="Everyone in the project").click()
    assert app.check_accessibility() == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Failures")).to_be_visible()
    assert "view=" in page.url
    link = page.url

    # Another browser that only has the link shows the same, columns and all.
    other = app.context.browser
    assert other is not None
    stranger = other.new_context(storage_state={"cookies": app.context.cookies(), "origins": []}, locale="en-US")
    shared = stranger.new_page()
    shared.goto(link)
    expect(row(shared, "summarise")).to_be_visible()
    expect(shared.get_by_role("button", name="Failures")).to_be_visible()
    expect(shared.get_by_role("columnheader", name="Latency")).to_be_visible()
    expect(shared.get_by_role("columnheader", name="Cost")).to_have_count(0)
    stranger.close()

    # A link to a view that was deleted says so and still searches for what it names.
    page.goto(link.replace("view=", "view=gone-"))
    expect(page.get_by_text("The view of this link is not there any more")).to_be_visible()
    expect(row(page, "summarise")).to_be_visible()
    assert "gone-" not in page.url
    page.goto(link)
    expect(page.get_by_role("button", name="Failures")).to_be_visible()

    search_for(page, "level:(ERROR OR WARNING)")
    page.get_by_role("button", name="Failures").click()
    page.get_by_role("menuitem", name="Save changes to “Failures”").click()
    expect(page.get_by_text("“Failures” saved").first).to_be_visible()
    page.get_by_role("button", name="Failures").click()
    page.get_by_role("menuitem", name="Open it first for everyone").click()

    app.open("/traces")
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("level:(ERROR OR WARNING)")
    page.get_by_role("button", name="Failures").click()
    page.get_by_role("menuitem", name="Rename the view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Trouble")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Trouble").click()
    page.get_by_role("menuitemradio", name="No view").click()
    expect(row(page, "hello")).to_be_visible()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemradio", name="Trouble").click()
    page.get_by_role("button", name="Trouble").click()
    page.get_by_role("menuitem", name="Delete the view").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Views")).to_be_visible()
    app.open("/traces")
    expect(row(page, "hello")).to_be_visible()


def test_lists_of_sessions_have_facets_and_views_too(app: App, send: Send) -> None:
    send([
        *conversation_turn("t-one", "hello", "hi", sessionId="chat-1", tags=["vip"]),
        *conversation_turn("t-two", "hello", "hi", sessionId="chat-2"),
    ])  # fmt: skip
    page = app.open("/sessions")
    expect(row(page, "chat-1")).to_be_visible()
    page.get_by_label("Filters").get_by_role("checkbox", name="Tags: vip").click()
    expect(row(page, "chat-2")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("tags:vip")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Chats of VIPs")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Chats of VIPs")).to_be_visible()
    for path in ("/users", "/scores"):
        app.open(path)
        expect(page.get_by_role("button", name="Views")).to_be_visible()
        expect(page.get_by_label("Filters", exact=True)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert app.check_accessibility() == [], path


def test_near_misses_of_a_checkbox_choose_and_a_head_sorts_all_over(app: App, send: Send) -> None:
    send(conversation_turn("t-one", "a question", "an answer"))
    page = app.open()
    row = page.get_by_role("row").filter(has_text="a question")
    expect(row).to_be_visible()
    row.get_by_role("cell").first.click(position={"x": 3, "y": 3})
    expect(row.get_by_role("checkbox")).to_be_checked()
    assert "peek" not in page.url
    page.get_by_role("columnheader", name="Cost").click(position={"x": 14, "y": 8})
    expect(page).to_have_url(re.compile("order="))


def test_every_matching_trace_is_tagged_and_then_deleted(app: App, send: Send, client: httpx2.Client) -> None:
    # More than the first page of the table holds.
    for part in range(3):
        send([one for n in range(50) for one in conversation_turn(f"t-{part}-{n}", f"question {n}", "answer", tags=["many"])])
    send(conversation_turn("t-keep", "keep me", "answer"))
    page = app.open()
    expect(row(page, "keep me")).to_be_visible()
    search_for(page, "tags:many")
    expect(row(page, "keep me")).to_have_count(0)
    bar = page.get_by_role("toolbar", name="Selected rows")

    page.get_by_role("checkbox", name="Select all rows shown").click()
    bar.get_by_role("button", name="Select all 150 that match").click()
    expect(bar.get_by_text("All 150 rows that match are selected")).to_be_visible()
    bar.get_by_role("button", name="Add tags").click()
    page.get_by_placeholder("One or more, with commas").fill("reviewed")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("150 traces tagged")).to_be_visible()

    search_for(page, "tags:reviewed")
    page.get_by_role("checkbox", name="Select all rows shown").click()
    bar.get_by_role("button", name="Select all 150 that match").click()
    bar.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("150 traces deleted")).to_be_visible()
    search_for(page, "")
    expect(row(page, "keep me")).to_be_visible()
    expect(row(page, "question")).to_have_count(0)


def test_rows_wait_while_the_hand_is_on_the_table(app: App, send: Send) -> None:
    send(conversation_turn("t-old", "older question", "answer"))
    page = app.open("/traces?refresh=live")
    expect(row(page, "older question")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/events")):
        page.reload()
    row(page, "older question").hover()
    send(conversation_turn("t-new", "newer question", "answer"))
    expect(page.get_by_role("button", name="1 new row")).to_be_visible()
    expect(row(page, "newer question")).to_have_count(0)
    page.get_by_role("button", name="1 new row").click()
    expect(row(page, "newer question")).to_be_visible()


def test_live_rows_still_come_when_nothing_can_be_pushed(app: App, send: Send) -> None:
    app.page.route("**/events", lambda route: route.abort())
    send(conversation_turn("t-old", "older question", "answer"))
    page = app.open("/traces?refresh=live")
    expect(row(page, "older question")).to_be_visible()
    send(conversation_turn("t-new", "newer question", "answer"))
    expect(row(page, "newer question")).to_be_visible()


def test_addresses_that_sdks_print_lead_to_the_pages(app: App, send: Send) -> None:
    send(conversation_turn("t-one", "hello", "hi", sessionId="chat-1"))
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    base = f"{app.url}/projects/{app.project.id}"
    for old, new in (
        (f"/project/{app.project.id}/traces/t-one", f"{base}/traces/t-one"),
        ("/trace/t-one", f"{base}/traces/t-one"),
        (f"/project/{app.project.id}/sessions/chat-1", f"{base}/sessions/chat-1"),
    ):
        app.open(old, project=False)
        expect(page).to_have_url(new)
        expect(page.get_by_text("hello").first).to_be_visible()


def test_cards_on_a_phone_are_chosen_and_acted_on(open_app: Callable[..., App], send: Send, client: httpx2.Client) -> None:
    send([event for name in ("one", "two", "three") for event in conversation_turn(f"t-{name}", f"question {name}", "answer")])
    app = open_app(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = app.open()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.get_by_role("button", name="Select rows").tap()
    card = page.get_by_role("list", name="Traces").get_by_role("listitem").filter(has_text="question two")
    card.get_by_role("checkbox", name="Select row").tap()
    page.get_by_role("button", name="question three").tap()
    expect(page.get_by_role("checkbox", name="Select row", checked=True)).to_have_count(2)
    assert "peek" not in page.url, "a tap chooses and opens nothing"
    room = card.locator("label").bounding_box()
    assert room is not None
    assert min(room["width"], room["height"]) >= 44
    bar = page.get_by_role("toolbar", name="Selected rows")
    expect(bar).to_be_visible()
    page.evaluate(WAIT_UNTIL_STILL)
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, button.inner_text()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, button.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert app.check_accessibility() == []

    bar.get_by_role("button", name="Add tags").tap()
    page.get_by_role("textbox", name="Add tags").fill("from afar")
    page.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    for name, tags in (("one", []), ("two", ["from afar"]), ("three", ["from afar"])):
        path = f"/api/v1/projects/{app.project.id}/traces/t-{name}"
        eventually(lambda path=path, tags=tags: client.get(path).json()["tags"] == tags)

    page.get_by_role("checkbox", name="Select all rows shown").tap()
    expect(page.get_by_role("checkbox", name="Select row", checked=True)).to_have_count(3)
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.get_by_role("button", name="question three").tap()
    expect(page).to_have_url(re.compile("peek=t-three"))
    assert app.console == []
