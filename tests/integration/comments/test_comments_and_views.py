"""Comments over both APIs, and saved views."""

from __future__ import annotations

import httpx2

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp


def test_comments_on_what_exists(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", session_id="s1")])
    made = {}
    for kind, own_id in (("TRACE", "t1"), ("OBSERVATION", "o1"), ("SESSION", "s1")):
        body = {"projectId": "any", "objectType": kind, "objectId": own_id, "content": f"about {own_id}", "authorUserId": None}
        made[kind] = client.post("/api/public/comments", json=body).json()["id"]
        assert client.post("/api/public/comments", json={**body, "objectId": "none"}).status_code == 404
    listed = client.get("/api/public/comments", params={"objectType": "TRACE", "objectId": "t1"}).json()
    assert [c["content"] for c in listed["data"]] == ["about t1"]
    assert set(listed["data"][0]) == {
        "id", "projectId", "createdAt", "updatedAt", "objectType", "objectId", "content", "authorUserId",
    }  # fmt: skip
    assert client.get(f"/api/public/comments/{made['SESSION']}").json()["objectId"] == "s1"
    for bad in ({"objectId": "t1"}, {"nonsense": "1"}, {"objectType": "NOPE"}):
        assert client.get("/api/public/comments", params=bad).status_code == 400
    too_long = {"projectId": "p", "objectType": "TRACE", "objectId": "t1", "content": "x" * 5001}
    assert client.post("/api/public/comments", json=too_long).status_code == 400
    stranger = {**too_long, "content": "x", "authorUserId": "somebody"}
    assert client.post("/api/public/comments", json=stranger).status_code == 400
    base = f"/api/v1/projects/{project.id}/comments"
    assert client.post(base, json={"object_type": "TRACE", "object_id": "t1", "content": "second"}).status_code == 201
    assert [c["content"] for c in client.get(base, params={"object_id": "t1"}).json()["data"]] == ["second", "about t1"]
    assert client.delete(f"{base}/{made['TRACE']}").status_code == 200
    with create_project(running).client() as other:
        assert other.get("/api/public/comments").json()["data"] == []
        assert other.get(f"/api/public/comments/{made['SESSION']}").status_code == 404


def test_a_projects_views_have_one_default(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{project.id}/views"
    state = {"filter": "level:ERROR", "columns": ["name", "latency"], "widths": {"name": 200}}
    assert client.post(base, json={"table": "traces", "name": "Mine", "state": state}).status_code == 400
    first = client.post(
        base, json={"table": "traces", "name": "Errors", "is_personal": False, "is_default": True, "state": state}
    ).json()
    second = client.post(base, json={"table": "traces", "name": "All", "is_personal": False, "state": {}}).json()
    assert client.patch(f"{base}/{second['id']}", json={"is_default": True, "name": "Everything"}).json()["is_default"] is True
    views = client.get(base, params={"table": "traces"}).json()["data"]
    assert [(v["name"], v["is_default"]) for v in views] == [("Errors", False), ("Everything", True)]
    assert views[0]["state"]["filter"] == "level:ERROR"
    assert client.get(base, params={"table": "scores"}).json()["data"] == []
    other = create_project(running)
    with other.client() as stranger:
        assert stranger.delete(f"/api/v1/projects/{other.id}/views/{first['id']}").status_code == 404
    assert client.delete(f"{base}/{first['id']}").json() == {"id": first["id"]}


def test_a_view_restores_what_else_its_page_says(project: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{project.id}/views"
    chart = {"filter": "level:ERROR", "options": {"chart": "latency.p95.model.line.hour"}}
    new = {"name": "Slow", "is_personal": False}
    assert client.post(base, json={**new, "table": "observations", "state": chart}).json()["state"]["options"] == chart["options"]
    shown = {"options": {"show": "last_llm", "tools": "1"}}
    made = client.post(base, json={**new, "table": "session", "state": shown}).json()
    assert (made["table"], made["state"]["options"]) == ("session", shown["options"])
    refused = {"options": {str(number): "x" for number in range(21)}}
    assert client.post(base, json={**new, "table": "session", "state": refused}).status_code in {400, 422}
