"""Somebody complains: from the first trace an SDK sends to the step that failed, the user, the conversation and a link to share."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.compat.environments import Environment, environment


@pytest.fixture(scope="module")
def sdk() -> Environment:
    """The newest Langfuse SDK for Python, in an environment of its own."""
    return environment("python-5")


def row(page: Page, text: str):
    return page.get_by_role("row").filter(has_text=text)


@pytest.mark.timeout(300)
def test_an_error_is_followed_from_the_first_trace_to_its_conversation(app: App, sdk: Environment) -> None:
    page = app.open()
    expect(page.get_by_text("Waiting for the first trace")).to_be_visible()
    facts = sdk.run("support_desk.py", app.project.langfuse_environ())
    expect(row(page, "Where is my parcel?")).to_be_visible()

    # Found by a facet, and by words in its own language.
    page.goto(f"{app.url}/projects/{app.project.id}/traces")
    page.get_by_label("Filters", exact=True).get_by_role("checkbox", name="Level: ERROR").click()
    expect(row(page, "退款")).to_be_visible()
    expect(row(page, "Where is my parcel?")).to_have_count(0)
    bar = page.get_by_role("combobox", name="Filter")
    bar.fill("工作日")
    bar.press("Enter")
    expect(page.locator("mark").first).to_have_text("工作日")

    # The failing step, read beside the table.
    row(page, "退款").get_by_role("link").click()
    panel = page.get_by_role("complementary", name="Trace")
    panel.get_by_role("treeitem").filter(has_text="look up order").click()
    expect(panel.get_by_text("refund service timed out").first).to_be_visible()
    expect(panel.get_by_text("4711").first).to_be_visible()
    assert app.check_accessibility() == []

    # The same link shows the same to somebody else.
    browser = app.context.browser
    assert browser is not None
    colleague = browser.new_context(storage_state={"cookies": app.context.cookies(), "origins": []}, locale="en-US")
    shared = colleague.new_page()
    shared.goto(page.url)
    expect(shared.get_by_role("combobox", name="Filter")).to_have_value("工作日")
    expect(shared.get_by_role("complementary", name="Trace").get_by_text("refund service timed out").first).to_be_visible()
    colleague.close()

    # The person and the conversation around it.
    panel.get_by_role("link", name="mei@shop.example").first.click()
    expect(page).to_have_url(re.compile(r"/users/mei"))
    page.get_by_role("radiogroup", name="What of the user").get_by_role("radio", name="Traces").click()
    expect(page.get_by_role("link", name=re.compile("support desk"))).to_have_count(2)
    page.get_by_role("radiogroup", name="What of the user").get_by_role("radio", name="Sessions").click()
    page.get_by_role("link", name=re.compile("desk-7")).click()
    conversation = page.get_by_role("region", name="Conversation")
    expect(conversation.get_by_text("Where is my parcel?")).to_be_visible()
    expect(conversation.get_by_text("退款通常需要三个工作日。")).to_be_visible()
    conversation.get_by_role("button").filter(has_text="support desk").nth(1).click()
    expect(page.get_by_role("complementary", name="Trace").get_by_role("treeitem").first).to_be_visible()
    assert page.url.endswith(facts["trace_ids"][1]) or facts["trace_ids"][1] in page.url
    assert app.check_accessibility() == []
