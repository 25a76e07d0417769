"""A trace and a session are shared with somebody who has no account, and taken back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, watch_console
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

Send = Callable[[list[dict[str, Any]]], None]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def stranger(browser: Browser) -> Generator[Callable[..., Page]]:
    """Opens a page of somebody who is not signed in; fails when it wrote errors to its console."""
    pages: list[tuple[Page, list[str]]] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": SIZES["desk"], "locale": "en-US", **options})
        page = context.new_page()
        pages.append((page, watch_console(page)))
        return page

    yield open_page
    for page, console in pages:
        page.context.close()
        assert console == []


@pytest.fixture
def trace_id(send: Send, client: httpx2.Client, project: TestProject) -> str:
    trace_id = os.urandom(16).hex()
    session = f"talk-{trace_id[:6]}"
    answer = {"role": "assistant", "content": "Three working days."}
    step = {"id": f"{trace_id}-g", "traceId": trace_id, "name": "answer", "model": "gpt-4o", "startTime": at(), "endTime": at(2)}
    send(
        [
            event("trace-create", {"id": trace_id, "name": "support", "sessionId": session, "userId": "mei@shop.example"}),
            event(
                "span-create", {"id": f"{trace_id}-r", "traceId": trace_id, "name": "desk", "startTime": at(), "endTime": at(3)}
            ),
            event(
                "generation-create",
                {
                    **step,
                    "parentObservationId": f"{trace_id}-r",
                    "input": [{"role": "user", "content": "How long?"}],
                    "output": answer,
                },
            ),
        ]
    )
    stored = f"/api/v1/projects/{project.id}/traces/{trace_id}/observations/{trace_id}-g"
    assert eventually(lambda: client.get(stored).status_code == 200)
    return trace_id


def downloaded(page: Page) -> dict[str, Any]:
    """The file that the page of a shared session hands out."""
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download as JSON|JSON")).click()
    return json.loads(Path(download.value.path()).read_text())


def share(page: Page) -> str:
    """Switch sharing on in the dialog; the link it shows."""
    page.get_by_role("button", name="Share", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Only members of this project")).to_be_visible()
    dialog.get_by_role("switch").click()
    link = dialog.get_by_label("Public link")
    expect(link).to_have_value(re.compile("/public/"))
    return link.input_value()


def test_a_shared_trace_is_read_by_a_stranger_until_it_is_taken_back(
    app: App, stranger: Callable[..., Page], trace_id: str
) -> None:
    own = f"/traces/{trace_id}"
    page = stranger()
    page.goto(f"{app.url}/public{own}?project={app.project.id}")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()

    app.open(own)
    link = share(app.page)
    assert app.check_accessibility() == []

    page.goto(link)
    page.get_by_role("treeitem").filter(has_text="answer").click()
    expect(page.get_by_text("Three working days.").first).to_be_visible()
    expect(page.get_by_text("mei@shop.example")).to_have_count(0)
    for name in ("Bookmark", "Share", "Playground", "Comments"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_label("Search in this trace").fill("working days")
    expect(page.get_by_text("1/1")).to_be_visible()
    page.get_by_role("radio", name="Log").click()
    expect(page.get_by_role("region", name="Log").get_by_text("How long?").first).to_be_visible()
    # The project's own address of the trace leads strangers to the public page, and that of another trace to the sign-in.
    page.goto(f"{app.url}/projects/{app.project.id}{own}")
    expect(page).to_have_url(re.compile(f"/public/traces/{trace_id}"))
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.goto(f"{app.url}/public/traces/{trace_id}")
    expect(page.get_by_role("treeitem").first).to_be_visible()

    app.page.get_by_role("dialog").get_by_role("switch").click()
    expect(app.page.get_by_role("dialog").get_by_text("Only members of this project")).to_be_visible()
    page.reload()
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()
    page.goto(f"{app.url}/projects/{app.project.id}{own}")
    expect(page).to_have_url(re.compile("/sign-in"))


@pytest.mark.parametrize(("size", "scheme", "locale"), [("desk", "dark", "en-US"), ("phone", "light", "zh-CN")])
def test_a_shared_session_reads_as_a_conversation_in_every_look(
    app: App, stranger: Callable[..., Page], trace_id: str, size: str, scheme: str, locale: str
) -> None:
    session = f"talk-{trace_id[:6]}"
    app.open(f"/sessions/{session}")
    link = share(app.page)
    page = stranger(viewport=SIZES[size], color_scheme=scheme, locale=locale)
    page.goto(link)
    expect(page.get_by_text("How long?").first).to_be_visible()
    expect(page.get_by_text("Three working days.").first).to_be_visible()
    expect(page.get_by_text("mei@shop.example")).to_have_count(0)
    expect(page.get_by_text("Shared, read only" if locale == "en-US" else "已分享，只读")).to_be_visible()
    turn = page.get_by_role("list").get_by_role("button").filter(has_text="support")
    expect(turn).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    looked_at = App(page, page.context, app.project, app.url)
    assert looked_at.check_accessibility() == []
    assert [len(turn["steps"]) for turn in downloaded(page)["turns"]] == [0]  # its trace is not shared

    app.open(f"/traces/{trace_id}")
    share(app.page)
    page.reload()
    [whole] = downloaded(page)["turns"]
    assert {step["name"] for step in whole["steps"]} == {"desk", "answer"}
    assert "mei@shop.example" not in json.dumps(whole)
    turn.click()
    expect(page).to_have_url(re.compile(f"/public/traces/{trace_id}"))
    expect(page.get_by_role("treeitem").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert looked_at.check_accessibility() == []
