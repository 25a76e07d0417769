"""A real browser on the built web app, served by the real server over a data directory of its own.

`app` is a page of somebody who is signed in to a fresh, empty project; `send` brings data in through the ingestion API.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lumetra.domain.access import Role
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WAIT_UNTIL_STILL = """Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null))).then(() => null)"""
"""Whatever fades in has less contrast on its way than at its end."""
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """The browser of the machine: TEST_CHROMIUM, else Debian's, else whatever is on the path."""
    chosen = os.environ.get("TEST_CHROMIUM")
    return chosen or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """One browser for all tests; each gets a context of its own."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium, or name one in TEST_CHROMIUM")
    if not resources.files("lumetra").joinpath("webapp", "index.html").is_file():
        pytest.skip("the web app is not built: make web-build")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class App:
    """The web app in a browser, signed in as the owner of `project`'s organization."""

    page: Page
    context: BrowserContext
    project: TestProject
    url: str
    console: list[str] = field(default_factory=list[str])

    def open(self, path: str = "/traces", project: bool = True) -> Page:
        """Go to a page of the project (or of the app) and wait until it is quiet."""
        self.page.goto(f"{self.url}/projects/{self.project.id}{path}" if project else f"{self.url}{path}")
        return self.page

    def check_accessibility(self) -> list[str]:
        """Serious and critical findings of axe on the page as it stands, each with the element it is about."""
        self.page.evaluate(WAIT_UNTIL_STILL)
        # Evaluated through the debugger, which the page's Content-Security-Policy does not bind.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        return [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]


def watch_console(page: Page) -> list[str]:
    """Errors and uncaught exceptions of the page, as they come. A refused request that the page explains is not one of them."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            seen.append(message.text) if message.type == "error" and "Failed to load resource" not in message.text else None
        ),
    )
    return seen


@pytest.fixture
def open_app(browser: Browser, running: RunningApp, project: TestProject) -> Generator[Callable[..., App]]:
    """Opens the app in a fresh browser context; keywords are those of Playwright's `new_context`."""
    contexts: list[BrowserContext] = []

    def open_it(*, is_instance_owner: bool = False, **options: Any) -> App:
        member = sign_in_member(running, project, Role.OWNER, is_instance_owner=is_instance_owner)
        token = member.cookies[SESSION_COOKIE]
        member.close()
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options})
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": running.url}])
        contexts.append(context)
        page = context.new_page()
        return App(page, context, project, running.url, watch_console(page))

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def app(open_app: Callable[..., App]) -> Generator[App]:
    """The app on a desktop. Fails when the page wrote errors to its console."""
    app = open_app()
    yield app
    assert app.console == []


@pytest.fixture
def send(client: httpx2.Client) -> Callable[[list[dict[str, Any]]], None]:
    """Sends events through the ingestion API and returns once they were accepted."""

    def send_events(events: list[dict[str, Any]]) -> None:
        answer = client.post("/api/public/ingestion", json={"batch": events})
        assert answer.status_code == 207, answer.text
        assert answer.json()["errors"] == []

    return send_events
