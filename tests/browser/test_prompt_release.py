"""A prompt on its way to users: edited, compared, proposed, approved by a second person, served, tested on half of them, promoted, rolled back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.builders.projects import TestProject
from tests.compat.environments import environment

WIRE = "/api/public/v2/prompts/greeting"


def served(client: httpx2.Client, **parameters: str) -> int:
    answer = client.get(WIRE, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["version"]


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label).click()
    page.get_by_role("option", name=option).click()


def test_a_change_is_proposed_approved_served_split_promoted_and_rolled_back(
    app: App, open_app: Callable[..., App], client: httpx2.Client, project: TestProject
) -> None:
    assert client.post(
        "/api/public/v2/prompts", json={"name": "greeting", "prompt": "Hello", "labels": ["production"]}
    ).is_success
    prompt_id = client.get(f"/api/v1/projects/{project.id}/prompts/find", params={"name": "greeting"}).json()["id"]
    page = app.open(f"/prompts/{prompt_id}")
    edit(page, "Hello, {{name}}!")
    expect(page.get_by_role("region", name="Content").locator('[data-kind="added"]')).to_contain_text("Hello, {{name}}!")

    page.get_by_role("tab", name="Release").click()
    choose(page, "Rule of “production”", "Needs 1 approval")
    page.get_by_role("button", name="Propose version 2").click()
    page.get_by_role("dialog").get_by_label("Why").fill("Greets by name")
    page.get_by_role("dialog").get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Somebody else has to approve")).to_be_visible()
    assert served(client) == 1

    colleague = open_app()
    other = colleague.open(f"/prompts/{prompt_id}?tab=release")
    expect(other.get_by_text("Greets by name")).to_be_visible()
    expect(other.locator('[data-kind="added"]')).to_contain_text("Hello, {{name}}!")
    other.get_by_label("Reason").fill("Friendly")
    other.get_by_role("button", name="Approve", exact=True).click()
    other.get_by_role("button", name="Apply now").click()
    expect(other.get_by_text("applied", exact=True).first).to_be_visible()
    facts = environment("python-5").run("prompts_fetch.py", {**project.langfuse_environ(), "PROMPT_NAME": "greeting"})
    assert facts == {"version": 2, "text": "Hello, Ana!", "labels": ["latest", "production"]}

    page.reload()
    page.get_by_role("tab", name="A/B test").click()
    page.get_by_role("button", name="Start A/B test").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The control keeps 50 %")).to_be_visible()
    dialog.get_by_role("button", name="Start A/B test").click()
    expect(page.get_by_text("running", exact=True)).to_be_visible()
    given = {n: served(client, userId=f"user-{n}") for n in range(1_000)}
    assert abs(Counter(given.values())[1] - 500) < 80, "five standard deviations around one half"
    assert all(served(client, userId=f"user-{n}") == given[n] for n in range(0, 1_000, 7)), "each user stays"
    page.reload()
    expect(page.get_by_text(re.compile(r"50 % of fetches · \d+ fetches")).first).to_be_visible()

    page.get_by_role("button", name="Promote version 1").click()
    expect(page.get_by_text("promoted", exact=True)).to_be_visible()
    assert {served(client, userId=f"user-{n}") for n in range(30)} == {1}

    other.reload()
    other.get_by_role("tab", name="Release").click()
    other.get_by_role("button", name="Roll back: production").click()
    other.get_by_role("alertdialog").get_by_role("button", name="Roll back").click()
    expect(other.get_by_text("“production” now points to version 2")).to_be_visible()
    assert served(client) == 2
    other.get_by_role("tab", name="History").click()
    for step in ("Review asked", "Approved", "A/B test started", "A/B test decided", "Rolled back"):
        expect(other.get_by_text(step).first).to_be_visible()
    assert colleague.console == []


def test_a_proposal_is_refused_with_a_reason_by_a_named_approver_only(
    app: App, open_app: Callable[..., App], client: httpx2.Client, project: TestProject
) -> None:
    client.post("/api/public/v2/prompts", json={"name": "greeting", "prompt": "Hello", "labels": ["production"]})
    client.post("/api/public/v2/prompts", json={"name": "greeting", "prompt": "Yo"})
    prompt_id = client.get(f"/api/v1/projects/{project.id}/prompts/find", params={"name": "greeting"}).json()["id"]
    named, stranger = open_app(), open_app()
    approver = named.context.request.get(f"{project.url}/api/v1/me").json()["user"]["email"]
    page = app.open(f"/prompts/{prompt_id}?tab=release")
    choose(page, "Rule of “production”", "Needs 1 approval")
    page.get_by_role("button", name="Who may approve: production").click()
    page.get_by_role("checkbox", name=approver).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Who may approve: production")).to_contain_text("1")
    page.get_by_role("button", name="Propose version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Proposed. Reviewers see it")).to_be_visible()

    other = stranger.open(f"/prompts/{prompt_id}?tab=release")
    expect(other.get_by_text("Somebody else has to approve")).to_be_visible()
    own = named.open(f"/prompts/{prompt_id}?tab=release")
    own.get_by_label("Reason").fill("Too short")
    own.get_by_role("button", name="Refuse").click()
    expect(own.get_by_text("refused", exact=True).first).to_be_visible()
    page.reload()
    expect(page.get_by_text("Too short").or_(page.get_by_text("refused", exact=True)).first).to_be_visible()
    assert served(client) == 1


def edit(page: Page, text: str) -> None:
    page.get_by_role("button", name="New version").click()
    page.get_by_label("Text of the prompt").fill(text)
    page.get_by_label("Commit message").fill("Change")
    page.get_by_role("button", name="Save version").click()
