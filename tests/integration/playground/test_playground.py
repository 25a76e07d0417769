"""Running columns against the local test provider: streaming, failures, stopping, leaving, coming back, tracing."""

from __future__ import annotations

import base64
import json
from decimal import Decimal

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.playground import Playground
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp
from tests.servers.llm_provider import LlmProvider

SLOW = [{"role": "user", "content": "one two three four five six seven eight"}]


def test_columns_stream_side_by_side_and_a_failing_one_leaves_the_others_alone(playground: Playground) -> None:
    session = playground.session(
        {"model": "echo"}, {"model": "error-429"}, {"model": "echo", "provider": "nobody"}, variables={"who": "Ada"}
    )
    events = playground.run(session)
    assert events[0][0] == "run" and events[-1][0] == "end"
    pieces = [data["text"] for name, data in events if name == "piece"]
    assert "".join(pieces) == "echo: hi Ada"
    answers = {data["column_id"]: data for name, data in events if name == "answer"}
    assert answers["0"]["status"] == "done" and answers["0"]["first_token_ms"] <= answers["0"]["latency_ms"]
    assert answers["0"]["usage"] == {"input": 10.0, "input_cached_tokens": 2.0, "output": 7.0}
    assert answers["1"]["error_kind"] == "rate_limit" and "no LLM connection named 'nobody'" in answers["2"]["error"]
    assert {a["column_id"] for a in playground.answers(session)} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("model", "kind", "words"),
    [
        ("error-401", "auth", "does not accept the API key"),
        ("error-429", "rate_limit", "rate limit is reached"),
        ("error-500", "provider_error", "You asked for 500"),
        ("garbage", "cut_stream", "broke off in the middle"),
        ("cut", "cut_stream", "broke off in the middle"),
        ("hang", "timeout", "did not answer in time"),
        ("", "bad_model", "Choose a model"),
    ],
)
def test_a_provider_that_misbehaves_is_told_in_words(playground: Playground, model: str, kind: str, words: str) -> None:
    session = playground.session({"model": model, "timeout_seconds": 3 if model == "hang" else 60}, {"model": "echo"})
    answers = {data["column_id"]: data for name, data in playground.run(session) if name == "answer"}
    assert answers["0"]["status"] == "failed" and answers["0"]["error_kind"] == kind and words in answers["0"]["error"]
    assert answers["1"]["status"] == "done"


def test_tools_schemas_and_placeholders_reach_the_model(playground: Playground) -> None:
    tool = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
    messages = [{"type": "placeholder", "name": "history"}, {"role": "user", "content": [{"type": "text", "text": "{{who}}?"}]}]
    session = playground.session(
        {"model": "tool", "tools": [tool]},
        {"model": "echo", "output_schema": schema},
        {"model": "echo", "messages": messages},
        variables={"who": "Bob"},
        placeholders={"history": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
    )
    answers = {data["column_id"]: data for name, data in playground.run(session) if name == "answer"}
    assert answers["0"]["tool_calls"][0]["name"] == "weather" and answers["0"]["finish_reason"] == "tool_call"
    assert json.loads(answers["1"]["text"]) == {"ok": True}
    assert answers["2"]["text"] == "echo: Bob?"


def test_references_to_other_prompts_are_filled_in_when_running(playground: Playground) -> None:
    playground.client.post("/api/public/v2/prompts", json={"name": "tone", "prompt": "Be {{mood}}.", "labels": ["production"]})
    tag = "@@@langfusePrompt:name=tone|label=production@@@"
    session = playground.session(
        {"model": "echo", "messages": [{"role": "user", "content": f"{tag} Go."}]},
        {"model": "echo", "messages": [{"role": "user", "content": tag.replace("tone", "nowhere")}]},
        variables={"mood": "kind"},
    )
    answers = {data["column_id"]: data for name, data in playground.run(session) if name == "answer"}
    assert answers["0"]["text"] == "echo: Be kind. Go."
    assert answers["1"]["status"] == "failed" and "dependency not found: 'nowhere'" in answers["1"]["error"]


def test_an_uploaded_image_reaches_the_model_and_stays_a_reference_in_the_trace(
    playground: Playground, provider: LlmProvider, project: TestProject, running: RunningApp
) -> None:
    png = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    path = f"/api/v1/projects/{project.id}/media"
    stored = playground.client.post(path, content=png, headers={"content-type": "image/png"}).json()
    shown = playground.client.get(f"{path}/{stored['id']}/content")
    assert (
        shown.content == png
        and shown.headers["content-type"] == "image/png"
        and "sandbox" in shown.headers["content-security-policy"]
    )
    parts = [{"type": "text", "text": "what?"}, {"type": "image_url", "image_url": {"url": stored["token"]}}]
    session = playground.session({"model": "vision", "messages": [{"role": "user", "content": parts}]})
    playground.run(session)
    sent = provider.requests[-1]["messages"][-1]["content"][1]["image_url"]["url"]
    assert sent == f"data:image/png;base64,{base64.b64encode(png).decode()}"
    traced = _traced(playground, running, project, session, "input")
    assert stored["token"] in traced and "base64" not in traced
    assert playground.client.post(path, content=b"x", headers={"content-type": "image/odd"}).status_code == 400


def test_a_stopped_run_keeps_what_had_come(playground: Playground) -> None:
    session = playground.session({"model": "slow", "messages": SLOW})
    events = playground.run(session, stop_after="piece")
    assert "stopped" in [name for name, _ in events] and "answer" not in [name for name, _ in events]
    kept = playground.answers(session)[0]
    assert kept["status"] == "stopped" and kept["text"].startswith("echo:")
    assert playground.runs(session)[0]["state"] == "stopped"


def test_a_run_goes_on_without_its_reader_and_is_heard_again_from_the_beginning(playground: Playground) -> None:
    session = playground.session({"model": "slow", "messages": SLOW})
    run_id = playground.run(session, leave_after="piece")[0][1]["run_id"]
    assert playground.runs(session)[0]["state"] == "running"
    events = playground.follow(run_id)
    text = "".join(data["text"] for name, data in events if name == "piece")
    assert text == f"echo: {SLOW[0]['content']}" and events[-1][0] == "end"
    later = playground.follow(run_id)
    assert [name for name, _ in later] == ["run", "answer", "end"] and later[1][1]["status"] == "done"
    assert playground.runs(session)[0]["state"] == "done"


def test_every_run_is_kept_with_its_columns_and_can_be_named_and_deleted(playground: Playground) -> None:
    session = playground.session({"model": "echo"}, {"model": "tool"}, variables={"who": "Ada"})
    run_id = playground.run(session)[0][1]["run_id"]
    changed = {"columns": [{"id": "0", "model": "other"}], "filling": {"variables": {"who": "Bob"}}}
    assert playground.client.put(f"{playground.base}/sessions/{session}", json=changed).status_code == 200
    path = f"{playground.base}/runs/{run_id}"
    assert playground.client.patch(path, json={"name": "First try"}).status_code == 204
    run = playground.client.get(path).json()
    assert run["line"]["name"] == "First try" and run["line"]["state"] == "done" and run["line"]["total"] == 2
    assert [column["model"] for column in run["columns"]] == ["echo", "tool"] and run["variables"] == ["who"]
    rows = playground.rows(run_id)
    assert rows[0]["values"] == {"who": "Ada"} and {a["column_id"] for a in rows[0]["answers"]} == {"0", "1"}
    assert playground.client.delete(path).status_code == 204
    assert playground.client.get(path).status_code == 404 and playground.answers(session) == []


def test_an_answer_costs_what_the_price_book_says(playground: Playground) -> None:
    price = {"modelName": "priced", "matchPattern": "(?i)^priced$", "unit": "TOKENS", "inputPrice": 0.001, "outputPrice": 0.01}
    assert playground.client.post("/api/public/models", json=price).status_code == 200
    session = playground.session({"model": "priced"}, {"model": "no-such-price"})
    playground.run(session)
    costs = {answer["column_id"]: answer["cost_usd"] for answer in playground.answers(session)}
    assert Decimal(costs["0"]) == Decimal("0.082") and costs["1"] is None
    run = playground.client.get(f"{playground.base}/runs/{playground.runs(session)[0]['id']}").json()
    assert [summary["cost_usd"] for summary in run["summaries"]] == [costs["0"], None]


def test_answers_are_traced_in_their_own_environment(playground: Playground, running: RunningApp, project: TestProject) -> None:
    playground.client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"})
    linked = {"model": "echo", "prompt_name": "p", "prompt_version": 1}
    session = playground.session(linked, {**linked, "edited": True}, variables={"who": "you"})
    playground.run(session)
    assert _traced(playground, running, project, session, "environment") == "playground"
    assert _traced(playground, running, project, session, "output") == "echo: hi you"
    assert _traced(playground, running, project, session, "type") == "GENERATION"
    assert _traced(playground, running, project, session, "prompt_name") == "p"
    assert _traced(playground, running, project, session, "prompt_name", column_id="1") == ""


def test_runs_of_other_projects_are_out_of_reach(playground: Playground, stranger: httpx2.Client, project: TestProject) -> None:
    session = playground.session({"model": "echo"})
    run_id = playground.run(session)[0][1]["run_id"]
    for path in ("", "/rows", "/events", "/export"):
        foreign = playground.base.replace(project.id, _project_of(stranger))
        assert stranger.get(f"{foreign}/runs/{run_id}{path}").status_code == 404


def _project_of(client: httpx2.Client) -> str:
    return client.get("/api/public/projects").json()["data"][0]["id"]


def _traced(
    playground: Playground, running: RunningApp, project: TestProject, session: str, field: str, column_id: str = "0"
) -> str:
    """A field of the observation that an answer was traced as."""
    answer = next(a for a in playground.answers(session) if a["column_id"] == column_id)
    sql = f"SELECT {field} FROM observations FINAL WHERE project_id = {{p:String}} AND id = {{i:String}}"
    where = {"p": project.id, "i": answer["observation_id"]}
    return str(eventually(lambda: running.engines.analytics.select(sql, where))[0][field])
