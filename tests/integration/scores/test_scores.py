"""Scores over both APIs, written through the ingestion log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp


@pytest.fixture
def judged(running: RunningApp, project: TestProject, client: httpx2.Client) -> TestProject:
    """A trace of ann's, with one score of every kind on it and one on a session."""
    insert(
        running.engines.analytics,
        "observations",
        [observation(project.id, "t1", "o1", user_id="ann", session_id="s1", tags=["x"])],
    )
    bodies: list[dict[str, Any]] = [
        {
            "id": "n",
            "name": "quality",
            "value": 0.9,
            "traceId": "t1",
            "comment": "fine",
            "metadata": {"a": [1]},
            "configId": None,
        },
        {"id": "c", "name": "tone", "value": "kind", "traceId": "t1", "observationId": "o1"},
        {"id": "b", "name": "ok", "value": 1, "dataType": "BOOLEAN", "traceId": "t1"},
        {"id": "t", "name": "note", "value": "long text", "dataType": "TEXT", "traceId": "t1"},
        {"id": "k", "name": "ignored", "value": "better", "dataType": "CORRECTION", "traceId": "t1"},
        {"id": "s", "name": "quality", "value": 0.2, "sessionId": "s1", "environment": "staging"},
    ]
    for body in bodies:
        assert client.post("/api/public/scores", json=body).json() == {"id": body["id"]}
    eventually(lambda: client.get("/api/public/v2/scores").json()["meta"]["totalItems"] == 6)
    return project


def test_scores_of_every_kind_are_read_back(judged: TestProject, client: httpx2.Client) -> None:
    first = {s["id"]: s for s in client.get("/api/public/scores").json()["data"]}
    assert set(first) == {"n", "c", "b", "t"}
    assert first["n"]["trace"] == {"userId": "ann", "tags": ["x"], "environment": "default"}
    assert (first["b"]["value"], first["b"]["stringValue"]) == (1, "True")
    assert (first["c"]["value"], first["c"]["stringValue"]) == (0, "kind")
    assert first["n"]["metadata"] == {"a": [1]}
    second = {s["id"]: s for s in client.get("/api/public/v2/scores").json()["data"]}
    assert second["k"]["name"] == "output"
    assert second["s"]["sessionId"] == "s1"
    assert second["s"]["trace"] is None
    assert "value" not in second["t"]
    assert client.get("/api/public/v2/scores/s").json()["environment"] == "staging"
    assert client.get("/api/public/scores/s").status_code == 404


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"name": "quality"}, {"n", "s"}),
        ({"userId": "ann"}, {"n", "c", "b", "t", "k"}),
        ({"operator": ">=", "value": "0.9", "dataType": "NUMERIC"}, {"n"}),
        ({"scoreIds": "n,c"}, {"n", "c"}),
        ({"environment": "staging"}, {"s"}),
        ({"traceId": "t1", "observationId": "o1"}, {"c"}),
        ({"traceTags": "y"}, set()),
        ({"filter": '[{"type":"number","column":"value","operator":"<","value":0.5}]', "dataType": "NUMERIC"}, {"s"}),
    ],
)
def test_scores_v2_are_filtered(
    judged: TestProject, client: httpx2.Client, parameters: dict[str, str], expected: set[str]
) -> None:
    assert {s["id"] for s in client.get("/api/public/v2/scores", params=parameters).json()["data"]} == expected


def test_scores_v3_page_by_cursor_with_typed_values(judged: TestProject, client: httpx2.Client) -> None:
    seen: dict[str, Any] = {}
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/api/public/v3/scores", params={"limit": 2, "fields": "subject,details", **cursor}).json()
        seen |= {s["id"]: s for s in page["data"]}
        if "cursor" not in page["meta"]:
            break
        cursor = {"cursor": page["meta"]["cursor"]}
    assert len(seen) == 6
    assert seen["b"]["value"] is True
    assert seen["c"]["value"] == "kind"
    assert seen["c"]["subject"] == {"kind": "observation", "id": "o1", "traceId": "t1"}
    assert seen["s"]["subject"] == {"kind": "session", "id": "s1"}
    only = client.get("/api/public/v3/scores", params={"dataType": "numeric", "valueMin": 0.5}).json()["data"]
    assert [s["id"] for s in only] == ["n"]
    for bad in (
        {"userId": "ann"},
        {"observationId": "o1"},
        {"value": "1"},
        {"fields": "nope"},
        {"traceId": "t", "sessionId": "s"},
    ):
        assert client.get("/api/public/v3/scores", params=bad).status_code == 400


def test_an_array_of_scores_is_accepted_whole_or_in_part(project: TestProject, client: httpx2.Client) -> None:
    good = {"id": "a1", "name": "q", "value": 1.0, "traceId": "t", "timestamp": "2026-11-20T10:00:00.000Z", "metadata": ["any"]}
    whole = client.post("/api/public/scores", json=[good])
    assert (whole.status_code, whole.json()) == (202, {"message": "Accepted"})
    part = client.post("/api/public/scores", json=[{**good, "value": 2.0}, {"name": "q", "value": 1}])
    assert part.status_code == 207
    assert (part.json()["accepted"], part.json()["rejected"]) == (1, 1)
    eventually(lambda: [s["value"] for s in client.get("/api/public/v2/scores").json()["data"]] == [2])
    assert client.post("/api/public/scores", json={"name": "q", "value": 1}).status_code == 400


def test_a_config_is_changed_and_bounds_are_taken_away(project: TestProject, client: httpx2.Client) -> None:
    configs = f"/api/v1/projects/{project.id}/score-configs"
    made = client.post(configs, json={"name": "mood", "data_type": "NUMERIC", "min_value": 0, "max_value": 5}).json()
    changed = client.patch(
        f"{configs}/{made['id']}", json={"name": "tone", "min_value": None, "description": "how it sounds"}
    ).json()
    assert (changed["name"], changed["min_value"], changed["max_value"]) == ("tone", None, 5)
    assert changed["description"] == "how it sounds"
    assert client.patch(f"{configs}/{made['id']}", json={"description": None}).json()["description"] is None


def test_a_config_names_and_numbers_a_score_and_silently_drops_what_does_not_fit(
    project: TestProject, client: httpx2.Client
) -> None:
    categories = [{"label": "good", "value": 1}, {"label": "bad", "value": 0}]
    config = client.post(
        "/api/public/score-configs", json={"name": "Verdict", "dataType": "CATEGORICAL", "categories": categories}
    ).json()
    assert config["isArchived"] is False
    for score_id, value in (("x1", "good"), ("x2", "unknown")):
        body = {"id": score_id, "name": "other", "value": value, "traceId": "t", "configId": config["id"]}
        assert client.post("/api/public/scores", json=body).status_code == 200
    client.post("/api/public/scores", json={"id": "x3", "name": "later", "value": 1, "traceId": "t"})
    eventually(lambda: any(s["id"] == "x3" for s in client.get("/api/public/v2/scores").json()["data"]))
    stored = {s["id"]: s for s in client.get("/api/public/v2/scores").json()["data"]}
    assert set(stored) == {"x1", "x3"}
    assert (stored["x1"]["name"], stored["x1"]["value"], stored["x1"]["stringValue"]) == ("Verdict", 1, "good")
    assert client.patch(f"/api/public/score-configs/{config['id']}", json={"isArchived": True}).json()["isArchived"] is True
    assert client.get("/api/public/score-configs").json()["meta"]["totalItems"] == 1
    assert client.get("/api/public/score-configs/none").json()["message"] == "Score config not found within authorized project"
    for bad in (
        {"name": "a/b", "dataType": "NUMERIC"},
        {"name": "a", "dataType": "CATEGORICAL"},
        {"name": "a", "dataType": "NOPE"},
    ):
        assert client.post("/api/public/score-configs", json=bad).status_code == 400


def test_a_deleted_score_is_gone_at_once(judged: TestProject, client: httpx2.Client) -> None:
    answer = client.delete("/api/public/scores/n")
    assert (answer.status_code, answer.json()) == (202, {"message": "Score deletion queued successfully"})
    assert client.get("/api/public/v2/scores/n").status_code == 404


def test_a_person_judges_changes_and_removes(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{project.id}"
    config = client.post(
        f"{base}/score-configs", json={"name": "Stars", "data_type": "NUMERIC", "min_value": 1, "max_value": 5}
    ).json()
    made = client.post(f"{base}/scores", json={"trace_id": "t9", "config_id": config["id"], "value": 4, "comment": "nice"})
    assert made.status_code == 201
    score = made.json()
    assert (score["name"], score["value"], score["source"]) == ("Stars", 4, "ANNOTATION")
    changed = client.patch(f"{base}/scores/{score['id']}", json={"value": 5}).json()
    assert (changed["value"], changed["comment"]) == (5, "nice")
    refused = client.patch(f"{base}/scores/{score['id']}", json={"value": 9})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "score_does_not_fit")
    assert [s["id"] for s in client.get(f"{base}/scores", params={"filter": "value:>4 source:ANNOTATION"}).json()["data"]] == [
        score["id"]
    ]
    with create_project(running).client() as other:
        assert other.get(f"/api/public/v2/scores/{score['id']}").status_code == 404
    assert client.delete(f"{base}/scores/{score['id']}").json() == {"count": 1}
    assert client.get(f"{base}/scores").json()["data"] == []


def test_the_table_of_scores_may_be_bounded_in_time(judged: TestProject, client: httpx2.Client) -> None:
    path = f"/api/v1/projects/{judged.id}/scores"
    everything = client.get(path).json()["data"]
    middle = everything[2]["timestamp"]
    since = client.get(path, params={"from": middle}).json()["data"]
    before = client.get(path, params={"to": middle}).json()["data"]
    assert [s["id"] for s in since + before] == [s["id"] for s in everything]
    assert all(s["timestamp"] < middle for s in before)
    assert client.get(path, params={"from": "yesterday"}).status_code == 400


def test_the_scores_of_one_user_are_listed_page_by_page(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    analytics = running.engines.analytics
    rows = [observation(project.id, f"a{n}", f"o{n}", user_id="ann", trace_name="chat", tags=["x"]) for n in range(5)]
    insert(analytics, "observations", [*rows, observation(project.id, "b", "ob", user_id="bob")])
    judged = [
        score(project.id, f"s{n}", "quality", n / 10, trace_id=f"a{n}", timestamp=NOW + timedelta(minutes=n)) for n in range(5)
    ]
    others = [score(project.id, "sb", "quality", 1, trace_id="b"), score(project.id, "ss", "quality", 1, session_id="s")]
    insert(analytics, "scores", [*judged, *others])
    path, seen, cursor = f"/api/v1/projects/{project.id}/scores", list[str](), ""
    while True:
        page = client.get(path, params={"filter": "user:ann", "limit": 2, "cursor": cursor}).json()
        seen += [row["id"] for row in page["data"]]
        assert {row["user_id"] for row in page["data"]} == {"ann"}
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == ["s4", "s3", "s2", "s1", "s0"]
    for text, expected in (
        ("-user:ann", {"sb", "ss"}),
        ("trace_name:chat value:>0.3", {"s4"}),
        ("tags:x -id:s0", {"s1", "s2", "s3", "s4"}),
    ):
        assert {row["id"] for row in client.get(path, params={"filter": text}).json()["data"]} == expected
    facets = f"/api/v1/projects/{project.id}/facets/scores"
    found = client.get(facets, params={"fields": ["user_id", "name"]}).json()["data"]
    assert [(f["field"], f["values"][0]["value"]) for f in found] == [("user_id", "ann"), ("name", "quality")]
