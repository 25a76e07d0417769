"""`POST /api/public/ingestion`: events that arrive in pieces, in any order, more than once, become one record each."""

from __future__ import annotations

import uuid
from typing import Any

import httpx2

from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


class Store:
    """What one project has stored."""

    def __init__(self, running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
        self._running, self._project, self._client = running, project, client

    def send(self, *events: dict[str, Any]) -> dict[str, Any]:
        """Send a batch and wait until it is stored; the answer."""
        response = self._client.post("/api/public/ingestion", json={"batch": list(events)})
        assert response.status_code == 207, response.text
        receipt = response.headers.get("x-lumetra-receipt")
        if receipt:
            assert self._running.app.state.ingest.wait_until_stored(receipt, timeout_seconds=120)
        answer: dict[str, Any] = response.json()
        return answer

    def rows(self, trace_id: str, *, of_trace: bool = False) -> list[dict[str, Any]]:
        """Rows of a trace by start: its observations, or what belongs to the trace itself."""
        return self._running.engines.analytics.select(
            f"SELECT * FROM observations FINAL WHERE project_id = {{p:String}} AND trace_id = {{t:String}}"
            f" AND type {'=' if of_trace else '!='} 'TRACE' ORDER BY start_time, id",
            {"p": self._project.id, "t": trace_id},
        )

    def scores(self) -> list[dict[str, Any]]:
        """All scores of the project."""
        return self._running.engines.analytics.select(
            "SELECT * FROM scores FINAL WHERE project_id = {p:String} ORDER BY name", {"p": self._project.id}
        )


def test_a_generation_that_is_created_and_updated_is_one_row(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id, generation = Store(running, project, client), str(uuid.uuid4()), str(uuid.uuid4())
    store.send(
        event("trace-create", {"id": trace_id, "name": "chat", "userId": "ada", "tags": ["b", "a"], "input": {"q": "你好"}}),
        event(
            "generation-create",
            {"id": generation, "traceId": trace_id, "name": "llm", "startTime": at(-2), "model": "gpt-4o", "input": "hi"},
        ),
    )
    store.send(event("generation-update", {"id": generation, "traceId": trace_id, "endTime": at(), "output": "there"}))

    (row,) = store.rows(trace_id)
    assert (row["type"], row["name"], row["model"], row["input"], row["output"]) == ("GENERATION", "llm", "gpt-4o", "hi", "there")
    assert row["end_time"] is not None
    assert (row["user_id"], row["trace_name"], row["tags"]) == ("ada", "chat", ["a", "b"])
    (trace,) = store.rows(trace_id, of_trace=True)
    assert trace["id"] == f"t-{trace_id}"
    assert "你好" in trace["input"]


def test_an_update_that_arrives_before_its_creation_leaves_one_row_in_the_right_place(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id, span = Store(running, project, client), str(uuid.uuid4()), str(uuid.uuid4())
    created = event("span-create", {"id": span, "traceId": trace_id, "name": "step", "startTime": at(-7200)}, said=at(-7200))
    store.send(event("span-update", {"id": span, "traceId": trace_id, "endTime": at(), "output": "done"}))
    store.send(created)
    (row,) = store.rows(trace_id)
    assert (row["name"], row["output"]) == ("step", "done")
    assert row["end_time"] > row["start_time"]


def test_a_batch_sent_again_changes_nothing(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    store, trace_id, span = Store(running, project, client), str(uuid.uuid4()), str(uuid.uuid4())
    first = [
        event("trace-create", {"id": trace_id, "name": "t"}),
        event("span-create", {"id": span, "traceId": trace_id, "name": "first name", "startTime": at()}),
        event("score-create", {"id": f"score-{span}", "traceId": trace_id, "name": "good", "value": 1}),
    ]
    store.send(*first)
    store.send(event("span-update", {"id": span, "traceId": trace_id, "name": "second name"}, said=at(1)))
    store.send(*first)
    assert [row["name"] for row in store.rows(trace_id)] == ["second name"]
    assert [score["id"] for score in store.scores()] == [f"score-{span}"]


def test_bad_events_are_answered_one_by_one_and_good_ones_kept(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id = Store(running, project, client), str(uuid.uuid4())
    good = event("trace-create", {"id": trace_id, "name": "good"})
    bad = event("no-such-type", {"id": "x"})
    answer = store.send(good, bad)
    assert answer["successes"] == [{"id": good["id"], "status": 201}]
    assert [(error["id"], error["status"]) for error in answer["errors"]] == [(bad["id"], 400)]
    assert store.rows(trace_id, of_trace=True)[0]["trace_name"] == "good"


def test_a_trace_that_is_named_later_renames_rows_already_stored(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id = Store(running, project, client), str(uuid.uuid4())
    store.send(event("span-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "name": "s", "startTime": at()}))
    store.send(event("trace-create", {"id": trace_id, "name": "late", "sessionId": "s-9", "release": "r1"}))
    row = eventually(lambda: [r for r in store.rows(trace_id) if r["session_id"] == "s-9"])[0]
    assert (row["trace_name"], row["release"]) == ("late", "r1")


def test_pieces_of_things_older_than_the_server_are_merged(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id, span = Store(running, project, client), str(uuid.uuid4()), str(uuid.uuid4())
    old = at(-86_400)
    created = {"id": span, "traceId": trace_id, "name": "old", "startTime": old, "metadata": {"a": {"x": 1}}}
    store.send(event("span-create", created, said=old), event("trace-create", {"id": trace_id, "userId": "u", "timestamp": old}))
    store.send(event("span-update", {"id": span, "traceId": trace_id, "output": "out", "metadata": {"a": {"y": 2}}}))
    (row,) = store.rows(trace_id)
    assert (row["name"], row["output"], row["user_id"]) == ("old", "out", "u")
    assert row["metadata"]["a"] in ('{"x":1,"y":2}', '{"x": 1, "y": 2}')


def test_empty_and_malformed_batches(client: httpx2.Client) -> None:
    assert client.post("/api/public/ingestion", json={"batch": []}).json() == {"successes": [], "errors": []}
    refused = client.post("/api/public/ingestion", content=b"{]")
    assert refused.status_code == 400
    assert refused.json()["message"] == "Invalid request data"
    assert refused.json()["errors"]


def test_odd_characters_survive_the_rewriting_of_stored_rows(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    store, trace_id = Store(running, project, client), f"odd 'trace' {uuid.uuid4()}"
    name = 'it\'s "quoted" \\ back\\nslash\n\ttab {brace} 你好 🙂'
    store.send(event("span-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "name": "s", "startTime": at()}))
    store.send(event("trace-create", {"id": trace_id, "name": name, "userId": name, "tags": [name, "b"]}))
    row = eventually(lambda: [r for r in store.rows(trace_id) if r["user_id"]])[0]
    assert (row["trace_name"], row["user_id"], row["tags"]) == (name, name, sorted([name, "b"]))


def test_who_sees_the_last_of_a_batch_sees_all_of_it(project: TestProject, client: httpx2.Client) -> None:
    """SDKs wait for what they sent last and then look at the rest: a read while a block is being stored must not be torn."""
    trace_id, observation_id = str(uuid.uuid4()), str(uuid.uuid4())
    span = {"id": observation_id, "traceId": trace_id, "name": "s", "startTime": at(-1), "output": "of the span"}
    for number in range(1, 7):
        batch = [
            event("span-create", {**span, "metadata": {"n": number}}, said=at(number)),
            event("trace-create", {"id": trace_id, "output": number, "timestamp": at(-1)}, said=at(number)),
            event("score-create", {"id": f"{trace_id}-{number}", "traceId": trace_id, "name": f"n{number}", "value": number}),
        ]
        assert client.post("/api/public/ingestion", json={"batch": batch}).status_code == 207

        def seen(expected: int = number) -> bool:
            answer = client.get(f"/api/public/traces/{trace_id}")
            if answer.status_code == 404:
                return False
            trace = answer.json()
            newest = max((score["value"] for score in trace["scores"]), default=0)
            if newest:
                assert trace["output"] >= newest
                assert trace["observations"][0]["metadata"]["n"] >= newest
            return bool(newest == expected)

        eventually(seen)
