"""Annotation queues as Langfuse clients know them (wire contract 2.12)."""

from __future__ import annotations

import httpx2
import pytest

from lumetra.domain.access import Role
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

QUEUES = "/api/public/annotation-queues"


@pytest.fixture
def config(client: httpx2.Client) -> str:
    return client.post("/api/public/score-configs", json={"name": "ok", "dataType": "BOOLEAN"}).json()["id"]


@pytest.fixture
def queue(client: httpx2.Client, config: str) -> str:
    answer = client.post(QUEUES, json={"name": "checks", "description": "d", "scoreConfigIds": [config]})
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"id", "name", "description", "scoreConfigIds", "createdAt", "updatedAt"}
    return answer.json()["id"]


def test_queues_are_made_listed_and_refused(client: httpx2.Client, config: str, queue: str, running: RunningApp) -> None:
    assert client.get(QUEUES).json()["meta"] == {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1}
    assert client.get(f"{QUEUES}/{queue}").json()["scoreConfigIds"] == [config]
    for body in (
        {"name": "checks", "scoreConfigIds": [config]},
        {"name": "x", "scoreConfigIds": []},
        {"name": "x", "scoreConfigIds": ["nowhere"]},
        {"name": "x", "scoreConfigIds": [config], "color": "red"},
    ):
        assert client.post(QUEUES, json=body).status_code == 400, body
    missing = client.get(f"{QUEUES}/nowhere")
    assert (missing.status_code, missing.json()["message"]) == (404, "Annotation queue not found")
    with create_project(running).client() as stranger:
        assert stranger.get(f"{QUEUES}/{queue}").status_code == 404


def test_items_live_from_pending_to_deleted(client: httpx2.Client, queue: str) -> None:
    client.post("/api/public/ingestion", json={"batch": conversation_turn("w-q", "hi", "there")})
    eventually(lambda: client.get("/api/public/traces/w-q").status_code == 200)
    made = client.post(f"{QUEUES}/{queue}/items", json={"objectId": "w-q", "objectType": "TRACE"}).json()
    assert (made["status"], made["completedAt"], made["queueId"]) == ("PENDING", None, queue)
    assert client.post(f"{QUEUES}/{queue}/items", json={"objectId": "w-q", "objectType": "PROMPT"}).status_code == 400
    at = f"{QUEUES}/{queue}/items/{made['id']}"
    done = client.patch(at, json={"status": "COMPLETED"}).json()
    assert done["completedAt"] is not None
    assert [item["id"] for item in client.get(f"{QUEUES}/{queue}/items", params={"status": "COMPLETED"}).json()["data"]] == [
        made["id"]
    ]
    assert client.get(f"{QUEUES}/{queue}/items", params={"status": "PENDING"}).json()["data"] == []
    assert client.delete(at).json() == {"success": True, "message": "Annotation queue item deleted successfully"}
    gone = client.get(at)
    assert (gone.status_code, gone.json()["message"]) == (404, "Annotation queue item not found")


def test_people_are_assigned_and_taken_off(client: httpx2.Client, queue: str, project: TestProject, running: RunningApp) -> None:
    member = sign_in_member(running, project, Role.MEMBER)
    user = member.get("/api/v1/me").json()["user"]["id"]
    member.close()
    answer = client.post(f"{QUEUES}/{queue}/assignments", json={"userId": user})
    assert answer.json() == {"userId": user, "queueId": queue, "projectId": project.id}
    assert client.post(f"{QUEUES}/{queue}/assignments", json={"userId": "stranger"}).status_code == 400
    taken = client.request("DELETE", f"{QUEUES}/{queue}/assignments", json={"userId": user})
    assert taken.json() == {"success": True}
