"""What a trace contains is written by strangers: nothing of it runs, and no page breaks on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.events import conversation_turn

Send = Callable[[list[dict[str, Any]]], None]
SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><svg onload="window.hacked=1">'
LINKS = "[click](javascript:window.hacked=1) [data](data:text/html,<script>1</script>) <a href='javascript:window.hacked=1'>x</a>"
TERMINAL = "\u001b[31mred\u001b]0;title\u0007 \u202egnirts desrever\u0000"


def deep(levels: int) -> Any:
    value: Any = "the bottom"
    for _ in range(levels):
        value = {"in": value}
    return value


def test_nothing_of_a_hostile_trace_runs_on_any_page(app: App, send: Send) -> None:
    send(
        conversation_turn(
            "t-evil", SCRIPT + TERMINAL, LINKS, tags=['"><b>tag'], sessionId="<s>", userId="<i>u</i>", name=SCRIPT[:60]
        )
    )
    page = app.open()
    expect(page.get_by_role("row").filter(has_text="onerror")).to_be_visible()
    for path in ("/traces/t-evil", "/traces/t-evil?step=t-evil-call", "/traces/t-evil?view=log", "/traces/t-evil?view=timeline",
                 "/sessions/%3Cs%3E", "/users/%3Ci%3Eu%3C%2Fi%3E", "/sessions", "/users"):  # fmt: skip
        app.open(path)
        expect(page.get_by_text(re.compile("<s>|<i>|onerror|click")).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("a[href^='javascript:'], a[href^='data:'], [onerror], [onload]").count() == 0, path


def test_deep_broken_and_huge_values_are_shown_within_bounds(app: App, send: Send, client: httpx2.Client) -> None:
    send(conversation_turn("t-odd", "odd", "odd"))
    broken = json.dumps({"batch": [
        {"id": "e-broken", "type": "span-create", "timestamp": "2026-01-01T00:00:00Z",
         "body": {"id": "o-broken", "traceId": "t-odd", "name": "broken \ud800 text", "input": "half a pair: \ud83d and \udc00",
                  "parentObservationId": "t-odd-root", "output": deep(180)}},
        {"id": "e-huge", "type": "span-create", "timestamp": "2026-01-01T00:00:00Z",
         "body": {"id": "o-huge", "traceId": "t-odd", "name": "huge", "parentObservationId": "t-odd-root",
                  "input": "word " * 1_000_000, "output": "x" * 100_000}},
    ]})  # fmt: skip
    answer = client.post("/api/public/ingestion", content=broken.encode(), headers={"content-type": "application/json"})
    assert answer.status_code == 207, answer.text
    page = app.open("/traces/t-odd")
    page.get_by_role("treeitem").filter(has_text="broken").click()
    expect(page.get_by_text("half a pair").first).to_be_visible()
    page.get_by_role("treeitem").filter(has_text="huge").click()
    expect(page.get_by_text("word word word").first).to_be_visible()
    # A bounded preview, and the rest on demand: five million characters are not in the page at once.
    assert page.evaluate("document.body.textContent.length") < 1_000_000


def test_scripts_may_come_from_this_server_only(app: App) -> None:
    answer = app.page.goto(f"{app.url}/projects/{app.project.id}/traces")
    assert answer is not None
    policy = {part.split()[0]: part.split()[1:] for part in answer.headers["content-security-policy"].split("; ")}
    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    expect(app.page.get_by_role("heading", name="Send your first trace")).to_be_visible()
    app.page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.hacked = 1'; document.body.append(one); }"
    )
    assert app.page.evaluate("window.hacked") is None
    # The refusal is the one thing that this page may complain about.
    assert all("Content Security Policy" in text for text in app.console)
    app.console.clear()


def test_a_deleted_trace_and_a_stale_step_say_what_is_there(app: App, send: Send, client: httpx2.Client) -> None:
    send(conversation_turn("t-gone", "short lived", "yes"))
    page = app.open("/traces/t-gone?step=never-was")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    answer = client.post(f"/api/v1/projects/{app.project.id}/traces/delete", json={"trace_ids": ["t-gone"]})
    assert answer.status_code == 200, answer.text
    app.open("/traces/t-gone")
    expect(page.get_by_text("It was deleted, never existed")).to_be_visible()
    for path in ("/sessions/no-such-session", "/users/nobody?range=365d"):
        app.open(path)
        expect(page.get_by_text("It was deleted, never existed")).to_be_visible()
