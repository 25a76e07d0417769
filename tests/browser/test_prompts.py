"""A prompt on screen: written, compared, released by a click, and served to applications at once."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App


def test_an_edited_prompt_is_compared_labelled_and_served(app: App, client: httpx2.Client) -> None:
    page = app.open("/prompts/new")
    page.get_by_label("Name").fill("support/answer")
    page.get_by_label("Text of the prompt").fill("Answer {{question}} in one line.")
    expect(page.get_by_text("question", exact=True)).to_be_visible()
    page.get_by_label("Put “production” on it").check()
    page.get_by_role("button", name="Create prompt").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()

    page.get_by_role("button", name="New version").click()
    page.get_by_label("Text of the prompt").fill("Answer {{question}} in two lines.")
    page.get_by_label("Config").fill('{"temperature": }')
    expect(page.get_by_role("button", name="Save version")).to_be_disabled()
    page.get_by_label("Config").fill('{"temperature": 0}')
    page.get_by_label("Commit message").fill("More room")
    page.get_by_role("button", name="Save version").click()

    content = page.get_by_role("region", name="Content")
    expect(content.locator('[data-kind="removed"]')).to_contain_text("in one line.")
    expect(content.locator('[data-kind="added"]')).to_contain_text("in two lines.")
    expect(page.get_by_role("region", name="Config").locator('[data-kind="added"]')).to_contain_text(['"temperature": 0'])
    assert served(client) == (1, "Answer {{question}} in one line.")

    page.get_by_role("tab", name="Content").click()
    page.get_by_role("button", name="Put a label").click()
    page.get_by_role("dialog", name="Put a label").get_by_role("button", name="production").click()
    expect(page.get_by_text("“production” now points to version 2")).to_be_visible()
    assert served(client) == (2, "Answer {{question}} in two lines.")

    page.get_by_role("tab", name="Release").click()
    page.get_by_role("button", name="Roll back: production").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("“production” now points to version 1")).to_be_visible()
    assert served(client) == (1, "Answer {{question}} in one line.")


def test_prompts_are_found_by_folder_and_by_their_words_on_a_phone(open_app: Callable[..., App], client: httpx2.Client) -> None:
    body = {"name": "house/tone", "prompt": "Speak like a lighthouse keeper.", "labels": ["production"]}
    assert client.post("/api/public/v2/prompts", json=body).status_code == 201
    app = open_app(viewport={"width": 390, "height": 844})
    page = app.open("/prompts")
    page.get_by_role("button", name="house").click()
    expect(page.get_by_role("link", name="tone")).to_be_visible()
    page.get_by_label("Search in names and content").fill("lighthouse")
    page.get_by_role("link", name="house/tone").click()
    expect(page.get_by_text("Speak like a lighthouse keeper.")).to_be_visible()
    assert app.check_accessibility() == []
    assert app.console == []


def served(client: httpx2.Client) -> tuple[int, str]:
    """What an application gets that asks for production."""
    answer = client.get("/api/public/v2/prompts/support%2Fanswer", params={"label": "production"})
    assert answer.status_code == 200, answer.text
    return answer.json()["version"], answer.json()["prompt"]
