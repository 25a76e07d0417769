"""A callout on screen: made in the settings, called on a step of a trace, its answer shown and logged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import App
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.servers.receiver import Receiver, receiver

Send = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def hook() -> Generator[Receiver]:
    with receiver() as running:
        yield running


def test_a_step_is_told_to_a_system_of_ones_own(app: App, send: Send, client: httpx2.Client, hook: Receiver) -> None:
    trace_id = os.urandom(16).hex()
    step = {"id": f"{trace_id}-s", "traceId": trace_id, "name": "think", "startTime": at(), "endTime": at(1)}
    send([event("trace-create", {"id": trace_id, "name": "chat", "sessionId": "talk"}), event("span-create", step)])
    stored = f"/api/v1/projects/{app.project.id}/traces/{trace_id}/observations/{trace_id}-s"
    assert eventually(lambda: client.get(stored).status_code == 200)

    page = app.open("/settings/webhooks")
    page.get_by_role("button", name="New webhook").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Ticket")
    dialog.get_by_label("Format").click()
    page.get_by_role("option", name="Callout").click()
    dialog.get_by_label("Address").fill(hook.url)
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("dialog", name="Signing secret").get_by_role("button", name="Done").click()
    expect(page.get_by_text("When somebody asks for it on a trace or step")).to_be_visible()
    assert app.check_accessibility() == []

    app.open(f"/traces/{trace_id}")
    page.get_by_role("button", name="Call out").last.click()  # that of the step
    page.get_by_role("menuitem", name="Ticket").click()
    expect(page.get_by_text("“Ticket” took it")).to_be_visible()
    body = json.loads(hook.wait_for(1)[0].body)
    assert (body["traceId"], body["observationId"], body["sessionId"]) == (trace_id, f"{trace_id}-s", "talk")
    hook.answers.append(503)
    page.get_by_role("button", name="Call out").first.click()  # that of the trace
    page.get_by_role("menuitem", name="Ticket").click()
    expect(page.get_by_text("“Ticket” did not take it")).to_be_visible()
    assert json.loads(hook.wait_for(2)[1].body)["observationId"] is None
