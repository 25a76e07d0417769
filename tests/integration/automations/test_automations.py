"""Webhooks on changes of prompts: signed, retried, logged, replayed, given up on."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from lumetra.engines.outbound import AllowedHosts
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.automations.deliver import Sender
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp
from tests.servers.receiver import Receiver, receiver


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def hook() -> Generator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def sender(running: RunningApp) -> tuple[Sender, Clock]:
    clock = Clock()
    engines = running.engines
    sealer = Sealer(engines.master_key, "automations")
    return Sender(engines.database, sealer, AllowedHosts.parse("127.0.0.1"), clock), clock


def automate(client: httpx2.Client, project: TestProject, url: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/projects/{project.id}/automations", json={"name": "hook", "url": url, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliveries(client: httpx2.Client, project: TestProject, automation: dict[str, Any]) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/projects/{project.id}/automations/{automation['id']}/deliveries").json()["data"]


def test_a_created_prompt_arrives_signed_with_the_prompt_last(
    client: httpx2.Client, project: TestProject, hook: Receiver
) -> None:
    automation = automate(client, project, hook.url, events=["created"], headers={"x-team": "a"})
    client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x", "labels": ["production"]})
    got = hook.wait_for(1)[0]
    stamp, signature = (part.split("=")[1] for part in got.headers["x-langfuse-signature"].split(","))
    assert signature == hmac.new(automation["secret"].encode(), f"{stamp}.{got.body}".encode(), hashlib.sha256).hexdigest()
    body = json.loads(got.body)
    assert list(body)[-1] == "prompt" and body["type"] == "prompt-version" and body["action"] == "created"
    assert body["apiVersion"] == "v1" and body["prompt"]["labels"] == ["latest", "production"]
    assert got.headers["x-team"] == "a" and got.headers["content-type"] == "application/json"
    shown = client.get(f"/api/v1/projects/{project.id}/automations").text
    assert automation["secret"] not in shown and "/hook" not in shown


def test_events_and_folders_are_filtered(client: httpx2.Client, project: TestProject, hook: Receiver) -> None:
    automation = automate(client, project, hook.url, events=["label-moved", "deleted"], prompt_filter="shop/")
    for name in ("shop/a", "other"):
        client.post("/api/public/v2/prompts", json={"name": name, "prompt": "x"})
        client.patch(f"/api/public/v2/prompts/{name}/versions/1", json={"newLabels": ["production"]})
    client.delete("/api/public/v2/prompts/shop/a")
    hook.wait_for(2)
    assert [(d["event"], json.loads(d["payload"])["prompt"]["name"]) for d in deliveries(client, project, automation)] == [
        ("deleted", "shop/a"),
        ("label-moved", "shop/a"),
    ]


def send_until(sender: Sender, hook: Receiver, count: int) -> None:
    """Send what is due until so many attempts arrived: the outcome of the one before may still be on its way to the database."""
    deadline = time.monotonic() + 90
    while len(hook.received) < count:
        assert time.monotonic() < deadline, f"{len(hook.received)} of {count} arrived"
        sender.send_due()
        time.sleep(0.05)


def test_failures_are_retried_with_growing_pauses_then_given_up_and_replayed(
    client: httpx2.Client, project: TestProject, hook: Receiver, sender: tuple[Sender, Clock]
) -> None:
    hook.answers.extend([500, 503, 500, 404])
    automation = automate(client, project, hook.url, events=["created"])
    client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"})
    hook.wait_for(1)
    for count, ahead in ((2, 30), (3, 120), (4, 600)):
        sender[1].ahead += timedelta(seconds=ahead)
        send_until(sender[0], hook, count)
    log = deliveries(client, project, automation)[0]
    assert (log["status"], log["attempts"], log["response_status"]) == ("failed", 4, 404) and "404" in log["error"]
    again = client.post(f"/api/v1/projects/{project.id}/automation-deliveries/{log['id']}/replay").json()
    assert again["replay_of"] == log["id"]
    assert hook.wait_for(5)[4].body == hook.received[0].body


def test_five_failed_deliveries_disable_the_automation(
    client: httpx2.Client, project: TestProject, hook: Receiver, sender: tuple[Sender, Clock]
) -> None:
    hook.answers.extend([500] * 40)
    automation = automate(client, project, hook.url, events=["created"])
    for n in range(5):
        client.post("/api/public/v2/prompts", json={"name": f"p{n}", "prompt": "x"})
    for _ in range(5):
        sender[1].ahead += timedelta(seconds=600)
        sender[0].send_due()
    shown = client.get(f"/api/v1/projects/{project.id}/automations").json()["data"][0]
    assert not shown["enabled"] and "5 deliveries in a row failed" in shown["disabled_because"]
    client.post("/api/public/v2/prompts", json={"name": "later", "prompt": "x"})
    assert len(deliveries(client, project, automation)) == 5
    body = {"name": "hook", "events": ["created"], "enabled": True}
    changed = client.put(f"/api/v1/projects/{project.id}/automations/{automation['id']}", json=body).json()
    assert changed["enabled"] and changed["failures_in_a_row"] == 0


@pytest.mark.parametrize("url", ["http://10.0.0.1/x", "http://169.254.169.254/latest", "ftp://127.0.0.1/x", "http://[::1]/x"])
def test_private_addresses_are_refused_when_saved(client: httpx2.Client, project: TestProject, url: str) -> None:
    answer = client.post(f"/api/v1/projects/{project.id}/automations", json={"name": "x", "url": url})
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "outbound_refused"


def test_a_redirect_loop_and_a_redirect_inwards_end_in_the_log(
    client: httpx2.Client, project: TestProject, hook: Receiver
) -> None:
    automation = automate(client, project, hook.url, events=["created"])
    for location, words in ((hook.url, "redirected more than 10 times"), ("http://10.0.0.1/", "private or reserved")):
        hook.location = location
        seen = len(hook.received)
        client.post("/api/public/v2/prompts", json={"name": "p", "prompt": location})
        hook.wait_for(seen + 1)
        for _ in range(100):
            log = deliveries(client, project, automation)[0]
            if log["error"]:
                break
            import time

            time.sleep(0.1)
        assert words in log["error"]


def test_slack_gets_blocks_and_no_signature(client: httpx2.Client, project: TestProject, hook: Receiver) -> None:
    automate(client, project, hook.url, action="slack", events=["created"])
    client.post("/api/public/v2/prompts", json={"name": "a<b", "prompt": "x", "commitMessage": "why & how"})
    got = hook.wait_for(1)[0]
    body = json.loads(got.body)
    assert "a&lt;b" in body["text"] and "why &amp; how" in got.body and "x-langfuse-signature" not in got.headers


def test_our_headers_cannot_be_replaced_and_other_projects_see_nothing(
    client: httpx2.Client, project: TestProject, hook: Receiver, running: RunningApp
) -> None:
    answer = client.post(
        f"/api/v1/projects/{project.id}/automations",
        json={"name": "x", "url": hook.url, "headers": {"X-Langfuse-Signature": "mine"}},
    )
    assert answer.status_code == 400
