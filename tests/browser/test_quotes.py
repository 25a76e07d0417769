"""Comments on a part of what went in and out: text is chosen, commented on, and found again from the comment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

Send = Callable[[list[dict[str, Any]]], None]
SELECT = """(element, words) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(node, at, node, at + words.length);
        return;
    }
    throw new Error('not there: ' + words);
}"""
PLAN = {"plan": {"steps": [{"do": 'call the "weather" tool 😀 in Paris', "n": 3}] + [{"do": f"step {n}"} for n in range(80)]}}


def select(area: Locator, words: str) -> None:
    expect(area.get_by_text(re.compile(re.escape(words))).first).to_be_visible()
    area.evaluate(SELECT, words)


def comment(page: Page, words: str) -> None:
    page.get_by_role("button", name="Comment on the chosen text").click()
    box = page.get_by_label("Write a comment…")
    expect(box).to_be_focused()
    box.press_sequentially(words)
    box.press("Control+Enter")
    expect(page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    page.keyboard.press("Escape")


def test_chosen_text_is_commented_on_and_found_again_until_it_changes(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    send(conversation_turn("t-quote", "What is the **weather** in Paris?", json.dumps(PLAN)))
    page = app.open("/traces/t-quote?step=t-quote-root")
    # In the formatted view, where Markdown has eaten the stars.
    select(page.get_by_role("region", name="Step").locator("strong"), "weather")
    comment(page, "which one?")
    url = f"/api/v1/projects/{project.id}/comments"
    first = client.get(url, params={"object_type": "OBSERVATION", "object_id": "t-quote-root"}).json()["data"][0]
    assert first["place"]["field"] == "input"
    assert first["place"]["quote"] == "weather"
    # In the JSON view, exactly.
    page.get_by_role("radio", name="JSON").click()
    output = page.get_by_role("region", name="Output")
    output.get_by_role("button", name="$.plan.steps[0]", exact=True).click()
    select(output, "tool 😀 in")
    expect(page.get_by_role("button", name="Comment on the chosen text")).to_be_visible()
    page.keyboard.press("c")
    box = page.get_by_label("Write a comment…")
    expect(page.get_by_role("blockquote").filter(has_text="tool 😀 in")).to_be_visible()
    assert app.check_accessibility() == []
    box.fill("**not** a tool")
    box.press("Control+Enter")
    quote = page.get_by_title("Show where this stands").filter(has_text="tool 😀 in")
    expect(quote).to_contain_text("$.plan.steps[0].do")
    page.keyboard.press("Escape")
    # The mark leads to the comment.
    output.locator("mark").click()
    expect(page.get_by_role("listitem").filter(has_text="not a tool")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    # By keyboard alone: a value far below, then its comment, then back to the place from elsewhere.
    output.focus()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    box.fill("why three?")
    box.press("Control+Enter")
    expect(page.get_by_role("listitem").filter(has_text="why three?")).to_contain_text("$.plan.steps[0].n")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Formatted").click()
    page.get_by_role("button", name=re.compile("3 comments")).click()
    quote.click()
    expect(output.locator("mark.cursor-pointer").filter(has_text="tool 😀 in")).to_be_in_viewport()
    assert app.check_accessibility() == []
    # Once the text is another, nothing wrong is marked.
    send([event("span-update", {"id": "t-quote-root", "traceId": "t-quote", "output": {"plan": "none"}})])
    page = app.open(f"/traces/t-quote?step=t-quote-root&comment={first['id']}")
    expect(quote).to_contain_text("The text has changed since: this is not there any more.")
    quote.click()
    expect(page.get_by_role("alert").filter(has_text="The text has changed since this was commented on")).to_be_visible()
    expect(page.get_by_role("region", name="Output").locator("mark")).to_have_count(0)


def test_a_comment_on_the_trace_leads_to_its_place_in_the_root_also_on_a_phone(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    send(conversation_turn("t-whole", "short", json.dumps(PLAN)))
    app.page.set_viewport_size({"width": 390, "height": 844})
    page = app.open("/traces/t-whole?step=t-whole-call")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    place = {"field": "output", "path": "$.plan.steps[60].do", "start": 0, "end": 4, "quote": "step"}
    about = {"object_type": "TRACE", "object_id": "t-whole", "content": "about **all** of it", "place": place}
    assert client.post(f"/api/v1/projects/{project.id}/comments", json=about).status_code == 201
    page.reload()
    page.get_by_role("button", name="1 comment", exact=True).click()
    said = page.get_by_role("dialog", name="Comments").get_by_role("listitem").filter(has_text="about all of it")
    expect(said).to_be_in_viewport()
    assert app.check_accessibility() == []
    said.get_by_title("Show where this stands").click()
    mark = page.get_by_role("region", name="Output").locator("mark.cursor-pointer")
    expect(mark).to_have_text("step")
    expect(mark).to_be_in_viewport()
    expect(page).to_have_url(re.compile("step=t-whole-root"))


def painted(page: Page) -> list[str]:
    """What the formatted view has marked."""
    texts: list[str] = page.evaluate("[...(CSS.highlights.get('comments') ?? [])].map((range) => range.toString())")
    return texts


def test_the_formatted_view_marks_what_was_commented_on(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    chat = [{"role": "user", "content": "Is it **really** so?"}, {"role": "assistant", "content": "It is *really* so."}]
    root = {"id": "o-chat", "traceId": "t-chat", "name": "chat", "input": chat, "output": "A plain answer, **bold** in part."}
    send([*conversation_turn("t-chat", "x", "y"), event("span-create", root)])
    page = app.open("/traces/t-chat?step=o-chat")
    step = page.get_by_role("region", name="Step")
    expect(step.get_by_role("region", name="Assistant").locator("em")).to_have_text("really")
    select(step.get_by_role("region", name="Assistant"), "really")
    comment(page, "this one?")
    eventually(lambda: painted(page) == ["really"])
    assert page.evaluate("[...CSS.highlights.get('comments')][0].startContainer.parentElement.closest('section').ariaLabel") == (
        "Assistant"
    )
    mark = step.get_by_role("button", name="1 comment here")
    expect(mark).to_have_count(1)
    message, there = step.get_by_role("region", name="Assistant").bounding_box(), mark.bounding_box()
    assert message is not None and there is not None
    assert message["y"] <= there["y"] <= message["y"] + message["height"], "beside the message that is meant"

    # By keyboard from the margin, by pointer from the text.
    mark.press("Enter")
    said = page.get_by_role("listitem").filter(has_text="this one?")
    expect(said).to_have_attribute("aria-current", "true")
    assert app.check_accessibility() == []
    page.keyboard.press("Escape")
    expect(said).to_have_count(0)
    step.get_by_role("region", name="Assistant").locator("em").click()
    expect(said).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")

    # A text alone, and several comments in one line.
    expect(step.locator("strong").filter(has_text="bold")).to_be_visible()
    for words in ("plain", "bold"):
        select(step, words)
        comment(page, f"about {words}")
    expect(step.get_by_role("button", name="2 comments here")).to_be_visible()
    eventually(lambda: sorted(painted(page)) == ["bold", "plain", "really"])

    # What is folded away is told at the fold, and marked when it unfolds.
    assistant = step.get_by_role("region", name="Assistant").get_by_role("button", name="Assistant")
    assistant.click()
    expect(mark).to_be_visible()
    assistant.click()
    eventually(lambda: "really" in painted(page))
    page.get_by_role("radio", name="JSON").click()
    eventually(lambda: painted(page) == [])
    expect(page.locator("mark.cursor-pointer").first).to_be_visible()


def test_what_a_trace_itself_says_is_commented_on_where_it_differs_from_its_root(
    app: App, send: Send, client: httpx2.Client, project: TestProject
) -> None:
    trace = {"id": "t-own", "name": "own", "input": "what the **trace** was asked", "output": "what the trace answered"}
    root = {"id": "o-root", "traceId": "t-own", "name": "root", "input": "inner question", "output": "inner answer"}
    send([event("trace-create", trace), event("span-create", root)])
    page = app.open("/traces/t-own")
    page.get_by_role("button", name="The trace's own input, output and metadata").click()
    step = page.get_by_role("region", name="Step")
    expect(step.locator("strong"), "Markdown comes late").to_have_text("trace")
    select(step, "was asked")
    comment(page, "by whom?")
    about = {"object_type": "TRACE", "object_id": "t-own"}
    [said] = client.get(f"/api/v1/projects/{project.id}/comments", params=about).json()["data"]
    assert (said["place"]["field"], said["place"]["quote"]) == ("input", "was asked")
    eventually(lambda: painted(page) == ["was asked"])
    # From the comments of the trace back to the place, from another step.
    page.get_by_role("treeitem").filter(has_text="root").click()
    expect(step.get_by_text("inner question")).to_be_visible()
    eventually(lambda: painted(page) == [])
    page.get_by_role("button", name="1 comment", exact=True).first.click()
    page.get_by_title("Show where this stands").click()
    expect(step.locator("mark.cursor-pointer").filter(has_text="was asked")).to_be_in_viewport()
    # A link to it opens it once, beside what it is about.
    page.goto(f"{page.url}&comment={said['id']}")
    expect(page.get_by_role("listitem").filter(has_text="by whom?")).to_have_attribute("aria-current", "true")
    assert app.check_accessibility() == []
