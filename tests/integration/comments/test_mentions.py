"""Comments mention members of the project, who find them again."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import pytest

from lumetra.domain.access import Role
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp


@pytest.fixture
def ann(running: RunningApp, project: TestProject) -> Generator[httpx2.Client]:
    """A member of the project, in which one trace with one step was recorded."""
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", session_id="s1")])
    with sign_in_member(running, project, Role.MEMBER) as member:
        yield member


def _mention(person: httpx2.Client) -> str:
    return f"@[Somebody](user:{person.headers['X-Test-User']})"


def test_who_is_mentioned_finds_it_until_the_words_change(
    running: RunningApp, project: TestProject, ann: httpx2.Client, client: httpx2.Client
) -> None:
    url = f"/api/v1/projects/{project.id}/comments"
    about = {"object_type": "OBSERVATION", "object_id": "o1"}
    with sign_in_member(running, project, Role.MEMBER) as bob:
        made = ann.post(url, json={**about, "content": f"{_mention(bob)} look, {_mention(bob)}!"})
        assert made.status_code == 201, made.text
        assert made.json()["trace_id"] == "t1"
        ann.post(url, json={**about, "content": "nobody in particular"})
        found = bob.get(url, params={"mentioned": "me"}).json()["data"]
        assert [(one["id"], one["trace_id"]) for one in found] == [(made.json()["id"], "t1")]
        assert ann.get(url, params={"mentioned": "me"}).json()["data"] == []
        assert client.get(url, params={"mentioned": "me"}).status_code == 400
        own = f"{url}/{made.json()['id']}"
        assert ann.patch(own, json={"content": f"rather {_mention(ann)}"}).status_code == 200
        assert bob.get(url, params={"mentioned": "me"}).json()["data"] == []
        assert len(ann.get(url, params={"mentioned": "me"}).json()["data"]) == 1
        assert bob.delete(own).status_code == 403
        assert ann.delete(own).status_code == 200
        assert ann.get(url, params={"mentioned": "me"}).json()["data"] == []


def test_only_members_can_be_mentioned_and_not_too_often(
    running: RunningApp, project: TestProject, ann: httpx2.Client, client: httpx2.Client
) -> None:
    url = f"/api/v1/projects/{project.id}/comments"
    about = {"object_type": "TRACE", "object_id": "t1"}
    with sign_in_member(running, create_project(running), Role.MEMBER) as stranger:
        refused = ann.post(url, json={**about, "content": f"hello {_mention(stranger)}"})
        assert refused.status_code == 400
        assert "Only members of the project can be mentioned" in refused.json()["error"]["message"]
        wire = {"projectId": "any", "objectType": "TRACE", "objectId": "t1", "content": _mention(stranger)}
        assert client.post("/api/public/comments", json=wire).status_code == 400
    with sign_in_member(running, project, Role.NONE) as outside:
        assert ann.post(url, json={**about, "content": _mention(outside)}).status_code == 400
    assert ann.post(url, json={**about, "content": _mention(ann) * 50}).status_code == 201
    too_often = ann.post(url, json={**about, "content": _mention(ann) * 51})
    assert too_often.status_code == 400
    assert "at most 50" in too_often.json()["error"]["message"]
    assert [len(one["content"]) for one in ann.get(url, params=about).json()["data"]] == [50 * len(_mention(ann))]
