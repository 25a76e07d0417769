"""The main screens on the sample project, light and dark, each without an error; `LUMETRA_TEST_SCREENS=1` writes them to docs/screens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from lumetra.features.sample.send import send_sample
from tests.browser.conftest import App

SCREENS = Path(__file__).parents[2] / "docs" / "screens"


def fill(app: App, client: httpx2.Client) -> tuple[str, str]:
    """The sample in the project of `app`; (a trace of the support agent, a session) to look at."""
    send_sample(app.url, app.project.public_key, app.project.secret_key, sessions=60)
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        traces = (
            client.get("/api/public/traces", params={"name": "support-agent", "limit": "100"}).raise_for_status().json()["data"]
        )
        chosen = [trace for trace in traces if len(trace["observations"]) > 6]
        if chosen:
            return chosen[0]["id"], chosen[0]["sessionId"]
        time.sleep(0.3)
    raise AssertionError("the sample did not become visible")


def keep(page: Page, name: str) -> None:
    if os.environ.get("LUMETRA_TEST_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_screens_show_the_sample_without_an_error(
    open_app: Callable[..., App], client: httpx2.Client, scheme: str
) -> None:
    app = open_app(color_scheme=scheme)
    trace, session = fill(app, client)
    screens = {
        "tracing": ("/traces?range=7d", "support-agent"),
        "observations": ("/traces?range=7d&rows=observations", "ChatOpenAI"),
        "chart": ("/traces?range=7d&rows=observations&chart=cost.sum.model.bars.auto", "gpt-4"),
        "trace": (f"/traces/{trace}", "get_service_status"),
        "timeline": (f"/traces/{trace}?view=timeline", "get_service_status"),
        "session": (f"/sessions/{session}", session),
        "sessions": ("/sessions", session[:6]),
        "users": ("/users", "example"),
        "costs": ("/costs", "gpt-4"),
        "prompts": ("/prompts", ""),
    }
    for name, (path, text) in screens.items():
        page = app.open(path)
        expect(page.get_by_role("main").or_(page.locator("body")).first).to_be_visible()
        if text:
            expect(page.get_by_text(text).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        # Facets may be there before the rows are.
        expect(page.get_by_role("status", name="Loading…")).to_have_count(0)
        page.wait_for_timeout(400)
        keep(page, f"{name}-{scheme}")
    app.page.set_viewport_size({"width": 390, "height": 844})
    for name in ("tracing", "session"):
        path, text = screens[name]
        page = app.open(path)
        expect(page.get_by_text(text).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        keep(page, f"{name}-phone-{scheme}")
        # Nothing makes the page wider than the phone.
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    for name in ("prompts", "datasets"):
        page = app.open(f"/{name}")
        # Columns that a phone does not show take no room from the name.
        expect(page.get_by_role("columnheader", name="Name")).to_be_visible()
        box = page.get_by_role("columnheader", name="Name").bounding_box()
        assert box and box["width"] > 150, name
    assert app.console == []
