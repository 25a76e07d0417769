"""Comments on a part of a trace or an observation."""

from __future__ import annotations

import httpx2
import pytest

from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp

RANGE = {"field": "output", "path": '$.messages[0]["odd \\"key\\""]', "start": 4, "end": 9, "quote": "Paris"}


def _comment(project: TestProject, client: httpx2.Client, object_type: str, place: object) -> httpx2.Response:
    own = {"OBSERVATION": "o1", "TRACE": "t1", "SESSION": "s1"}[object_type]
    body = {"object_type": object_type, "object_id": own, "content": "is this right?", "place": place}
    return client.post(f"/api/v1/projects/{project.id}/comments", json=body)


def test_a_comment_keeps_the_place_it_is_about(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", session_id="s1")])
    for object_type in ("OBSERVATION", "TRACE"):
        made = _comment(project, client, object_type, RANGE)
        assert made.status_code == 201, made.text
        assert made.json()["place"] == RANGE
    long = _comment(project, client, "OBSERVATION", {**RANGE, "end": 5004, "quote": "長" * 1000}).json()
    assert long["place"]["end"] == 5004
    whole = _comment(project, client, "OBSERVATION", {"field": "metadata", "quote": "{}"}).json()
    assert whole["place"] == {"field": "metadata", "path": "$", "start": None, "end": None, "quote": "{}"}
    url = f"/api/v1/projects/{project.id}/comments"
    changed = client.patch(f"{url}/{long['id']}", json={"content": "other words"}).json()
    assert changed["place"] == long["place"]
    listed = client.get(url, params={"object_type": "OBSERVATION", "object_id": "o1"}).json()["data"]
    assert [one["place"]["field"] for one in listed] == ["metadata", "output", "output"]
    assert _comment(project, client, "SESSION", None).json()["place"] is None
    wire = client.get("/api/public/comments", params={"objectType": "TRACE", "objectId": "t1"}).json()["data"]
    assert set(wire[0]) == {
        "id", "projectId", "createdAt", "updatedAt", "objectType", "objectId", "content", "authorUserId",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("object_type", "change", "said"),
    [
        ("SESSION", {}, "Only traces and observations have a field to quote from"),
        ("OBSERVATION", {"path": "messages[0]"}, "is no path"),
        ("OBSERVATION", {"path": "$.a..b"}, "is no path"),
        ("OBSERVATION", {"path": '$["open'}, "is no path"),
        ("OBSERVATION", {"end": None}, "given together"),
        ("OBSERVATION", {"start": None}, "given together"),
        ("OBSERVATION", {"start": 9}, "must lie before"),
        ("OBSERVATION", {"quote": "Par"}, "quote the first 5"),
        ("OBSERVATION", {"end": 5000}, "quote the first 1000"),
        ("OBSERVATION", {"field": "name"}, "field"),
        ("OBSERVATION", {"quote": ""}, "quote"),
        ("OBSERVATION", {"start": -1}, "start"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_its_reason(
    running: RunningApp, project: TestProject, client: httpx2.Client, object_type: str, change: dict[str, object], said: str
) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", session_id="s1")])
    refused = _comment(project, client, object_type, {**RANGE, **change})
    assert refused.status_code == 400
    assert said in refused.text
