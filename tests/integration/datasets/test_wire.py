"""Datasets, items, runs and experiments over the Langfuse-compatible API."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from lumetra.domain.dataset import experiment_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

START = "2020-01-01T00:00:00Z"


def made(client: httpx2.Client, path: str, **body: Any) -> dict[str, Any]:
    response = client.post(f"/api/public/{path}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def test_a_dataset_is_upserted_by_its_folder_name_and_read_encoded_or_raw(client: httpx2.Client) -> None:
    first = made(client, "v2/datasets", name="folder/qa", description="d", metadata={"k": 1}, inputSchema=None)
    second = made(client, "v2/datasets", name="folder/qa", description="changed")
    assert (second["id"], second["description"], second["metadata"]) == (first["id"], "changed", {"k": 1})
    for path in ("folder%2Fqa", "folder/qa", "folder%252Fqa"):
        assert client.get(f"/api/public/v2/datasets/{path}").json()["id"] == first["id"]
    listed = client.get("/api/public/v2/datasets").json()
    assert [row["name"] for row in listed["data"]] == ["folder/qa"]
    assert listed["meta"] == {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1}


def test_an_unknown_dataset_is_404_with_the_message_of_the_contract(client: httpx2.Client) -> None:
    response = client.get("/api/public/v2/datasets/nothing")
    assert (response.status_code, response.json()["message"]) == (404, "Dataset not found")


def test_names_with_html_or_stray_slashes_are_refused(client: httpx2.Client) -> None:
    for name in ("/a", "a/", "a//b", "<b>x</b>", " "):
        assert client.post("/api/public/v2/datasets", json={"name": name}).status_code == 400


def test_an_item_keeps_what_a_later_write_leaves_out(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    item = made(
        client,
        "dataset-items",
        datasetName="qa",
        id="one",
        input={"q": "你好"},
        expectedOutput="再见",
        metadata={"a": 1},
        sourceTraceId="t1",
    )
    changed = made(client, "dataset-items", datasetName="qa", id="one", input=None, expectedOutput="ciao", metadata=None)
    assert changed["input"] == {"q": "你好"}
    assert (changed["expectedOutput"], changed["metadata"], changed["createdAt"]) == ("ciao", {"a": 1}, item["createdAt"])
    assert changed["mediaReferences"] == []
    assert client.get("/api/public/dataset-items/one").json()["expectedOutput"] == "ciao"


def test_an_item_that_names_media_the_project_does_not_have_is_refused(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    dataset_id = client.get("/api/public/v2/datasets/qa").json()["id"]
    digest = hashlib.sha256(b"a picture of this test").digest()
    known = base64.b64encode(digest)[:22].decode().replace("+", "-").replace("/", "_")
    token = "@@@langfuseMedia:type=image/png|id={}|source=bytes@@@"
    item = {"datasetName": "qa", "id": "pictured", "input": {"picture": [token.format(known)]}}
    refused = client.post("/api/public/dataset-items", json=item)
    assert refused.status_code == 400
    assert known in refused.json()["message"]
    upload = {
        "contentType": "image/png",
        "contentLength": 22,
        "sha256Hash": base64.b64encode(digest).decode(),
        "field": "input",
        "datasetId": dataset_id,
        "datasetItemId": "pictured",
    }
    assert client.post("/api/public/media", json=upload).status_code == 201
    assert made(client, **item, path="dataset-items")["id"] == "pictured"
    unknown = item | {"metadata": token.format("A" * 22)}
    assert client.post("/api/public/dataset-items", json=unknown).status_code == 400


def test_any_past_state_can_be_read_and_deletions_are_part_of_it(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    made(client, "dataset-items", datasetName="qa", id="a", input=1)
    made(client, "dataset-items", datasetName="qa", id="b", input=2)
    before = now()
    time.sleep(0.002)
    made(client, "dataset-items", datasetName="qa", id="a", input=10)
    assert client.delete("/api/public/dataset-items/b").json() == {"message": "Dataset item successfully deleted"}

    def inputs(**parameters: str) -> dict[str, Any]:
        rows = (
            client.get("/api/public/dataset-items", params={"datasetName": "qa", **parameters}).raise_for_status().json()["data"]
        )
        return {row["id"]: row["input"] for row in rows}

    assert inputs() == {"a": 10}
    assert inputs(version=before) == {"a": 1, "b": 2}
    assert client.get("/api/public/dataset-items/b").status_code == 404


def test_archived_items_are_not_listed_and_cannot_be_run(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    made(client, "dataset-items", datasetName="qa", id="a", input=1, status="ARCHIVED")
    assert client.get("/api/public/dataset-items", params={"datasetName": "qa"}).json()["data"] == []
    response = client.post("/api/public/dataset-run-items", json={"runName": "r", "datasetItemId": "a", "traceId": "t"})
    assert response.status_code == 404


def test_text_that_is_json_is_parsed_and_control_characters_go(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    assert made(client, "dataset-items", datasetName="qa", input='{"a": [1]}')["input"] == {"a": [1]}
    assert made(client, "dataset-items", datasetName="qa", input="bell\u0007 ring")["input"] == "bell ring"


def test_items_need_input_and_their_own_dataset(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="one")
    made(client, "v2/datasets", name="two")
    response = client.post("/api/public/dataset-items", json={"datasetName": "one", "id": "x"})
    assert (response.status_code, response.json()["message"]) == (400, "Dataset item input cannot be null")
    made(client, "dataset-items", datasetName="one", id="x", input=1)
    assert client.post("/api/public/dataset-items", json={"datasetName": "two", "id": "x", "input": 1}).status_code == 409


def test_schemas_hold_for_new_items_and_are_refused_when_old_ones_violate_them(client: httpx2.Client) -> None:
    schema = {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}}
    made(client, "v2/datasets", name="strict", inputSchema=schema)
    response = client.post("/api/public/dataset-items", json={"datasetName": "strict", "input": {"q": 1}})
    assert response.status_code == 400
    assert response.json()["message"].startswith("Dataset item validation failed: input/q")
    made(client, "v2/datasets", name="loose")
    for number in range(12):
        made(client, "dataset-items", datasetName="loose", input={"n": number})
    response = client.post("/api/public/v2/datasets", json={"name": "loose", "inputSchema": schema})
    assert response.status_code == 400
    assert len(response.json()["error"]) == 10


def test_a_schema_that_points_elsewhere_is_refused_without_fetching(client: httpx2.Client) -> None:
    response = client.post(
        "/api/public/v2/datasets", json={"name": "remote", "inputSchema": {"$ref": "http://127.0.0.1:1/schema.json"}}
    )
    assert response.status_code == 400
    assert "inputSchema" in response.json()["message"]


def link(client: httpx2.Client, run: str, item: str, trace: str, **more: Any) -> dict[str, Any]:
    return made(client, "dataset-run-items", runName=run, datasetItemId=item, traceId=trace, **more)


def test_links_make_a_run_whose_id_every_client_computes(client: httpx2.Client, project: TestProject) -> None:
    dataset = made(client, "v2/datasets", name="folder/qa")
    made(client, "dataset-items", datasetName="folder/qa", id="a", input=1, expectedOutput="x")
    first = link(client, "run 1", "a", "t1", runDescription="d", metadata={"m": 1})
    again = link(client, "run 1", "a", "t2", runDescription="never", metadata={"m": 2})
    assert first["datasetRunId"] == again["datasetRunId"] == experiment_id(project.id, dataset["id"], "run 1")
    run = client.get("/api/public/datasets/folder%2Fqa/runs/run%201").json()
    assert (run["description"], run["metadata"], run["datasetName"]) == ("d", {"m": 1}, "folder/qa")
    assert {item["traceId"] for item in run["datasetRunItems"]} == {"t1", "t2"}
    runs = client.get("/api/public/datasets/folder%2Fqa/runs").json()
    assert [row["name"] for row in runs["data"]] == ["run 1"]
    items = client.get("/api/public/dataset-run-items", params={"datasetId": dataset["id"], "runName": "run 1"}).json()
    assert items["meta"]["totalItems"] == 2
    assert client.get("/api/public/datasets/folder/qa").json()["runs"] == ["run 1"]
    experiments = client.get("/api/public/experiments", params={"fromStartTime": START, "datasetId": dataset["id"]}).json()[
        "data"
    ]
    assert [(row["id"], row["itemCount"]) for row in experiments] == [(first["datasetRunId"], 2)]
    rows = client.get(
        "/api/public/experiment-items",
        params={"fromStartTime": START, "experimentId": first["datasetRunId"], "fields": "core,io"},
    ).json()["data"]
    assert {row["expectedOutput"] for row in rows} == {"x"}
    assert client.delete("/api/public/datasets/folder%2Fqa/runs/run%201").json() == {
        "message": "Dataset run successfully deleted"
    }
    assert client.get("/api/public/datasets/folder%2Fqa/runs/run%201").status_code == 404


def test_a_link_that_is_sent_again_is_the_same_row_and_a_repetition_is_another(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    made(client, "dataset-items", datasetName="qa", id="one", input="x")
    first = link(client, "run", "one", "trace-1")
    assert link(client, "run", "one", "trace-1")["id"] == first["id"]
    assert link(client, "run", "one", "trace-2")["id"] != first["id"]
    assert len(client.get("/api/public/datasets/qa/runs/run").json()["datasetRunItems"]) == 2


def test_unknown_fields_of_a_link_are_refused(client: httpx2.Client) -> None:
    response = client.post(
        "/api/public/dataset-run-items", json={"runName": "r", "datasetItemId": "a", "traceId": "t", "surprise": 1}
    )
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["experiments", "experiment-items"])
def test_experiments_need_a_start_time(client: httpx2.Client, path: str) -> None:
    assert client.get(f"/api/public/{path}").status_code == 400


def test_experiments_are_paged_by_cursor_without_gaps(client: httpx2.Client) -> None:
    made(client, "v2/datasets", name="qa")
    made(client, "dataset-items", datasetName="qa", id="a", input=1)
    for number in range(5):
        link(client, f"run {number}", "a", f"t{number}")
    names, cursor = [], None
    while True:
        parameters = {"fromStartTime": START, "limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = client.get("/api/public/experiments", params=parameters).raise_for_status().json()
        names += [row["name"] for row in answer["data"]]
        cursor = answer["meta"].get("cursor")
        if not cursor:
            break
    assert names == [f"run {number}" for number in reversed(range(5))]


def test_a_foreign_key_sees_nothing(client: httpx2.Client, running: RunningApp) -> None:
    from tests.builders.projects import create_project

    made(client, "v2/datasets", name="mine")
    made(client, "dataset-items", datasetName="mine", id="a", input=1)
    with create_project(running).client() as other:
        assert other.get("/api/public/v2/datasets/mine").status_code == 404
        assert other.get("/api/public/dataset-items/a").status_code == 404
        assert other.get("/api/public/dataset-items").json()["data"] == []
