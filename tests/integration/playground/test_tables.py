"""Running over a table of variable sets: a durable job with progress, stop, results and export."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.builders.eventually import eventually
from tests.builders.playground import Playground
from tests.builders.projects import TestProject
from tests.servers.llm_provider import GOOD_KEY, LlmProvider


def test_a_table_of_variables_runs_as_a_job(playground: Playground) -> None:
    session = playground.session({"model": "echo"}, {"model": "error-500"}, variables={"who": "default"})
    path = f"{playground.base}/sessions/{session}/table-runs"
    started = playground.client.post(path, json={"text": 'who;other\nAda;1\n"B;ob";2\n', "name": "Two"}).json()
    assert started["kind"] == "table" and started["name"] == "Two" and started["total"] == 4
    run = playground.wait_for(started["id"])
    assert run["line"]["state"] == "done" and (run["line"]["done"], run["line"]["failed"]) == (4, 2)
    assert run["variables"] == ["who", "other"]
    first, second = run["summaries"]
    assert (first["done"], second["failed"], first["input_tokens"]) == (2, 2, 24.0)
    rows = playground.rows(started["id"])
    assert [[a["text"] for a in row["answers"] if a["column_id"] == "0"] for row in rows] == [["echo: hi Ada"], ["echo: hi B;ob"]]
    assert playground.answers(session) == [], "answers on screen are those of runs on screen"
    refused = playground.client.post(path, json={"text": ""})
    assert refused.status_code == 400 and "1 to 1000 rows" in refused.json()["error"]["message"]


def test_rows_of_json_lines_fill_placeholders_too(playground: Playground) -> None:
    messages = [{"type": "placeholder", "name": "history"}, {"role": "user", "content": "{{n}} and {{who}}"}]
    session = playground.session({"model": "echo", "messages": messages}, variables={"who": "you"})
    line = {"n": 3, "history": [{"role": "user", "content": "before"}]}
    started = playground.client.post(f"{playground.base}/sessions/{session}/table-runs", json={"rows": [line]}).json()
    playground.wait_for(started["id"])
    assert playground.rows(started["id"])[0]["answers"][0]["text"] == "echo: 3 and you"


def test_a_stopped_table_ends_at_once_and_keeps_what_had_come(playground: Playground) -> None:
    session = playground.session({"model": "hang"}, {"model": "echo"})
    started = playground.client.post(
        f"{playground.base}/sessions/{session}/table-runs", json={"rows": [{"who": str(n)} for n in range(30)]}
    ).json()
    eventually(lambda: any(row["answers"] for row in playground.rows(started["id"])))
    playground.stop(started["id"])
    assert playground.wait_for(started["id"])["line"]["state"] == "stopped"
    answers = [answer for row in playground.rows(started["id"]) for answer in row["answers"]]
    assert any(answer["status"] == "done" for answer in answers) and len(answers) < 60


def test_a_table_keeps_to_the_limits_of_its_connection(
    playground: Playground, provider: LlmProvider, project: TestProject
) -> None:
    connection = {
        "provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "concurrent_calls": 1,
    }  # fmt: skip
    assert playground.client.put(f"/api/v1/projects/{project.id}/llm-connections", json=connection).status_code == 200
    session = playground.session({"model": "slow"})
    rows = [{"who": str(n)} for n in range(4)]
    started = playground.client.post(f"{playground.base}/sessions/{session}/table-runs", json={"rows": rows}).json()
    playground.wait_for(started["id"])
    answers = [row["answers"][0] for row in playground.rows(started["id"])]
    ends = sorted(datetime.fromisoformat(answer["created_at"]) for answer in answers)
    spans = [(later - earlier).total_seconds() * 1000 for earlier, later in pairwise(ends)]
    quickest = min(answer["latency_ms"] for answer in answers)
    assert all(span >= quickest * 0.9 for span in spans), "one ended before the next began"


def test_what_failed_is_asked_again_and_nothing_else(playground: Playground, provider: LlmProvider, project: TestProject) -> None:
    connections = f"/api/v1/projects/{project.id}/llm-connections"
    second = {"provider": "second", "adapter": "openai", "base_url": f"{provider.url}/v1", "secret": "sk-wrong"}
    assert playground.client.put(connections, json=second).status_code == 200
    session = playground.session({"model": "echo"}, {"model": "echo", "provider": "second"})
    rows = [{"who": f"Ada {project.id}"}, {"who": "Bob"}]
    started = playground.client.post(f"{playground.base}/sessions/{session}/table-runs", json={"rows": rows}).json()
    assert playground.wait_for(started["id"])["line"]["failed"] == 2
    assert playground.client.put(connections, json={**second, "secret": GOOD_KEY}).status_code == 200
    again = playground.client.post(f"{playground.base}/runs/{started['id']}/retry")
    assert again.status_code == 200 and again.json()["done"] == 2
    run = playground.wait_for(started["id"])
    assert (run["line"]["done"], run["line"]["failed"], run["line"]["state"]) == (4, 0, "done")
    asked = [request["messages"][-1]["content"] for request in provider.requests]
    assert asked.count(f"hi Ada {project.id}") == 3, "once of the column that answered, twice of the one that was refused"
    on_screen = playground.run(session)[0][1]["run_id"]
    assert playground.client.post(f"{playground.base}/runs/{on_screen}/retry").status_code == 400


def test_results_are_exported_for_spreadsheets_and_programs(playground: Playground) -> None:
    session = playground.session({"model": "echo"}, {"model": "echo", "title": "Second"})
    rows = [{"who": "Ada"}, {"who": "=1+1"}]
    started = playground.client.post(f"{playground.base}/sessions/{session}/table-runs", json={"rows": rows}).json()
    playground.wait_for(started["id"])
    path = f"{playground.base}/runs/{started['id']}/export"
    table = list(csv.DictReader(io.StringIO(playground.client.get(path).content.decode("utf-8-sig"))))
    assert [(row["who"], row["Second answer"]) for row in table] == [("Ada", "echo: hi Ada"), ("'=1+1", "echo: hi =1+1")]
    assert Decimal(table[0]["echo input_tokens"]) == 12
    lines = playground.client.get(path, params={"format": "jsonl"}).text.splitlines()
    assert json.loads(lines[1])["variables"] == {"who": "=1+1"}
    assert json.loads(lines[0])["answers"]["echo"]["answer"] == "echo: hi Ada"


@pytest.mark.parametrize(
    ("text", "found", "rows"),
    [
        ("a,b\n1,2\n", "csv", [{"a": "1", "b": "2"}]),
        ("\ufeffa\tb\r\n1\t\r\n", "tsv", [{"a": "1", "b": ""}]),
        ('q\n"two\nlines"\n', "csv", [{"q": "two\nlines"}]),
        ('{"a": 1}\n\n{"a": "é"}', "jsonl", [{"a": 1}, {"a": "é"}]),
        ('[{"a": [1]}]', "jsonl", [{"a": [1]}]),
    ],
)
def test_tables_are_read_as_people_paste_them(
    playground: Playground, text: str, found: str, rows: list[dict[str, object]]
) -> None:
    read = playground.client.post(f"{playground.base}/tables/read", json={"text": text}).json()
    assert (read["format"], read["rows"]) == (found, rows)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n{"a": ', "Line 2 is not JSON"),
        ("[1]", "Element 1 is not an object"),
        ("a,a\n1,2", "names 'a' twice"),
        ("a,\n1,2", "one of its cells is empty"),
        ("a,b\n1,2,3", "Line 2 has 3 cells"),
        ('a\n"open', "cannot be read"),
        ("a\n" + "1\n" * 1001, "1 to 1000 rows"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_line(playground: Playground, text: str, words: str) -> None:
    refused = playground.client.post(f"{playground.base}/tables/read", json={"text": text})
    assert refused.status_code == 400 and words in refused.json()["error"]["message"]
