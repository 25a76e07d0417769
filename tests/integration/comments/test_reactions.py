"""People put signs under comments."""

from __future__ import annotations

import httpx2

from lumetra.domain.access import Role
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp


def test_each_sign_counts_once_a_person_and_can_be_taken_back(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1")])
    url = f"/api/v1/projects/{project.id}/comments"
    made = client.post(url, json={"object_type": "TRACE", "object_id": "t1", "content": "what do you think?"}).json()
    assert made["reactions"] == []
    with sign_in_member(running, project, Role.MEMBER) as ann, sign_in_member(running, project, Role.MEMBER) as bob:
        a, b = ann.headers["X-Test-User"], bob.headers["X-Test-User"]
        ann.put(f"{url}/{made['id']}/reactions/👍")
        assert ann.put(f"{url}/{made['id']}/reactions/👍").json()["reactions"] == [{"emoji": "👍", "user_ids": [a]}]
        ann.put(f"{url}/{made['id']}/reactions/🎉")
        bob.put(f"{url}/{made['id']}/reactions/👍")
        listed = bob.get(url, params={"object_id": "t1"}).json()["data"][0]["reactions"]
        assert {one["emoji"]: one["user_ids"] for one in listed} == {"👍": [a, b], "🎉": [a]}
        left = ann.delete(f"{url}/{made['id']}/reactions/👍").json()["reactions"]
        assert {one["emoji"]: one["user_ids"] for one in left} == {"👍": [b], "🎉": [a]}
        assert ann.put(f"{url}/{made['id']}/reactions/nonsense").status_code == 400
        assert ann.put(f"{url}/nothing/reactions/👍").status_code == 404
        assert client.put(f"{url}/{made['id']}/reactions/👍").status_code == 400
        assert client.delete(f"{url}/{made['id']}").status_code == 200
        assert ann.delete(f"{url}/{made['id']}/reactions/🎉").status_code == 404


def test_only_those_who_may_comment_react_and_only_in_their_project(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1")])
    url = f"/api/v1/projects/{project.id}/comments"
    made = client.post(url, json={"object_type": "TRACE", "object_id": "t1", "content": "hello"}).json()
    with sign_in_member(running, project, Role.VIEWER) as viewer:
        assert viewer.put(f"{url}/{made['id']}/reactions/👍").status_code == 403
    other = create_project(running)
    with sign_in_member(running, other, Role.OWNER) as stranger:
        assert stranger.put(f"/api/v1/projects/{other.id}/comments/{made['id']}/reactions/👍").status_code == 404
    assert client.get(url).json()["data"][0]["reactions"] == []
