"""Annotation queues: filled from any list, worked through by several people, never the same thing twice."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from lumetra.domain.access import Role
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


@pytest.fixture
def base(project: TestProject) -> str:
    return f"/api/v1/projects/{project.id}"


@pytest.fixture
def queue(client: httpx2.Client, base: str) -> str:
    return a_queue(client, base, "spot checks")


@pytest.fixture
def people(running: RunningApp, project: TestProject) -> Generator[tuple[httpx2.Client, httpx2.Client]]:
    first, second = sign_in_member(running, project, Role.MEMBER), sign_in_member(running, project, Role.MEMBER)
    yield first, second
    first.close()
    second.close()


def a_config(client: httpx2.Client, base: str) -> str:
    body = {"name": "helpful", "data_type": "BOOLEAN"}
    return client.post(f"{base}/score-configs", json=body).json()["id"]


def a_queue(client: httpx2.Client, base: str, name: str, **body: Any) -> str:
    answer = client.post(f"{base}/annotation-queues", json={"name": name, "score_config_ids": [a_config(client, base)], **body})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def send(client: httpx2.Client, base: str, *turns: list[dict[str, Any]]) -> None:
    for events in turns:
        assert client.post("/api/public/ingestion", json={"batch": events}).json()["errors"] == []
    eventually(lambda: len(client.get(f"{base}/traces", params={"limit": 100}).json()["data"]) >= len(turns))


def items(client: httpx2.Client, base: str, queue: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(f"{base}/annotation-queues/{queue}/items", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_things_are_added_once_however_they_come(client: httpx2.Client, base: str, queue: str) -> None:
    send(client, base, conversation_turn("q-a", "hi", "there", userId="ana"), conversation_turn("q-b", "bye", "now"))
    body = {
        "items": [
            {"object_type": "TRACE", "object_id": "q-a"},
            {"object_type": "OBSERVATION", "object_id": "q-a-call", "trace_id": "q-a"},
        ]
    }
    assert client.post(f"{base}/annotation-queues/{queue}/items", json=body).json() == {"found": 2, "added": 2}
    assert client.post(f"{base}/annotation-queues/{queue}/items", json=body).json() == {"found": 2, "added": 0}
    now = datetime.now(UTC)
    period = {"from_time": (now - timedelta(hours=1)).isoformat(), "to_time": (now + timedelta(hours=1)).isoformat()}
    found = f"{base}/annotation-queues/{queue}/items/found"
    assert client.post(found, json={"subject": "traces", "filter": "", **period}).json() == {"found": 2, "added": 1}
    assert client.post(found, json={"subject": "observations", "filter": "type:GENERATION", **period}).json() == {
        "found": 2,
        "added": 1,
    }
    assert client.post(found, json={"subject": "observations", "filter": "typo:x", **period}).status_code == 400
    missing = {"items": [{"object_type": "TRACE", "object_id": "nowhere"}]}
    assert client.post(f"{base}/annotation-queues/{queue}/items", json=missing).status_code == 404
    assert len(items(client, base, queue)) == 4
    [one] = items(client, base, queue, limit="1")
    assert client.post(f"{base}/annotation-queues/{queue}/items/remove", json={"item_ids": [one["id"]]}).json() == {"count": 1}
    assert client.get(f"{base}/annotation-queues/{queue}").json()["pending"] == 3


def test_sessions_found_by_filter_come_in(client: httpx2.Client, base: str, queue: str) -> None:
    send(client, base, conversation_turn("q-s", "hi", "there", sessionId="s 1"))
    now = datetime.now(UTC)
    body = {
        "subject": "sessions",
        "from_time": (now - timedelta(hours=1)).isoformat(),
        "to_time": (now + timedelta(hours=1)).isoformat(),
    }
    assert client.post(f"{base}/annotation-queues/{queue}/items/found", json=body).json() == {"found": 1, "added": 1}
    assert items(client, base, queue)[0]["object_id"] == "s 1"


def test_two_people_never_get_the_same_item(
    client: httpx2.Client, base: str, queue: str, people: tuple[httpx2.Client, httpx2.Client]
) -> None:
    send(client, base, *(conversation_turn(f"q-{number}", "hi", "there") for number in range(6)))
    body = {"items": [{"object_type": "TRACE", "object_id": f"q-{number}"} for number in range(6)]}
    assert client.post(f"{base}/annotation-queues/{queue}/items", json=body).json()["added"] == 6
    worked: dict[int, list[str]] = {0: [], 1: []}

    def work(person: int) -> None:
        while item := people[person].post(f"{base}/annotation-queues/{queue}/next").json()["item"]:
            answer = people[person].post(f"{base}/annotation-queues/{queue}/items/{item['id']}/complete")
            assert answer.status_code == 200, answer.text
            worked[person].append(item["id"])

    threads = [threading.Thread(target=work, args=(person,)) for person in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worked[0]) + len(worked[1]) == 6
    assert not set(worked[0]) & set(worked[1])
    progress = client.get(f"{base}/annotation-queues/{queue}/progress").json()["data"]
    assert sorted(row["completed"] for row in progress) == sorted(len(done) for done in worked.values() if done)
    shown = client.get(f"{base}/annotation-queues/{queue}").json()
    assert (shown["pending"], shown["completed"]) == (0, 6)


def test_an_item_is_its_holders_until_they_let_go(
    client: httpx2.Client, base: str, queue: str, people: tuple[httpx2.Client, httpx2.Client]
) -> None:
    ana, ben = people
    at = f"{base}/annotation-queues/{queue}"
    send(client, base, conversation_turn("q-lock", "hi", "there"))
    client.post(f"{at}/items", json={"items": [{"object_type": "TRACE", "object_id": "q-lock"}]})
    item = ana.post(f"{at}/next").json()["item"]
    assert ana.post(f"{at}/next").json()["item"]["id"] == item["id"], "an open item comes back to the one who has it"
    assert ben.post(f"{at}/next").json() == {"item": None, "pending": 1, "completed": 0}
    assert ben.post(f"{at}/items/{item['id']}/lock").status_code == 409
    assert ben.post(f"{at}/items/{item['id']}/complete").status_code == 409
    assert ana.post(f"{at}/items/{item['id']}/skip").status_code == 204
    assert ben.post(f"{at}/items/{item['id']}/lock").status_code == 200
    assert ben.post(f"{at}/items/{item['id']}/unlock").status_code == 204
    assert ana.post(f"{at}/next").json()["item"]["id"] == item["id"], "skipped items come last, but they come"
    done = ana.post(f"{at}/items/{item['id']}/complete").json()
    assert done["status"] == "COMPLETED"
    assert done["completed_at"] is not None
    assert ana.post(f"{at}/items/{item['id']}/reopen").json()["completed_by"] == ""


def test_what_a_queue_may_be(client: httpx2.Client, base: str, queue: str) -> None:
    config = a_config(client, base)
    for body, field in (
        ({"name": "spot checks", "score_config_ids": [config]}, "name"),
        ({"name": " ", "score_config_ids": [config]}, "name"),
        ({"name": "x", "score_config_ids": ["nowhere"]}, "score_config_ids"),
        ({"name": "x", "score_config_ids": []}, "score_config_ids"),
    ):
        answer = client.post(f"{base}/annotation-queues", json=body)
        assert answer.status_code == 400
        assert answer.json()["error"]["detail"]["field"] == field
    body = {"name": "better", "description": "d", "score_config_ids": [config]}
    changed = client.put(f"{base}/annotation-queues/{queue}", json=body).json()
    assert (changed["name"], changed["description"]) == ("better", "d")
    assert client.delete(f"{base}/annotation-queues/{queue}").status_code == 204
    assert client.get(f"{base}/annotation-queues/{queue}").status_code == 404
