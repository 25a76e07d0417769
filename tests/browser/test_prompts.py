"""A prompt on screen: written, compared, released by a click, and served to applications at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.projects import TestProject


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


def test_remarks_stand_at_their_lines_until_they_are_closed(app: App, client: httpx2.Client, project: TestProject) -> None:
    client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "First line\nSecond {{line}}", "config": {"a": 1}})
    page = app.open(f"/prompts/{prompt_id(client, project, 'p')}")
    page.get_by_role("button", name="Comment on line 2").first.click()
    page.get_by_label("Comment", exact=True).first.fill("Which line?")
    page.get_by_role("button", name="Comment", exact=True).first.click()
    line = page.get_by_role("listitem").filter(has_text="Second {{line}}").last
    expect(line.get_by_text("Which line?")).to_be_visible()
    page.get_by_role("region", name="Comments").get_by_label("Comment", exact=True).fill("Good as a whole")
    page.get_by_role("region", name="Comments").get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("region", name="Comments").get_by_text("Good as a whole")).to_be_visible()
    line.get_by_role("button", name="Close comment").click()
    expect(line.get_by_text("closed")).to_be_visible()
    assert app.check_accessibility() == []


def test_prompts_leave_and_come_as_files_and_are_copied_and_renamed(
    app: App, client: httpx2.Client, project: TestProject, tmp_path: Path
) -> None:
    client.post("/api/public/v2/prompts", json={"name": "house/tone", "prompt": "Kind", "labels": ["production"]})
    page = app.open(f"/prompts/{prompt_id(client, project, 'house/tone')}")
    page.get_by_role("button", name="More", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as JSON").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["prompts"][0]["name"] == "house/tone"

    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Duplicate").click()
    page.get_by_role("dialog").get_by_label("Name").fill("house/copy")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="house/copy")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("house/voice")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="house/voice")).to_be_visible()
    assert client.get("/api/public/v2/prompts/house%2Fcopy", params={"label": "latest"}).json()["name"] == "house/voice"

    client.delete("/api/public/v2/prompts/house%2Ftone").raise_for_status()
    page = app.open("/prompts?folder=house")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Import JSON").click()
    page.get_by_role("dialog").get_by_label("File").set_input_files(file)
    page.get_by_role("dialog").get_by_role("button", name="Import JSON").click()
    expect(page.get_by_role("dialog").get_by_text("New: 1")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.get_by_role("link", name="tone")).to_be_visible()


def prompt_id(client: httpx2.Client, project: TestProject, name: str) -> str:
    return client.get(f"/api/v1/projects/{project.id}/prompts/find", params={"name": name}).json()["id"]


def served(client: httpx2.Client) -> tuple[int, str]:
    """What an application gets that asks for production."""
    answer = client.get("/api/public/v2/prompts/support%2Fanswer", params={"label": "production"})
    assert answer.status_code == 200, answer.text
    return answer.json()["version"], answer.json()["prompt"]
