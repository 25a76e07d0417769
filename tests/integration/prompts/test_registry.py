"""`/api/v1` of the prompt registry."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp


class Registry:
    """The routes of one project."""

    def __init__(self, client: httpx2.Client, project: TestProject) -> None:
        self.client = client
        self.base = f"/api/v1/projects/{project.id}"

    def create(self, name: str, prompt: Any = "Hello", **more: Any) -> dict[str, Any]:
        answer = self.client.post(f"{self.base}/prompts", json={"name": name, "prompt": prompt, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        answer = self.client.get(f"{self.base}{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def served(self, name: str) -> Any:
        return self.client.get(f"/api/public/v2/prompts/{name}").json()


@pytest.fixture
def registry(client: httpx2.Client, project: TestProject) -> Registry:
    return Registry(client, project)


def test_the_list_shows_folders_and_search_looks_into_names_and_content(registry: Registry) -> None:
    registry.create("top", "nothing")
    registry.create("shop/checkout", "Sell the ÄPFEL")
    registry.create("shop/deep/er", "x")
    registry.create("shop_x", "100%")
    top = registry.get("/prompts", folder="")
    assert [line["name"] for line in top["data"]] == ["shop_x", "top"] and top["folders"] == [{"path": "shop", "prompts": 2}]
    shop = registry.get("/prompts", folder="shop")
    assert [line["name"] for line in shop["data"]] == ["shop/checkout"] and shop["folders"][0]["path"] == "shop/deep"
    assert [line["name"] for line in registry.get("/prompts", search="äpfel")["data"]] == ["shop/checkout"]
    assert [line["name"] for line in registry.get("/prompts", search="0%")["data"]] == ["shop_x"]
    first = registry.get("/prompts", limit=3)
    assert [line["name"] for line in registry.get("/prompts", limit=3, cursor=first["next_cursor"])["data"]] == ["top"]


def test_a_version_comes_with_its_variables_references_and_resolved_text(registry: Registry) -> None:
    registry.create("part", "PART {{inner}}", labels=["production"])
    made = registry.create("whole", "{{a}}\n{{ a }} {{b}} {{no good}}\n@@@langfusePrompt:name=part|label=production@@@")
    analysis = registry.get(f"/prompts/{made['prompt_id']}/versions/1")["analysis"]
    assert {v["name"]: [use["line"] for use in v["uses"]] for v in analysis["variables"]} == {"a": [1, 2], "b": [2], "inner": []}
    assert analysis["malformed_variables"] == ["no good"] and analysis["resolved"].endswith("PART {{inner}}")
    assert analysis["references"][0]["resolved_version"] == 1 and analysis["error"] == ""
    part = registry.get("/prompts/find", name="part")
    assert part["dependents"] == [{"name": "whole", "version": 1}]
    draft = registry.client.post(
        f"{registry.base}/prompts/check", json={"prompt": "@@@langfusePrompt:name=gone|version=1@@@"}
    ).json()
    assert "not found" in draft["error"] and draft["resolved"] is None


def test_two_versions_compare_line_by_line_in_text_and_config(registry: Registry) -> None:
    made = registry.create("p", "same\nold", config={"t": 1})
    registry.create("p", "same\nnew", config={"t": 2})
    diff = registry.get(f"/prompts/{made['prompt_id']}/compare", left=1, right=2)["diff"]
    assert [(line["kind"], line["text"]) for line in diff["prompt"]] == [("equal", "same"), ("removed", "old"), ("added", "new")]
    assert [line["text"] for line in diff["config"] if line["kind"] != "equal"] == ['  "t": 1', '  "t": 2']


def test_restoring_makes_a_new_version_that_says_what_it_repeats(registry: Registry) -> None:
    made = registry.create("p", "first", config={"a": 1})
    registry.create("p", "second")
    restored = registry.client.post(f"{registry.base}/prompts/{made['prompt_id']}/versions/1/restore", json={}).json()
    assert (restored["version"], restored["prompt"], restored["config"]) == (3, "first", {"a": 1})
    assert restored["commit_message"] == "Restore version 1"


def test_a_renamed_prompt_is_served_under_both_names(registry: Registry) -> None:
    made = registry.create("old/name", "x", labels=["production"])
    registry.create("user", "@@@langfusePrompt:name=old/name|label=production@@@", labels=["production"])
    path = f"{registry.base}/prompts/{made['prompt_id']}"
    renamed = registry.client.post(f"{path}/rename", json={"name": "new/name"}).json()
    assert renamed["name"] == "new/name" and renamed["former_names"] == ["old/name"]
    assert registry.served("old/name")["name"] == registry.served("new/name")["name"] == "new/name"
    assert registry.served("user")["prompt"] == "x"
    registry.create("old/name", "y", labels=["production"])
    assert registry.served("new/name")["prompt"] == "y"
    assert registry.client.post(f"{path}/rename", json={"name": "user"}).status_code == 409
    assert registry.client.delete(f"{path}/redirects", params={"name": "old/name"}).status_code == 204
    assert registry.client.get("/api/public/v2/prompts/old%2Fname").status_code == 404


def test_labels_set_on_screen_replace_each_other_and_latest_stays(registry: Registry) -> None:
    made = registry.create("p", labels=["a", "b"])
    put = registry.client.put(f"{registry.base}/prompts/{made['prompt_id']}/versions/1/labels", json={"labels": ["b", "c"]})
    assert put.json()["labels"] == ["b", "c", "latest"]
    actions = [(h["action"], h["label"]) for h in registry.get(f"/prompts/{made['prompt_id']}/history")["data"]]
    assert actions == [("label_moved", "c"), ("label_removed", "a"), ("label_moved", "b"), ("label_moved", "a"), ("created", "")]


def test_duplicates_copy_one_version_or_all_of_them_or_a_folder(registry: Registry) -> None:
    made = registry.create("f/p", "one", labels=["production"], tags=["t"])
    registry.create("f/p", "two")
    base = f"{registry.base}/prompts"
    one = registry.client.post(f"{base}/{made['prompt_id']}/duplicate", json={"name": "copy", "version": 1}).json()
    assert (one["version"], one["prompt"], one["labels"]) == (1, "one", ["latest"])
    everything = registry.client.post(f"{base}/{made['prompt_id']}/duplicate", json={"name": "all"}).json()
    assert everything["version"] == 2 and registry.served("all")["prompt"] == "one"
    names = registry.client.post(f"{base}/duplicate-folder", json={"folder": "f", "new_folder": "g/h"}).json()["names"]
    assert names == ["g/h/p"]
    assert registry.client.post(f"{base}/delete-folder", json={"folder": "g"}).json()["names"] == ["g/h/p"]
    assert registry.client.get("/api/public/v2/prompts/g%2Fh%2Fp").status_code == 404


def test_what_was_exported_can_be_imported_elsewhere(registry: Registry, running: RunningApp) -> None:
    registry.create("z-part", "PART", labels=["production"])
    registry.create(
        "a-whole", "@@@langfusePrompt:name=z-part|label=production@@@", labels=["production"], tags=["t"], config={"x": 1}
    )
    registry.create("a-whole", "second", commit_message="why")
    document = registry.get("/prompts/export")
    other_project = create_project(running)
    with other_project.client() as client:
        other = Registry(client, other_project)
        imported = client.post(f"{other.base}/prompts/import", json=document).json()
        assert sorted(imported["created"]) == ["a-whole", "z-part"]
        assert other.served("a-whole")["prompt"] == "PART" and other.served("a-whole")["tags"] == ["t"]
        assert client.post(f"{other.base}/prompts/import", json=document).json()["skipped"] == ["a-whole", "z-part"]
        assert client.post(f"{other.base}/prompts/import", json={**document, "format": "x"}).status_code == 400


def test_comments_stand_on_versions_and_lines(registry: Registry) -> None:
    made = registry.create("p", "one\ntwo")
    path = f"{registry.base}/prompts/{made['prompt_id']}/comments"
    first = registry.client.post(path, json={"version": 1, "body": "Why?", "part": "prompt", "line": 2}).json()
    assert registry.client.post(path, json={"version": 9, "body": "x"}).status_code == 404
    assert registry.client.post(path, json={"version": 1, "body": " "}).status_code == 400
    assert registry.get(f"/prompts/{made['prompt_id']}")["versions"][0]["comments"] == 1
    closed = registry.client.patch(f"{registry.base}/prompt-comments/{first['id']}", json={"resolved": True}).json()
    assert closed["resolved_at"] and registry.get(f"/prompts/{made['prompt_id']}")["versions"][0]["comments"] == 0
    assert registry.client.delete(f"{registry.base}/prompt-comments/{first['id']}").status_code == 204
    assert registry.get(f"/prompts/{made['prompt_id']}/comments")["data"] == []


def test_numbers_per_version_come_from_the_recorded_calls(registry: Registry, project: TestProject, running: RunningApp) -> None:
    made = registry.create("p", "one")
    registry.create("p", "two")
    calls = [
        observation(
            project.id, f"t{n}", f"o{n}", type="GENERATION", prompt_name="p", prompt_version=1 + n % 2, usage={"input": 10.0, "output": 5.0},
            total_cost=Decimal("0.01"), level="ERROR" if n == 0 else "DEFAULT", model="m",
        )
        for n in range(10)
    ]  # fmt: skip
    insert(running.engines.analytics, "observations", [*calls, observation(project.id, "t9", "other")])
    insert(
        running.engines.analytics,
        "scores",
        [score(project.id, f"s{n}", "good", float(n % 4 == 0), trace_id=f"t{n}", observation_id=f"o{n}") for n in range(10)]
        + [score(project.id, "st", "whole", 3.5, trace_id="t0")],
    )
    two, one = registry.get(f"/prompts/{made['prompt_id']}/numbers")["data"]
    assert (one["version"], one["calls"], one["error_rate"], one["latency_median_ms"]) == (1, 5, 0.2, 1000.0)
    assert two["error_rate"] == 0.0 and two["cost_total"] == pytest.approx(0.05) and two["tokens_total"] == 75
    scores = {s["name"]: s for s in one["scores"]}
    assert scores["good"]["mean"] == pytest.approx(0.6) and scores["whole"] | {"interval": None} == {
        "name": "whole", "level": "trace", "count": 1, "mean": 3.5, "interval": None,
    }  # fmt: skip
    assert scores["good"]["interval"]["low"] < 0.6 < scores["good"]["interval"]["high"]
    page = registry.get(f"/prompts/{made['prompt_id']}/generations", version=2, limit=3)
    rest = registry.get(f"/prompts/{made['prompt_id']}/generations", version=2, limit=3, cursor=page["next_cursor"])
    assert [row["id"] for row in page["data"] + rest["data"]] == ["o9", "o7", "o5", "o3", "o1"]
    usage = registry.get("/prompts/usage", name="p", days=365)["data"]
    assert usage[0]["calls"] == 10 and usage[0]["last_used"].startswith(NOW.strftime("%Y-%m-%d"))


def test_ingested_calls_are_linked_to_the_version_by_name_and_number(
    registry: Registry, project: TestProject, running: RunningApp
) -> None:
    made = registry.create("p", "one")
    link = running.app.state.prompts.link
    assert link(project.id, {("p", 1), ("p", 2), ("q", 1)}) == {("p", 1): made["id"]}
    second = registry.create("p", "two")
    assert link(project.id, {("p", 2)}) == {("p", 2): second["id"]}
