"""Tables are filtered by the number of comments and by their words, which are kept apart from what was recorded."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from lumetra.features.comments.tables import CommentRow
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=1)).isoformat()}


@pytest.fixture
def commented(running: RunningApp, project: TestProject, client: httpx2.Client) -> TestProject:
    """Four traces of two steps. a: on itself and twice on a step; b: on a step; c: on its session; d: nothing."""
    rows = [
        observation(
            project.id, f"t-{name}", f"{name}{step}", session_id=f"s-{name}", name=f"step{step}",
            start_time=NOW - timedelta(minutes=place * 10 + step),
        )
        for place, name in enumerate("abcd") for step in (1, 2)
    ]  # fmt: skip
    insert(running.engines.analytics, "observations", rows)
    say(project, client, "TRACE", "t-a", "Not what I asked")
    say(project, client, "OBSERVATION", "a1", "**Wrong** tool, see STRASSE")
    say(project, client, "OBSERVATION", "a1", "wrong again")
    say(project, client, "OBSERVATION", "b2", "退款政策不对")
    say(project, client, "SESSION", "s-c", "a long one")
    return project


def say(project: TestProject, client: httpx2.Client, object_type: str, object_id: str, content: str) -> None:
    body = {"object_type": object_type, "object_id": object_id, "content": content}
    answer = client.post(f"/api/v1/projects/{project.id}/comments", json=body)
    assert answer.status_code == 201, answer.text


def found(project: TestProject, client: httpx2.Client, table: str, text: str) -> str:
    answer = client.get(f"/api/v1/projects/{project.id}/{table}", params={"filter": text, **WINDOW})
    assert answer.status_code == 200, answer.text
    return " ".join(sorted(row["id"].removeprefix("t-").removeprefix("s-") for row in answer.json()["data"]))


@pytest.mark.parametrize(
    ("table", "asked"),
    [
        (
            "traces",
            {
                "comments:>0": "a b", "has:comments": "a b", "-has:comments": "c d", "comments:3": "a", "comments:0": "c d",
                "comments:<3": "b c d", "comments:(>0 AND <3)": "b", "commentCount:>=3 OR id:t-d": "a d", "comment:wrong": "a",
                "comment:WRONG": "a", "comment:straße": "a", 'comment:"what I asked"': "a", 'comment:"I what"': "",
                "comment:退款": "b", "comment:款退": "", "-comment:wrong": "b c d", "comment:*tool*": "a", "comment:x*": "",
                "(comment:wrong OR comment:退款) -id:t-a": "b", "has:comment observation_name:step2": "a b",
                'comment:"a long one"': "", "comments:>0 comments:<2": "b", "comments:(1 OR 3)": "a b",
            },
        ),
        (
            "observations",
            {
                "comments:>0": "a1 b2", "comments:>1": "a1", "comments:0 name:step1": "b1 c1 d1",
                "comment:wrong OR id:d2": "a1 d2", "NOT (comment:wrong OR comments:0)": "b2", "-has:comment trace_id:t-a": "a2",
            },
        ),
        ("sessions", {"comments:>0": "c", "comments:0": "a b d", "comment:long": "c", "has:comments observation_name:step1": "c"}),
    ],
)  # fmt: skip
def test_rows_are_found_by_what_was_said(
    commented: TestProject, client: httpx2.Client, table: str, asked: dict[str, str]
) -> None:
    assert {text: found(commented, client, table, text) for text in asked} == asked


def test_the_same_rows_are_counted_charted_and_exported(commented: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{commented.id}"
    rows = client.get(f"{base}/traces", params=WINDOW).json()["data"]
    assert {row["id"]: row["comment_count"] for row in rows} == {"t-a": 3, "t-b": 1, "t-c": 0, "t-d": 0}
    steps = client.get(f"{base}/observations", params=WINDOW).json()["data"]
    assert {row["id"]: row["comment_count"] for row in steps if row["comment_count"]} == {"a1": 2, "b2": 1}
    sessions = client.get(f"{base}/sessions", params={"filter": "comments:1", **WINDOW}).json()["data"]
    assert [row["comment_count"] for row in sessions] == [1]
    asked = {"filter": "comments:>0", "time_zone": "UTC", **WINDOW}
    assert client.get(f"{base}/counts/traces", params=asked).json()["total"] == 2
    assert client.get(f"{base}/charts/observations", params=asked).json()["groups"][0]["count"] == 2
    facets = client.get(f"{base}/facets/observations", params={**asked, "fields": ["name", "comments", "comment"]})
    assert [(facet["field"], len(facet["values"])) for facet in facets.json()["data"]] == [("name", 2)]
    assert client.get(f"{base}/exports/traces", params={**asked, "format": "parquet"}).status_code == 200
    lines = client.get(f"{base}/exports/traces", params={**asked, "format": "jsonl"}).text.splitlines()
    assert sorted('"comment_count":3' in line for line in lines) == [False, True]


def test_steps_of_one_trace_and_of_one_session_are_found_by_what_was_said(commented: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{commented.id}"
    for text, ids in (("comments:>0", ["a1"]), ("-has:comment", ["a2"]), ("comment:退款", [])):
        hits = client.get(f"{base}/traces/t-a/search", params={"filter": text}).json()["data"]
        assert [hit["id"] for hit in hits] == ids
    for text, turns in (("comment:退款", ["t-b"]), ("comments:>1", [])):
        session = client.get(f"{base}/sessions/s-b", params={"filter": text}).json()
        assert [turn["id"] for turn in session["turns"]] == turns


def test_bulk_changes_reach_what_was_said_something_about(commented: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{commented.id}"
    body = {"subject": "observations", "filter": "comment:退款", "add_tags": ["said"], **WINDOW}
    job = client.post(f"{base}/bulk-changes/change", json=body).raise_for_status().json()
    eventually(lambda: client.get(f"{base}/bulk-changes/{job['id']}").json()["state"] == "succeeded")
    eventually(lambda: found(commented, client, "traces", "tags:said") == "b")


def test_what_cannot_be_asked_is_refused_with_its_reason(commented: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{commented.id}"
    order = client.get(f"{base}/traces", params={"order": "comments.desc"})
    assert (order.status_code, order.json()["error"]["code"]) == (400, "invalid_order")
    assert "Users have no field comments" in client.get(f"{base}/users", params={"filter": "comments:>0"}).text
    period = {"from_time": WINDOW["from"], "to_time": WINDOW["to"]}
    report = client.get(f"{base}/costs/by", params={"filter": "comments:>0", **period})
    body = {"target": "observation", "filter": "comments:>0", "evaluators": [], "start": WINDOW["from"], "end": WINDOW["to"]}
    rule = client.post(f"{base}/evaluation-rule-previews", json=body)
    for refused in (report, rule):
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_filter"), refused.text
        assert "comments are kept apart from what was recorded" in refused.text


def test_comments_of_other_projects_count_for_nothing(running: RunningApp, commented: TestProject, client: httpx2.Client) -> None:
    other = create_project(running)
    insert(running.engines.analytics, "observations", [observation(other.id, "t-a", "a1", session_id="s-c")])
    with other.client() as stranger:
        for table in ("traces", "observations", "sessions"):
            assert found(other, stranger, table, "has:comments") == ""
        rows = stranger.get(f"/api/v1/projects/{other.id}/traces", params=WINDOW).json()["data"]
        assert [row["comment_count"] for row in rows] == [0]


def test_more_than_can_be_asked_for_is_refused(running: RunningApp, commented: TestProject, client: httpx2.Client) -> None:
    with running.engines.database.session() as session:
        session.add_all(
            CommentRow(
                id=f"{commented.id}-{number}", project_id=commented.id, object_type="TRACE", object_id=f"x{number}",
                trace_id=f"x{number}", content="old words", created_at=NOW, updated_at=NOW,
            )
            for number in range(2_001)
        )  # fmt: skip
    for text in ("comments:>0", "comments:0", "comment:words"):
        refused = client.get(f"/api/v1/projects/{commented.id}/traces", params={"filter": text})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "too_many_commented"), refused.text
    assert found(commented, client, "traces", "comments:>2") == "a"
    assert found(commented, client, "traces", "comment:wrong") == "a"
