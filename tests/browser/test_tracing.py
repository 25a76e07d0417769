"""From an empty project to the failing step: the tracing table in a real browser, data sent as SDKs send it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn

Send = Callable[[list[dict[str, Any]]], None]


def row(page: Page, text: str) -> Any:
    return page.get_by_role("row").filter(has_text=text)


def test_the_first_trace_appears_without_reloading(app: App, send: Send) -> None:
    page = app.open()
    expect(page.get_by_text("Waiting for the first trace")).to_be_visible()
    page.get_by_role("button", name="Create API key").click()
    expect(page.get_by_text("The secret is shown only now.")).to_be_visible()
    send(conversation_turn("t-first", "Does it work?", "It does."))
    expect(row(page, "Does it work?")).to_be_visible()


def test_an_error_is_found_by_facet_and_the_search_bar_shows_the_same(app: App, send: Send) -> None:
    send([*conversation_turn("t-good", "hello", "hi"), *conversation_turn("t-bad", "summarise", "", failed=True)])
    page = app.open()
    expect(row(page, "summarise")).to_be_visible()
    page.get_by_label("Filters").get_by_role("checkbox", name="Level: ERROR").click()
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("level:ERROR")
    expect(row(page, "hello")).to_have_count(0)
    expect(row(page, "summarise")).to_be_visible()
    assert "q=level%3AERROR" in page.url
    page.reload()
    expect(page.get_by_label("Filters").get_by_role("checkbox", name="Level: ERROR")).to_be_checked()
    expect(row(page, "summarise")).to_be_visible()


def test_a_chinese_question_finds_its_answer_with_the_hit_marked(app: App, send: Send) -> None:
    send([*conversation_turn("t-zh", "退款需要多久？", "退款通常需要三个工作日。"), *conversation_turn("t-en", "hello", "hi")])
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill("工作日")
    bar.press("Enter")
    expect(row(page, "退款")).to_be_visible()
    expect(row(page, "hello")).to_have_count(0)
    expect(page.locator("mark").first).to_have_text("工作日")


def test_a_mistake_in_the_search_is_explained_where_it_stands(app: App, send: Send) -> None:
    send(conversation_turn("t-one", "hello", "hi"))
    page = app.open()
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill("levle:ERROR")
    bar.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("level")
    expect(bar).to_have_attribute("aria-invalid", "true")


def test_rows_of_the_last_search_are_pale_until_the_next_are_there(app: App, send: Send) -> None:
    send(conversation_turn("t-slow", "a question", "an answer"))
    page = app.open()
    expect(row(page, "a question")).to_be_visible()
    held: list[Route] = []
    page.route(re.compile("/traces[?]filter=user"), lambda route: held.append(route))
    page.get_by_role("combobox").fill("user:nobody")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-busy=true]").filter(has=row(page, "a question"))).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.get_by_text("Nothing fits this search")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_the_search_bar_completes_fields_and_values(app: App, send: Send) -> None:
    send(conversation_turn("t-one", "hello", "hi", environment="staging"))
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("envir")
    page.get_by_role("option", name="environment").click()
    page.get_by_role("option", name="staging").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("environment:staging")
    expect(row(page, "hello")).to_be_visible()


def test_new_rows_arrive_while_live(app: App, send: Send) -> None:
    send(conversation_turn("t-old", "older question", "answer"))
    page = app.open("/traces?refresh=live")
    expect(row(page, "older question")).to_be_visible()
    send(conversation_turn("t-new", "newer question", "answer"))
    expect(row(page, "newer question")).to_be_visible()


def test_the_keyboard_alone_opens_a_trace_and_the_next_and_closes_it(app: App, send: Send) -> None:
    send([*conversation_turn("t-a", "first question", "a"), *conversation_turn("t-b", "second question", "b")])
    page = app.open()
    expect(row(page, "first question")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("complementary", name="Trace")).to_be_visible()
    before = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(before)
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Trace")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_selected_traces_are_tagged_and_deleted(app: App, send: Send) -> None:
    send([*conversation_turn("t-keep", "keep me", "a"), *conversation_turn("t-drop", "drop me", "b")])
    page = app.open()
    row(page, "drop me").get_by_role("checkbox").click()
    page.get_by_role("button", name="Add tags").click()
    page.get_by_placeholder("One or more, with commas").fill("reviewed")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 trace tagged")).to_be_visible()
    row(page, "drop me").get_by_role("checkbox").click()
    page.get_by_role("toolbar", name="Selected rows").get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(row(page, "drop me")).to_have_count(0)
    expect(row(page, "keep me")).to_be_visible()


def test_the_command_menu_finds_a_trace_by_the_beginning_of_its_id(app: App, send: Send) -> None:
    send(conversation_turn("abc-find-me", "hello", "hi"))
    page = app.open()
    expect(row(page, "hello")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Command menu")).to_be_visible()
    page.keyboard.type("abc-find")
    expect(page.get_by_role("option", name="abc-find-me")).to_be_visible()
    expect(page.get_by_text("Nothing found for")).to_have_count(0)
    page.get_by_role("option", name="abc-find-me").click()
    expect(page).to_have_url(f"{app.url}/projects/{app.project.id}/traces/abc-find-me")


def test_an_export_brings_the_rows_of_the_search(app: App, send: Send) -> None:
    send([*conversation_turn("t-in", "inside", "a", tags=["x"]), *conversation_turn("t-out", "outside", "b")])
    page = app.open("/traces?q=tags%3Ax")
    expect(row(page, "inside")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "inside" in text
    assert "outside" not in text


def test_hostile_content_stays_text(app: App, send: Send) -> None:
    hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u001b[31m'
    send(conversation_turn("t-evil", hostile, "[click](javascript:window.hacked=1)", tags=['"><b>tag']))
    page = app.open()
    expect(row(page, "onerror")).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_a_full_table_can_be_used_by_everyone(app: App, send: Send) -> None:
    send([*conversation_turn("t-good", "hello", "hi"), *conversation_turn("t-bad", "summarise", "", failed=True)])
    page = app.open("/traces?rows=observations")
    expect(row(page, "llm call").first).to_be_visible()
    assert app.check_accessibility() == []


def test_a_phone_shows_the_same_rows_and_filters(open_app: Callable[..., App], send: Send) -> None:
    send(conversation_turn("t-one", "hello from afar", "hi"))
    app = open_app(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = app.open()
    expect(page.get_by_text("hello from afar").first).to_be_visible()
    page.get_by_role("button", name="Show filters").or_(page.get_by_role("button", name="Hide filters")).click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    assert app.check_accessibility() == []
    assert app.console == []


def test_a_trace_is_judged_and_commented_on_and_the_words_are_changed(app: App, send: Send, client: httpx2.Client) -> None:
    send(conversation_turn("t-judged", "was it kind?", "yes"))
    config = {
        "name": "tone",
        "dataType": "CATEGORICAL",
        "categories": [{"label": "kind", "value": 1}, {"label": "cold", "value": 0}],
    }
    assert client.post("/api/public/score-configs", json=config).status_code == 200
    page = app.open("/traces/t-judged")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.get_by_role("button", name="Scores").first.click()
    page.get_by_role("button", name="kind").click()
    page.get_by_role("button", name="Comment on tone").click()
    page.get_by_label("Comment on tone").fill("warm words")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="warm words")).to_be_visible()
    assert app.check_accessibility() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("[Cc]omment")).first.click()
    page.get_by_label("Write a comment…").fill("first thought")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Change this comment").click()
    page.get_by_role("textbox", name="Change this comment").fill("second thought")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("second thought")).to_be_visible()
    expect(page.get_by_text("edited")).to_be_visible()
    page.get_by_role("button", name="Remove this comment").click()
    expect(page.get_by_text("Nobody has commented yet.")).to_be_visible()


def test_every_list_fits_its_window_at_first(app: App, send: Send) -> None:
    send(conversation_turn("t-wide", "hello", "hi", sessionId="chat-1", userId="ann"))
    for width in (1280, 1440):
        app.page.set_viewport_size({"width": width, "height": 800})
        for path in ("/traces", "/traces?rows=observations", "/sessions", "/users", "/scores"):
            page = app.open(path)
            table = page.get_by_role("table").first
            expect(table).to_be_visible()
            expect(page.get_by_role("button", name="Hide filters")).to_be_visible()
            page.wait_for_load_state("networkidle")
            wide = "(table) => table.parentElement.scrollWidth - table.parentElement.clientWidth"
            assert table.evaluate(wide) == 0, (path, width)


def test_the_rows_found_become_a_chart_with_its_numbers_and_back(app: App, send: Send) -> None:
    send([*conversation_turn("t-1", "hello", "hi"), *conversation_turn("t-2", "summarise", "", failed=True)])
    page = app.open("/traces?rows=observations")
    expect(page.get_by_role("columnheader", name="Latency")).to_be_visible()
    page.get_by_role("button", name="Show as a chart").click()
    chart = page.get_by_role("region", name="Chart of the rows found")
    expect(chart.get_by_role("img", name="Chart of the rows found")).to_be_visible()
    chart.get_by_role("combobox", name="Broken down by").click()
    page.get_by_role("option", name="Type", exact=True).click()
    chart.get_by_role("combobox", name="Metric").click()
    page.get_by_role("option", name="Latency").click()
    chart.get_by_role("combobox", name="Aggregation").click()
    page.get_by_role("option", name="95th percentile").click()
    for kind in ("Ranking", "Number", "Line"):
        chart.get_by_role("combobox", name="Kind of chart").click()
        page.get_by_role("option", name=kind).click()
    expect(chart.get_by_role("cell", name="GENERATION")).to_be_visible()
    assert "chart=latency.p95.type.line.auto" in page.url
    assert app.check_accessibility() == []
    page.reload()
    chart.get_by_role("button", name="GENERATION").click()
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("type:GENERATION")
    expect(chart.get_by_role("cell", name="SPAN")).to_have_count(0)
    page.get_by_role("button", name="Show as a table").click()
    expect(page.get_by_role("columnheader", name="Latency")).to_be_visible()
