"""Sessions: named, found, shared, changed by two people, deleted; and recorded calls opened as columns."""

from __future__ import annotations

import json

import httpx2

from tests.builders.playground import Playground
from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp


def test_sessions_are_named_listed_found_and_deleted(playground: Playground) -> None:
    first = playground.session({"model": "echo"})
    second = playground.session({"model": "other-model"})
    body = {"name": "Greeting", "columns": [{"id": "0", "messages": [{"role": "user", "content": "Moin"}]}], "filling": {}}
    assert playground.client.put(f"{playground.base}/sessions/{first}", json=body).json()["name"] == "Greeting"
    path = f"{playground.base}/sessions"
    listed = playground.client.get(path).json()["data"]
    assert [(s["id"], s["name"]) for s in listed] == [(first, "Greeting"), (second, "s")]
    assert listed[0]["preview"] == "Moin" and listed[0]["runs"] == 0 and listed[1]["columns"][0]["model"] == "other-model"
    assert [s["id"] for s in playground.client.get(path, params={"search": "OTHER"}).json()["data"]] == [second]
    page = playground.client.get(path, params={"limit": 1}).json()
    rest = playground.client.get(path, params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [s["id"] for s in rest["data"]] == [second] and rest["next_cursor"] is None
    assert playground.client.delete(f"{path}/{first}").status_code == 204
    assert [s["id"] for s in playground.client.get(path).json()["data"]] == [second]


def test_a_session_that_was_only_opened_is_not_listed_before_it_is_used(playground: Playground) -> None:
    path = f"{playground.base}/sessions"
    columns = [{"id": "0", "provider": "local", "model": "echo", "messages": [{"role": "user", "content": "hi"}]}]
    session = playground.client.post(path, json={"columns": columns}).json()["id"]
    assert playground.client.get(path).json()["data"] == []
    playground.run(session)
    assert [s["id"] for s in playground.client.get(path).json()["data"]] == [session]


def test_who_saves_over_an_unseen_change_is_told(playground: Playground) -> None:
    session = playground.session({"model": "echo"})
    path = f"{playground.base}/sessions/{session}"
    seen = playground.client.get(path).json()["revision"]
    assert playground.client.put(path, json={"name": "mine", "revision": seen}).json()["revision"] == seen + 1
    late = playground.client.put(path, json={"name": "theirs", "revision": seen})
    assert late.status_code == 409 and late.json()["error"]["detail"] == {"revision": seen + 1}
    assert playground.client.get(path).json()["name"] == "mine"


def test_sessions_of_other_projects_are_out_of_reach(playground: Playground, stranger: httpx2.Client) -> None:
    session = playground.session({"model": "echo"})
    project_id = stranger.get("/api/public/projects").json()["data"][0]["id"]
    path = f"/api/v1/projects/{project_id}/playground/sessions/{session}"
    assert stranger.get(path).status_code == 404 and stranger.delete(path).status_code == 404


def test_a_recorded_call_opens_as_a_column(playground: Playground, running: RunningApp, project: TestProject) -> None:
    parameters = {
        "temperature": "0.3", "odd": 1, "max_completion_tokens": 50, "stream": True,
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}},
    }  # fmt: skip
    recorded = observation(
        project.id, "t", "o", type="GENERATION", model="gpt", input='{"messages": [{"role": "user", "content": "hé"}]}',
        model_parameters=json.dumps(parameters), tool_definitions={"f": '{"name": "f", "description": "d"}'},
    )  # fmt: skip
    insert(running.engines.analytics, "observations", [recorded])
    column = playground.client.get(f"{playground.base}/from-observation", params={"trace_id": "t", "observation_id": "o"}).json()
    assert column["messages"] == [{"role": "user", "content": "hé"}] and column["model"] == "gpt"
    assert column["parameters"] == {"temperature": 0.3, "max_tokens": 50} and column["provider_options"] == {"odd": 1}
    assert column["tools"][0]["name"] == "f" and column["output_schema"] == {"type": "object"} and column["edited"]
    missing = playground.client.get(f"{playground.base}/from-observation", params={"trace_id": "t", "observation_id": "no"})
    assert missing.status_code == 404
