"""Callouts: somebody tells a system of their own about a trace or a step, and sees how it went."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Generator
from typing import Any

import httpx2
import pytest

from lumetra.domain.access import Role
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp
from tests.servers.receiver import Receiver, receiver


@pytest.fixture
def hook() -> Generator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def traced(running: RunningApp, project: TestProject) -> TestProject:
    rows = [observation(project.id, "t", "o", session_id="s"), observation(project.id, "alone", "a")]
    insert(running.engines.analytics, "observations", rows)
    return project


def make(client: httpx2.Client, project: TestProject, url: str, **more: Any) -> dict[str, Any]:
    body = {"name": "Ticket", "action": "callout", "url": url, **more}
    answer = client.post(f"/api/v1/projects/{project.id}/automations", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def call(client: httpx2.Client, project: TestProject, callout: dict[str, Any], **about: str) -> httpx2.Response:
    return client.post(f"/api/v1/projects/{project.id}/callouts/{callout['id']}/calls", json=about)


def test_a_callout_posts_the_ids_signed_and_says_how_it_went(client: httpx2.Client, traced: TestProject, hook: Receiver) -> None:
    callout = make(client, traced, hook.url, headers={"x-key": "hidden"})
    answer = call(client, traced, callout, trace_id="t", observation_id="o")
    assert answer.status_code == 201, answer.text
    result = answer.json()
    assert (result["delivered"], result["response_status"], result["error"]) == (True, 200, "")
    assert 0 <= result["latency_ms"] < 10_000
    got = hook.wait_for(1)[0]
    body = json.loads(got.body)
    ids = {name: body[name] for name in ("projectId", "traceId", "observationId", "sessionId")}
    assert ids == {"projectId": traced.id, "traceId": "t", "observationId": "o", "sessionId": "s"}
    assert (body["type"], body["id"]) == ("callout", result["delivery_id"])
    assert got.headers["x-key"] == "hidden"
    stamp, signature = (part.split("=")[1] for part in got.headers["x-langfuse-signature"].split(","))
    assert signature == hmac.new(callout["secret"].encode(), f"{stamp}.{got.body}".encode(), hashlib.sha256).hexdigest()
    log = client.get(f"/api/v1/projects/{traced.id}/automations/{callout['id']}/deliveries").json()["data"]
    assert [(one["event"], one["status"], one["attempts"]) for one in log] == [("callout", "delivered", 1)]


def test_a_trace_without_a_session_says_so_with_null(client: httpx2.Client, traced: TestProject, hook: Receiver) -> None:
    assert call(client, traced, make(client, traced, hook.url), trace_id="alone").json()["delivered"] is True
    body = json.loads(hook.wait_for(1)[0].body)
    assert (body["traceId"], body["observationId"], body["sessionId"]) == ("alone", None, None)


def test_a_failure_is_told_at_once_and_neither_repeated_nor_held_against_the_callout(
    client: httpx2.Client, traced: TestProject
) -> None:
    with receiver() as broken:
        broken.answers.extend([500] * 6)
        callout = make(client, traced, broken.url)
        for _ in range(6):
            result = call(client, traced, callout, trace_id="t").json()
            assert (result["delivered"], result["response_status"]) == (False, 500)
            assert "500" in result["error"]
    log = client.get(f"/api/v1/projects/{traced.id}/automations/{callout['id']}/deliveries").json()["data"]
    assert {(one["status"], one["attempts"]) for one in log} == {("failed", 1)}
    assert [one["name"] for one in client.get(f"/api/v1/projects/{traced.id}/callouts").json()["data"]] == ["Ticket"]


def test_what_is_not_there_is_not_called_about(
    running: RunningApp, client: httpx2.Client, traced: TestProject, hook: Receiver
) -> None:
    callout = make(client, traced, hook.url)
    assert call(client, traced, callout, trace_id="nobody").status_code == 404
    assert call(client, traced, callout, trace_id="t", observation_id="a").status_code == 404
    webhook = make(client, traced, hook.url, action="webhook", events=["deleted"])
    assert call(client, traced, webhook, trace_id="t").status_code == 404
    other = create_project(running)
    with other.client() as stranger:
        assert call(stranger, other, callout, trace_id="t").status_code == 404
        assert stranger.get(f"/api/v1/projects/{other.id}/callouts").json()["data"] == []
    assert hook.received == []


def test_an_inner_address_is_refused_when_a_callout_is_made(client: httpx2.Client, traced: TestProject) -> None:
    body = {"name": "Inner", "action": "callout", "url": "http://169.254.169.254/latest"}
    assert client.post(f"/api/v1/projects/{traced.id}/automations", json=body).status_code == 400


def test_a_callout_does_not_hear_of_prompts_and_is_silent_while_off(
    client: httpx2.Client, traced: TestProject, hook: Receiver
) -> None:
    callout = make(client, traced, hook.url)
    client.post("/api/public/v2/prompts", json={"name": "quiet", "prompt": "x"})
    log = f"/api/v1/projects/{traced.id}/automations/{callout['id']}/deliveries"
    assert client.get(log).json()["data"] == []
    off = {"name": "Ticket", "action": "callout", "enabled": False}
    assert client.put(f"/api/v1/projects/{traced.id}/automations/{callout['id']}", json=off).status_code == 200
    assert client.get(f"/api/v1/projects/{traced.id}/callouts").json()["data"] == []
    assert call(client, traced, callout, trace_id="t").status_code == 400
    assert hook.received == []


def test_viewers_do_not_call_and_calls_stand_in_the_audit_log(
    running: RunningApp, client: httpx2.Client, traced: TestProject, hook: Receiver
) -> None:
    callout = make(client, traced, hook.url)
    with sign_in_member(running, traced, Role.VIEWER) as viewer:
        assert viewer.get(f"/api/v1/projects/{traced.id}/callouts").status_code == 200
        assert call(viewer, traced, callout, trace_id="t").status_code == 403
    with sign_in_member(running, traced, Role.MEMBER) as member:
        assert call(member, traced, callout, trace_id="t").json()["delivered"] is True
        assert json.loads(hook.wait_for(1)[0].body)["user"]["email"]
    with sign_in_member(running, traced, Role.OWNER) as owner:
        entries = owner.get(f"/api/v1/organizations/{traced.organization_id}/audit-log", params={"limit": 20}).text
        assert '"call"' in entries
