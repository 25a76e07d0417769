"""Importing datasets: CSV, JSONL and Parquet with broken rows and odd encodings, and recorded observations."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lumetra.features.datasets.files.read_rows import Reading, read_rows
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject

FINAL = {"succeeded", "failed", "cancelled"}


@pytest.fixture
def api(project: TestProject) -> str:
    return f"/api/v1/projects/{project.id}"


@pytest.fixture
def dataset(client: httpx2.Client, api: str) -> str:
    return f"{api}/datasets/{client.post(f'{api}/datasets', json={'name': 'qa'}).json()['id']}"


def uploaded(client: httpx2.Client, api: str, name: str, content: bytes) -> dict[str, Any]:
    response = client.post(f"{api}/dataset-uploads", params={"file_name": name}, content=content)
    assert response.status_code == 201, response.text
    return client.get(f"{api}/dataset-uploads/{response.json()['id']}").raise_for_status().json()


def imported(client: httpx2.Client, dataset: str, kind: str, **body: Any) -> dict[str, Any]:
    begun = client.post(f"{dataset}/imports/{kind}", json=body)
    assert begun.status_code == 202, begun.text
    address = f"{dataset}/imports/{begun.json()['id']}"
    return eventually(lambda: (row := client.get(address).json()) and row["state"] in FINAL and row)


def items(client: httpx2.Client, dataset: str) -> list[dict[str, Any]]:
    return client.get(f"{dataset}/items", params={"limit": 200}).json()["data"]


def test_good_rows_of_a_broken_csv_are_kept_and_bad_ones_told(client: httpx2.Client, api: str, dataset: str) -> None:
    lines = [
        b"question,answer,topic,tags",
        b'"What, now?",yes,a,"edge case, hard"',
        b"only one field",
        b'{"q": 1},42,b,',
        b"caf\xe9,no,c,",
        b',"no input",d,',
        b'"broken" quote,x,y,z',
        b'"two\nlines",ok,e,',
    ]
    upload = uploaded(client, api, "rows.csv", b"\n".join(lines) + b"\n" + "你好,再见,f,\n".encode())
    assert (upload["delimiter"], upload["columns"]) == (",", ["question", "answer", "topic", "tags"])
    assert upload["mapping"]["input"][0]["column"] == "question"
    assert upload["mapping"]["expected_output"][0]["column"] == "answer"
    done = imported(client, dataset, "file", upload_id=upload["id"], encoding="utf-8", mapping=upload["mapping"])
    assert (done["state"], done["rows"], done["imported"], done["rejected"]) == ("succeeded", 8, 4, 4)
    assert {error["row"]: error["message"] for error in done["errors"]} == {
        3: "1 fields where the header has 4",
        5: "bytes that are not utf-8",
        6: "the input is empty",
        7: "broken CSV: ',' expected after '\"'",
    }
    found = {str(item["input"]): item for item in items(client, dataset)}
    assert set(found) == {"What, now?", "{'q': 1}", "two\nlines", "你好"}
    assert found["What, now?"]["tags"] == ["edge case", "hard"]
    assert found["What, now?"]["metadata"] == {"topic": "a"}
    assert found["{'q': 1}"]["expected_output"] == "42"


def test_a_stray_quote_costs_its_own_line_and_no_other(client: httpx2.Client, api: str, dataset: str) -> None:
    lines = ["input,expected", *(f"question {n},{n}" for n in range(2_500)), 'last,"no end']
    lines[1_200] = 'stray,"quote'
    upload = uploaded(client, api, "rows.csv", "\n".join(lines).encode())
    done = imported(client, dataset, "file", upload_id=upload["id"], mapping=upload["mapping"])
    assert (done["state"], done["imported"], done["rejected"]) == ("succeeded", 2_499, 2)
    assert [error["row"] for error in done["errors"]] == [1_201, 2_502]
    assert all(error["message"].startswith("broken CSV") for error in done["errors"])


def test_more_stray_quotes_than_are_gone_back_for_say_which_lines_were_not_read(tmp_path: Path) -> None:
    lines = ["input,expected"]
    for number in range(150):
        lines += [f'x{number},"a" b', f'y{number},"open', *(f"z{number}-{n},1" for n in range(3))]
    (tmp_path / "rows.csv").write_text("\n".join(lines))
    rows = list(read_rows(tmp_path / "rows.csv", Reading("csv")))
    unread = [row.error for row in rows if "were not read" in row.error]
    told = sum(int(last) - int(first) + 1 for first, last in (re.findall(r"lines (\d+) to (\d+)", text)[0] for text in unread))
    assert told + sum(1 for row in rows if "were not read" not in row.error) == len(lines) - 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_delimiters_are_found_out(client: httpx2.Client, api: str, dataset: str, encoding: str) -> None:
    upload = uploaded(client, api, "数据.csv", "输入;答案\n天气怎么样?今天,明天;晴\n".encode(encoding))
    assert (upload["columns"], upload["delimiter"]) == (["输入", "答案"], ";")
    imported(client, dataset, "file", upload_id=upload["id"], mapping=upload["mapping"])
    (item,) = items(client, dataset)
    assert (item["input"], item["expected_output"]) == ("天气怎么样?今天,明天", "晴")


def test_jsonl_is_mapped_by_path_and_ids_update(client: httpx2.Client, api: str, dataset: str) -> None:
    lines = (
        '{"id": "a", "messages": [{"content": "hi"}, {"content": "bye"}], "meta": {"x": 1}}\nnot json\n[1]\n\n'
        '{"id": "b", "messages": []}\n'
    )
    mapping = {
        "input": [{"column": "messages", "path": "$[0].content", "key": "first"}],
        "metadata": [{"column": "meta"}],
        "id": "id",
        "more_tags": ["imported"],
    }
    upload = uploaded(client, api, "rows.jsonl", lines.encode())
    tried = client.post(f"{api}/dataset-uploads/{upload['id']}/try", json={"upload_id": upload["id"], "mapping": mapping}).json()
    assert tried["data"][0]["item"]["input"] == {"first": "hi"}
    assert [row["error"].split(":")[0] for row in tried["data"]] == ["", "not JSON", "not a JSON object", "the input is empty"]
    done = imported(client, dataset, "file", upload_id=upload["id"], mapping=mapping)
    assert (done["imported"], done["rejected"]) == (1, 3)
    (item,) = items(client, dataset)
    assert (item["id"], item["metadata"], item["tags"]) == ("a", {"x": 1}, ["imported"])
    again = uploaded(client, api, "rows.jsonl", lines.replace('"hi"', '"hello"').encode())
    assert imported(client, dataset, "file", upload_id=again["id"], mapping=mapping)["imported"] == 1
    third = uploaded(client, api, "rows.jsonl", lines.replace('"hi"', '"hello"').encode())
    assert imported(client, dataset, "file", upload_id=third["id"], mapping=mapping)["unchanged"] == 1
    assert [item["input"] for item in items(client, dataset)] == [{"first": "hello"}]


def test_a_stopped_import_says_how_far_it_came_and_can_be_taken_back(client: httpx2.Client, api: str, dataset: str) -> None:
    lines = b"".join(b'{"q": "question %d"}\n' % number for number in range(60_000))
    upload = uploaded(client, api, "many.jsonl", lines)
    begun = client.post(f"{dataset}/imports/file", json={"upload_id": upload["id"], "mapping": {"input": [{"column": "q"}]}})
    address = f"{dataset}/imports/{begun.json()['id']}"
    running = eventually(lambda: (row := client.get(address).json())["imported"] and row)
    assert (running["state"], running["rows"]) == ("running", 60_000), "it says how many there are while it runs"
    assert client.post(f"{address}/stop").status_code == 204
    stopped = eventually(lambda: (row := client.get(address).json())["state"] in FINAL and row)
    assert stopped["state"] == "cancelled"

    def kept() -> int:
        return client.get(f"{dataset}/items", params={"limit": 1}).json()["total"]

    eventually(lambda: 0 < client.get(address).json()["imported"] == kept() < 60_000)
    undone = eventually(lambda: (answer := client.post(f"{address}/undo")).status_code == 200 and answer.json())
    assert (undone["changed"] > 0, kept()) == (True, 0)


def test_large_rows_are_kept_in_small_chunks(client: httpx2.Client, api: str, dataset: str) -> None:
    lines = b"".join(b'{"q": "%d %s"}\n' % (number, b"x" * 3_000_000) for number in range(8))
    upload = uploaded(client, api, "large.jsonl", lines)
    done = imported(client, dataset, "file", upload_id=upload["id"], mapping={"input": [{"column": "q"}]})
    assert (done["state"], done["imported"], done["rows"]) == ("succeeded", 8, 8)


def test_parquet_keeps_its_types(client: httpx2.Client, api: str, dataset: str) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.table({"input": [{"q": 1, "l": [1.5]}, None], "expected": ["a", "b"], "n": [3, 4]}), sink)
    upload = uploaded(client, api, "rows.parquet", sink.getvalue())
    done = imported(client, dataset, "file", upload_id=upload["id"], mapping=upload["mapping"])
    assert (done["imported"], done["rejected"]) == (1, 1)
    (item,) = items(client, dataset)
    assert (item["input"], item["expected_output"], item["metadata"]) == ({"q": 1, "l": [1.5]}, "a", {"n": 3})


def test_files_that_cannot_be_read_are_refused_before_anything_is_imported(client: httpx2.Client, api: str, dataset: str) -> None:
    def refused(name: str, content: bytes) -> str:
        response = client.post(f"{api}/dataset-uploads", params={"file_name": name}, content=content)
        if response.status_code == 201:
            response = client.get(f"{api}/dataset-uploads/{response.json()['id']}")
        assert response.status_code == 400, response.text
        return response.json()["error"]["code"]

    assert refused("a.xlsx", b"x") == "unknown_format"
    assert refused("a.csv", b"") == "unreadable_file"
    assert refused("a.csv", b"a,a\n1,2\n") == "unreadable_file"
    assert refused("a.parquet", b"PAR1 not really") == "unreadable_file"
    upload = uploaded(client, api, "a.csv", b"a,b\n1,2\n")
    for mapping, code in (
        ({"input": [{"column": "c"}]}, "unknown_column"),
        ({"input": [{"column": "a", "path": "a.b"}]}, "invalid_path"),
        ({"input": [{"column": "a", "path": "$[?(@.x)]"}]}, "invalid_path"),
    ):
        response = client.post(f"{dataset}/imports/file", json={"upload_id": upload["id"], "mapping": mapping})
        assert response.json()["error"]["code"] == code
    assert items(client, dataset) == []


def test_rows_that_do_not_fit_the_schema_are_told_and_an_import_can_be_taken_back(
    client: httpx2.Client, api: str, dataset: str
) -> None:
    client.patch(dataset, json={"expected_output_schema": {"type": "string", "maxLength": 3}})
    client.post(f"{dataset}/items", json={"id": "old", "input": "before"})
    upload = uploaded(client, api, "rows.csv", b"id,input,expected\nold,after,yes\nnew,x,no\nbad,y,much too long\n")
    done = imported(client, dataset, "file", upload_id=upload["id"], mapping=upload["mapping"])
    assert (done["imported"], done["rejected"]) == (2, 1)
    assert "longer than 3 characters" in done["errors"][0]["message"]
    undone = client.post(f"{dataset}/imports/{done['id']}/undo").json()
    assert undone == {"changed": 2}
    assert [(item["id"], item["input"]) for item in items(client, dataset)] == [("old", "before")]
    assert client.post(f"{dataset}/imports/{done['id']}/undo").status_code == 409
    assert client.get(f"{dataset}/imports").json()["data"][0]["state"] == "undone"


def test_observations_become_items_with_their_source(client: httpx2.Client, api: str, dataset: str) -> None:
    events = [
        event
        for number in range(3)
        for event in conversation_turn(f"t-{number}", f"question {number}", "answer", failed=number == 1)
    ]
    assert client.post("/api/public/ingestion", json={"batch": events}).status_code == 207
    range_ = {"start": "2020-01-01T00:00:00Z", "end": "2100-01-01T00:00:00Z"}
    mapping = {"input": [{"column": "input"}], "expected_output": [{"column": "output"}], "metadata": [{"column": "name"}]}
    body = {**range_, "filter": "type:generation", "mapping": mapping}
    tried = eventually(
        lambda: (
            (rows := client.post(f"{api}/dataset-observations/try", json=body).raise_for_status().json()["data"])
            and len(rows) == 3
            and rows
        )
    )
    assert tried[0]["item"]["metadata"] == {"name": tried[0]["item"]["metadata"]["name"]}
    done = imported(client, dataset, "observations", **body)
    assert (done["state"], done["imported"], done["from_filter"]) == ("succeeded", 3, "type:generation")
    sources = {item["source_trace_id"] for item in items(client, dataset)}
    assert sources == {"t-0", "t-1", "t-2"}
    assert all(item["source_observation_id"] for item in items(client, dataset))
    refused = client.post(f"{dataset}/imports/observations", json={**body, "filter": "type:("})
    assert refused.status_code == 400
    whole = imported(client, dataset, "observations", **{**body, "subject": "traces", "filter": "trace_id:t-2"})
    assert (whole["imported"], items(client, dataset)[0]["source_observation_id"]) == (1, None)


def test_what_a_person_corrected_becomes_what_is_expected(client: httpx2.Client, api: str, dataset: str) -> None:
    events = [event for number in range(2) for event in conversation_turn(f"c-{number}", f"question {number}", "answer")]
    assert client.post("/api/public/ingestion", json={"batch": events}).status_code == 207
    for text in ("first word", "last word"):
        score = {"name": "output", "traceId": "c-0", "dataType": "CORRECTION", "value": text}
        assert client.post("/api/public/scores", json=score).status_code == 200
    body = {
        "start": "2020-01-01T00:00:00Z", "end": "2100-01-01T00:00:00Z", "subject": "traces", "filter": "trace_id:c-*",
        "mapping": {"input": [{"column": "input"}], "expected_output": [{"column": "corrected_output"}]},
    }  # fmt: skip

    def expected() -> dict[str, object]:
        rows = client.post(f"{api}/dataset-observations/try", json=body).raise_for_status().json()["data"]
        return {str(row["item"]["input"]): row["item"]["expected_output"] for row in rows}

    found = eventually(lambda: (now := expected()) and len(now) == 2 and "last word" in now.values() and now)
    assert sorted(map(str, found.values())) == ["None", "last word"]
