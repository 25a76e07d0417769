"""Sessions and users, over both APIs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.events import event, iso
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score, trace_row
from tests.builders.running_app import RunningApp


@pytest.fixture
def talking(running: RunningApp, project: TestProject) -> TestProject:
    """Session a of ann's with three turns ten seconds apart, session b of bob's with one, a day earlier."""
    rows: list[dict[str, Any]] = []
    for n in range(3):
        at = NOW + timedelta(seconds=10 * n)
        own: dict[str, Any] = {"session_id": "a", "user_id": "ann", "environment": "prod"}
        rows.append(trace_row(project.id, f"a{n}", start_time=at, input=f'"ask {n}"', output=f"say {n}", **own))
        rows.append(
            observation(project.id, f"a{n}", f"oa{n}", start_time=at, total_cost=Decimal("0.5"), usage={"input": 5.0}, **own)
        )
    rows.append(
        observation(project.id, "b0", "ob", start_time=NOW - timedelta(days=1), session_id="b", user_id="bob", level="ERROR")
    )
    rows.append(observation(project.id, "x", "ox", start_time=NOW))
    insert(running.engines.analytics, "observations", rows)
    insert(running.engines.analytics, "scores", [score(project.id, "sc", "mood", 1.0, session_id="a")])
    return project


def test_sessions_on_the_wire(running: RunningApp, talking: TestProject, client: httpx2.Client) -> None:
    answer = client.get("/api/public/sessions").json()
    assert answer["meta"]["totalItems"] == 2
    assert answer["data"][0] == {
        "id": "a",
        "createdAt": "2026-11-20T12:00:00.000Z",
        "projectId": talking.id,
        "environment": "prod",
    }
    assert [s["id"] for s in client.get("/api/public/sessions", params={"page": 2, "limit": 1}).json()["data"]] == ["b"]
    assert [s["id"] for s in client.get("/api/public/sessions", params={"environment": "default"}).json()["data"]] == ["b"]
    assert [
        s["id"] for s in client.get("/api/public/sessions", params={"fromTimestamp": "2026-11-20T00:00:00Z"}).json()["data"]
    ] == ["a"]
    one = client.get("/api/public/sessions/a").json()
    assert [trace["id"] for trace in one["traces"]] == ["a0", "a1", "a2"]
    assert one["traces"][0]["input"] == "ask 0"
    missing = client.get("/api/public/sessions/zzz")
    assert (missing.status_code, missing.json()["message"]) == (404, "Session not found within authorized project")
    with create_project(running).client() as other:
        assert other.get("/api/public/sessions").json()["data"] == []


def test_a_session_reads_as_a_conversation(talking: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{talking.id}"
    rows = client.get(f"{base}/sessions").json()["data"]
    assert [row["id"] for row in rows] == ["a", "b"]
    assert (rows[0]["users"], rows[0]["trace_count"], rows[0]["cost_usd"], rows[0]["duration_ms"]) == (["ann"], 3, 1.5, 21_000)
    assert rows[0]["scores"][0]["name"] == "mood"
    page = client.get(f"{base}/sessions/a", params={"limit": 2}).json()
    assert [turn["input"]["text"] for turn in page["turns"]] == ['"ask 0"', '"ask 1"']
    assert [turn["gap_ms"] for turn in page["turns"]] == [None, 9000]
    rest = client.get(f"{base}/sessions/a", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert [(turn["id"], turn["gap_ms"]) for turn in rest["turns"]] == [("a2", 9000)]
    assert rest["next_cursor"] is None


def test_the_header_of_a_session_says_what_the_list_says(talking: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{talking.id}"
    for row in client.get(f"{base}/sessions").json()["data"]:
        for limit in (1, 50):  # a page of the session, and all of it
            header = client.get(f"{base}/sessions/{row['id']}", params={"limit": limit}).json()
            assert {name: header[name] for name in row} == row


@pytest.mark.parametrize(("first", "then"), [("a", "b"), ("b", "a")])
def test_a_trace_that_changed_its_session_and_user_is_found_under_the_latest_ones(
    project: TestProject, client: httpx2.Client, first: str, then: str
) -> None:
    base = f"/api/v1/projects/{project.id}"
    whole = {"id": "other", "sessionId": first, "userId": first, "input": "stays"}
    moved = {"id": "moved", "sessionId": first, "userId": first}
    step = {"id": "step", "traceId": "moved", "name": "step", "startTime": iso(NOW), "endTime": iso(NOW)}
    events = [event("trace-create", whole), event("trace-create", moved), event("span-create", step)]
    assert client.post("/api/public/ingestion", json={"batch": events}).status_code == 207
    turns = eventually(lambda: client.get(f"{base}/sessions/{first}").json().get("turns", [])[1:])
    assert len(turns) == 1
    update = event("trace-create", {"id": "moved", "sessionId": then, "userId": then})
    assert client.post("/api/public/ingestion", json={"batch": [update]}).status_code == 207
    found = eventually(lambda: client.get(f"{base}/sessions/{then}").json().get("turns"))
    assert [turn["id"] for turn in found] == ["moved"]
    left = eventually(lambda: [one for one in [client.get(f"{base}/sessions/{first}").json()] if one["trace_count"] == 1])[0]
    assert [turn["id"] for turn in left["turns"]] == ["other"]

    def listed() -> bool:
        rows = client.get(f"{base}/sessions").json()["data"]
        return {row["id"]: (row["trace_count"], row["users"]) for row in rows} == {first: (1, [first]), then: (1, [then])}

    assert eventually(listed)  # as soon as every row of the trace has been brought up to date
    wire = client.get(f"/api/public/sessions/{then}").json()["traces"]
    assert [(trace["id"], trace["userId"]) for trace in wire] == [("moved", then)]
    for path in (f"traces?filter=session:{then}", f"traces?filter=user:{then}"):
        assert [row["id"] for row in client.get(f"{base}/{path}").json()["data"]] == ["moved"]
    assert client.get(f"{base}/users/{then}").json()["trace_count"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("users:ann", ["a"]),
        ("level:ERROR", ["b"]),
        ("traces:>1", ["a"]),
        ("cost:<1", ["b"]),
        ("scores.mood:1", ["a"]),
        ('"ask 2"', ["a"]),
    ],
)
def test_sessions_are_filtered(talking: TestProject, client: httpx2.Client, text: str, expected: list[str]) -> None:
    answer = client.get(f"/api/v1/projects/{talking.id}/sessions", params={"filter": text}).json()
    assert [row["id"] for row in answer["data"]] == expected


def test_users_with_their_days(talking: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{talking.id}"
    first = client.get(f"{base}/users", params={"limit": 1}).json()
    assert [row["id"] for row in first["data"]] == ["ann"]
    second = client.get(f"{base}/users", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [(row["id"], row["error_count"]) for row in second["data"]] == [("bob", 1)]
    user = client.get(f"{base}/users/ann").json()
    assert (user["session_count"], user["trace_count"], user["total_tokens"]) == (1, 3, 15)
    assert [(day["traces"], day["cost_usd"]) for day in user["days"]] == [(3, 1.5)]
    assert client.get(f"{base}/users/nobody").status_code == 404


@pytest.mark.parametrize(("subject", "field"), [("sessions", "trace_count"), ("users", "last_seen"), ("scores", "data_type")])
def test_the_fields_of_a_filter_about_groups_and_scores_are_described(
    project: TestProject, client: httpx2.Client, subject: str, field: str
) -> None:
    described = client.get(f"/api/v1/projects/{project.id}/filter-fields/{subject}").json()["data"]
    assert field in {one["name"] for one in described}


def test_days_and_buckets_begin_at_midnight_of_the_zone_that_is_asked_for(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    evening = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
    rows = [
        observation(project.id, f"t{n}", f"o{n}", start_time=evening + timedelta(hours=n), user_id="ann", session_id="s")
        for n in range(3)
    ]
    insert(running.engines.analytics, "observations", rows)
    base = f"/api/v1/projects/{project.id}"
    for zone, expected in (
        ("UTC", [("2026-11-19T00:00:00Z", 2), ("2026-11-20T00:00:00Z", 1)]),
        ("Europe/Berlin", [("2026-11-18T23:00:00Z", 1), ("2026-11-19T23:00:00Z", 2)]),
        ("Asia/Shanghai", [("2026-11-19T16:00:00Z", 3)]),
    ):
        days = client.get(f"{base}/users/ann", params={"time_zone": zone}).json()["days"]
        assert [(day["time"], day["traces"]) for day in days] == expected
        span = {"from": "2026-11-10T00:00:00Z", "to": "2026-11-25T00:00:00Z", "buckets": 15, "time_zone": zone}
        for subject in ("traces", "observations"):
            counts = client.get(f"{base}/counts/{subject}", params=span).json()
            assert [(bucket["time"], bucket["count"]) for bucket in counts["data"]] == expected
    assert client.get(f"{base}/users/ann", params={"time_zone": "Mars/Olympus"}).json()["error"]["code"] == "invalid_time_zone"
