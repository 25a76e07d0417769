"""The playground against the local test provider: streaming, failures, stopping, keeping, tracing, tables."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp
from tests.servers.llm_provider import GOOD_KEY, LlmProvider, llm_provider


@pytest.fixture(scope="module")
def provider() -> Generator[LlmProvider]:
    with llm_provider() as running:
        yield running


class Playground:
    """The playground of one project, connected to the test provider as `local`."""

    def __init__(self, client: httpx2.Client, project: TestProject, provider: LlmProvider) -> None:
        self.client = client
        self.base = f"/api/v1/projects/{project.id}/playground"
        saved = client.put(
            f"/api/v1/projects/{project.id}/llm-connections",
            json={"provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "secret": GOOD_KEY},
        )
        assert saved.status_code == 200

    def session(self, *columns: dict[str, Any], **filling: Any) -> str:
        whole = [
            {"id": str(n), "provider": "local", "messages": [{"role": "user", "content": "hi {{who}}"}], **c}
            for n, c in enumerate(columns)
        ]
        answer = self.client.post(f"{self.base}/sessions", json={"name": "s", "columns": whole, "filling": filling})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def run(self, session: str, stop_after: str = "") -> list[tuple[str, dict[str, Any]]]:
        events: list[tuple[str, dict[str, Any]]] = []
        with self.client.stream("POST", f"{self.base}/sessions/{session}/run", json={}) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            name = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    events.append((name, json.loads(line[6:])))
                    if name == stop_after:
                        stopped = httpx2.post(
                            f"{str(self.client.base_url).rstrip('/')}{self.base}/runs/{events[0][1]['run_id']}/stop",
                            auth=self.client.auth,
                        )
                        assert stopped.status_code == 204
                        stop_after = ""
        return events

    def answers(self, session: str, **more: Any) -> list[dict[str, Any]]:
        return self.client.get(f"{self.base}/sessions/{session}/answers", params=more).json()["data"]


@pytest.fixture
def playground(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> Playground:
    return Playground(client, project, provider)


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


def test_tools_schemas_and_placeholders_reach_the_model(playground: Playground, provider: LlmProvider) -> None:
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
    assert answers["0"]["tool_calls"][0]["name"] == "weather"
    assert json.loads(answers["1"]["text"]) == {"ok": True}
    assert answers["2"]["text"] == "echo: Bob?" and len(answers["2"]["request"]["filled_messages"]) == 3


def test_a_stopped_run_keeps_what_had_come(playground: Playground) -> None:
    session = playground.session(
        {"model": "slow", "messages": [{"role": "user", "content": "one two three four five six seven eight"}]}
    )
    events = playground.run(session, stop_after="piece")
    assert "stopped" in [name for name, _ in events] and "answer" not in [name for name, _ in events]
    kept = playground.answers(session)[0]
    assert kept["status"] == "stopped" and kept["text"].startswith("echo:")


def test_answers_are_traced_in_their_own_environment(playground: Playground, running: RunningApp, project: TestProject) -> None:
    playground.client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"})
    session = playground.session({"model": "echo", "prompt_name": "p", "prompt_version": 1}, variables={"who": "you"})
    playground.run(session)
    answer = playground.answers(session)[0]
    sql = (
        "SELECT environment, output, prompt_name, type FROM observations FINAL WHERE project_id = {p:String} AND id = {i:String}"
    )
    rows = eventually(lambda: running.engines.analytics.select(sql, {"p": project.id, "i": answer["observation_id"]}))
    assert rows == [{"environment": "playground", "output": "echo: hi you", "prompt_name": "p", "type": "GENERATION"}]


def test_a_recorded_call_opens_as_a_column(playground: Playground, running: RunningApp, project: TestProject) -> None:
    recorded = observation(
        project.id, "t", "o", type="GENERATION", model="gpt", input='{"messages": [{"role": "user", "content": "hé"}]}',
        model_parameters='{"temperature": 0.3, "odd": 1}', tool_definitions={"f": '{"name": "f", "description": "d"}'},
    )  # fmt: skip
    insert(running.engines.analytics, "observations", [recorded])
    column = playground.client.get(f"{playground.base}/from-observation", params={"trace_id": "t", "observation_id": "o"}).json()
    assert column["messages"] == [{"role": "user", "content": "hé"}] and column["model"] == "gpt"
    assert column["parameters"] == {"temperature": 0.3} and column["provider_options"] == {"odd": 1}
    assert column["tools"][0]["name"] == "f"
    missing = playground.client.get(f"{playground.base}/from-observation", params={"trace_id": "t", "observation_id": "no"})
    assert missing.status_code == 404


def test_a_table_of_variables_runs_as_a_job(playground: Playground) -> None:
    session = playground.session({"model": "echo"}, {"model": "error-500"}, variables={"who": "default"})
    path = f"{playground.base}/sessions/{session}/table-runs"
    started = playground.client.post(path, json={"csv": 'who;other\nAda;1\n"B;ob";2\n'}).json()
    assert [row["who"] for row in started["rows"]] == ["Ada", "B;ob"]

    def ended() -> dict[str, Any] | None:
        run: dict[str, Any] = playground.client.get(f"{playground.base}/table-runs/{started['id']}").json()
        return run if run["state"] in {"succeeded", "failed"} else None

    run = eventually(ended)
    assert run["state"] == "succeeded" and run["done"] == 2, run
    answers = playground.answers(session, table_run_id=started["id"])
    assert sorted((a["row_index"], a["column_id"], a["text"]) for a in answers) == [
        (0, "0", "echo: hi Ada"), (0, "1", ""), (1, "0", "echo: hi B;ob"), (1, "1", ""),
    ]  # fmt: skip
    assert playground.answers(session) == []
    assert playground.client.post(path, json={"csv": ""}).status_code == 400


def test_sessions_are_named_listed_shared_and_deleted(playground: Playground, running: RunningApp) -> None:
    session = playground.session({"model": "echo"})
    body = {"name": "Greeting", "columns": [], "filling": {}}
    assert playground.client.put(f"{playground.base}/sessions/{session}", json=body).json()["name"] == "Greeting"
    assert [s["name"] for s in playground.client.get(f"{playground.base}/sessions").json()["data"]] == ["Greeting"]
    stranger_project = create_project(running)
    with stranger_project.client() as stranger:
        path = f"/api/v1/projects/{stranger_project.id}/playground/sessions/{session}"
        assert stranger.get(path).status_code == 404 and stranger.delete(path).status_code == 404
    assert playground.client.delete(f"{playground.base}/sessions/{session}").status_code == 204
    assert playground.client.get(f"{playground.base}/sessions").json()["data"] == []
