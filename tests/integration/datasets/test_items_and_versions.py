"""Datasets over `/api/v1`: folders, items, versions, bulk changes, copies, exports."""

from __future__ import annotations

import io
from typing import Any

import httpx2
import orjson
import pyarrow.parquet as pq
import pytest

from tests.builders.projects import TestProject


@pytest.fixture
def base(project: TestProject) -> str:
    return f"/api/v1/projects/{project.id}/datasets"


def made(client: httpx2.Client, path: str, **body: Any) -> dict[str, Any]:
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    return response.json()


def test_folders_hold_datasets_and_folders(client: httpx2.Client, base: str) -> None:
    for name in ("top", "qa/easy", "qa/hard", "qa/deep/er"):
        made(client, base, name=name, description=f"about {name}")
    top = client.get(base, params={"folder": ""}).json()
    assert [d["name"] for d in top["data"]] == ["top"]
    assert top["folders"] == [{"path": "qa", "datasets": 3}]
    inside = client.get(base, params={"folder": "qa"}).json()
    assert [d["name"] for d in inside["data"]] == ["qa/easy", "qa/hard"]
    assert inside["folders"] == [{"path": "qa/deep", "datasets": 1}]
    assert [d["name"] for d in client.get(base, params={"search": "ABOUT QA/h"}).json()["data"]] == ["qa/hard"]
    assert client.post(base, json={"name": "top"}).status_code == 409


def test_values_stay_as_they_are_and_null_clears(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    items = f"{base}/{dataset['id']}/items"
    item = made(client, items, input='{"not": "parsed"}', expected_output=None, metadata={"k": 1}, tags=["edge case"])
    assert item["input"] == '{"not": "parsed"}'
    changed = client.patch(f"{items}/{item['id']}", json={"metadata": None, "expected_output": "x"}).json()
    assert (changed["metadata"], changed["expected_output"], changed["tags"]) == (None, "x", ["edge case"])
    assert client.patch(f"{items}/{item['id']}", json={"input": None}).status_code == 400


def test_every_change_is_a_version_and_any_can_be_read(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    items = f"{base}/{dataset['id']}/items"
    one, two = made(client, items, input=1), made(client, items, input=2)
    client.patch(f"{items}/{one['id']}", json={"input": 10})
    client.delete(f"{items}/{two['id']}")
    versions = client.get(f"{base}/{dataset['id']}/versions").json()["data"]
    assert [(v["added"], v["changed"], v["deleted"]) for v in versions] == [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 0, 0)]
    states = [sorted(i["input"] for i in client.get(items, params={"at": v["at"]}).json()["data"]) for v in reversed(versions)]
    assert states == [[1], [1, 2], [2, 10], [10]]
    history = client.get(f"{items}/{one['id']}/versions").json()["data"]
    assert [(v["input"], v["valid_to"] is None) for v in history] == [(10, True), (1, False)]
    assert client.get(f"{items}/{two['id']}", params={"at": versions[1]["at"]}).json()["input"] == 2


def test_items_are_found_by_words_and_tags_in_any_language(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    items = f"{base}/{dataset['id']}/items"
    made(client, items, input={"q": "天气怎么样?"}, tags=["边界情况"])
    made(client, items, input="Weather_100%", expected_output="Sunny", tags=["a", "ab"])
    made(client, items, input="Weatherx1000", tags=["ab"])
    found = lambda **query: [i["input"] for i in client.get(items, params=query).json()["data"]]  # noqa: E731  (one line a question)
    assert found(search="天气") == [{"q": "天气怎么样?"}]
    assert found(search="weather_100%") == ["Weather_100%"]
    assert found(search="SUNNY") == ["Weather_100%"]
    assert found(tag="边界情况") == [{"q": "天气怎么样?"}]
    assert found(tag="a") == ["Weather_100%"]


def test_a_bulk_change_is_one_version(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    items = f"{base}/{dataset['id']}/items"
    ids = [made(client, items, input=n)["id"] for n in range(3)]
    done = client.post(f"{items}/bulk", json={"item_ids": [*ids[:2], "unknown"], "action": "add_tag", "tag": "t"}).json()
    assert done == {"changed": 2}
    assert client.get(f"{base}/{dataset['id']}/versions").json()["data"][0]["changed"] == 2
    client.post(f"{items}/bulk", json={"item_ids": ids[:1], "action": "archive"})
    client.post(f"{items}/bulk", json={"item_ids": ids[1:2], "action": "delete"})
    assert [i["id"] for i in client.get(items).json()["data"]] == [ids[2]]
    assert client.get(items, params={"status": "ARCHIVED"}).json()["total"] == 1
    shown = client.get(f"{base}/{dataset['id']}").json()
    assert (shown["active_items"], shown["archived_items"], shown["experiments"], shown["last_run_at"]) == (1, 1, 0, None)
    assert client.post(f"{items}/bulk", json={"item_ids": ids, "action": "add_tag"}).status_code == 400


def test_a_schema_that_items_violate_is_refused_with_the_list(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    item = made(client, f"{base}/{dataset['id']}/items", input={"q": 1})
    response = client.patch(f"{base}/{dataset['id']}", json={"input_schema": {"properties": {"q": {"type": "string"}}}})
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "items_violate_schema")
    assert error["detail"] == [f'item {item["id"]}: input/q: 1 is not of type "string"']
    assert client.get(f"{base}/{dataset['id']}").json()["input_schema"] is None


def test_pages_of_items_leave_no_gap(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa")
    items = f"{base}/{dataset['id']}/items"
    for number in range(7):
        made(client, items, input=number)
    seen, cursor = [], None
    while True:
        page = client.get(items, params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["input"] for item in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert client.get(items, params={"cursor": "nonsense"}).json()["error"]["code"] == "invalid_cursor"


def test_a_copy_has_the_items_and_a_life_of_its_own(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="qa", input_schema={"type": "string"})
    item = made(client, f"{base}/{dataset['id']}/items", input="a", tags=["t"])
    copy = made(client, f"{base}/{dataset['id']}/duplicate", name="copies/qa")
    (copied,) = client.get(f"{base}/{copy['id']}/items").json()["data"]
    assert (copied["input"], copied["tags"], copy["input_schema"]) == ("a", ["t"], {"type": "string"})
    assert copied["id"] != item["id"]
    assert client.delete(f"{base}/{dataset['id']}").status_code == 204
    assert client.get(f"{base}/{dataset['id']}").status_code == 404
    assert client.get(f"{base}/{copy['id']}/items").json()["total"] == 1


def test_exports_in_three_formats_hold_every_item(client: httpx2.Client, base: str) -> None:
    dataset = made(client, base, name="f/qa")
    items = f"{base}/{dataset['id']}/items"
    made(client, items, input={"q": "你好"}, expected_output="再见", tags=["a"])
    made(client, items, input='plain, with "quotes"\nand lines')
    answer = {kind: client.get(f"{base}/{dataset['id']}/export", params={"format": kind}) for kind in ("csv", "jsonl", "parquet")}
    assert answer["csv"].headers["content-disposition"] == 'attachment; filename="qa.csv"'
    rows = [orjson.loads(line) for line in answer["jsonl"].content.splitlines()]
    assert [row["input"] for row in rows] == ['plain, with "quotes"\nand lines', {"q": "你好"}]
    assert rows[1]["tags"] == ["a"]
    parquet = pq.read_table(io.BytesIO(answer["parquet"].content)).to_pylist()
    assert [row["input"] for row in parquet] == ['plain, with "quotes"\nand lines', '{"q":"你好"}']
    assert '"{""q"":""你好""}"' in answer["csv"].text
