"""The Langfuse-compatible prompt API through HTTP."""

from __future__ import annotations

import threading
from typing import Any

import httpx2
import pytest

from tests.builders.projects import create_project
from tests.builders.running_app import RunningApp

PROMPTS = "/api/public/v2/prompts"


def create(client: httpx2.Client, name: str, prompt: Any = "Hello {{who}}", **more: Any) -> dict[str, Any]:
    answer = client.post(PROMPTS, json={"name": name, "prompt": prompt, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_created_prompt_is_read_by_label_and_by_version(client: httpx2.Client) -> None:
    created = create(client, "greeting", labels=["production"], config={"model": "m"}, commitMessage="first")
    assert created["version"] == 1 and sorted(created["labels"]) == ["latest", "production"] and created["isActive"]
    by_label = client.get(f"{PROMPTS}/greeting").json()
    assert by_label["prompt"] == "Hello {{who}}" and by_label["config"] == {"model": "m"} and by_label["type"] == "text"
    assert by_label["resolutionGraph"] is None and by_label["commitMessage"] == "first" and by_label["createdBy"] == "API"
    assert client.get(f"{PROMPTS}/greeting", params={"version": 1}).json()["id"] == created["id"]


def test_null_for_every_optional_field_counts_as_absent(client: httpx2.Client) -> None:
    created = create(client, "nulls", type=None, config=None, labels=None, tags=None, commitMessage=None)
    assert created["type"] == "text" and created["config"] == {} and created["labels"] == ["latest"] and created["tags"] == []


def test_names_with_slashes_work_raw_and_encoded(client: httpx2.Client) -> None:
    create(client, "folder/sub/p", labels=["production"])
    assert client.get(f"{PROMPTS}/folder/sub/p").json()["name"] == "folder/sub/p"
    assert client.get(f"{PROMPTS}/folder%2Fsub%2Fp").json()["name"] == "folder/sub/p"
    for path in ("folder/sub/p", "folder%2Fsub%2Fp"):
        moved = client.patch(f"{PROMPTS}/{path}/versions/1", json={"newLabels": ["staging"]})
        assert moved.status_code == 200 and "staging" in moved.json()["labels"]
    assert client.delete(f"{PROMPTS}/folder%2Fsub%2Fp").status_code == 204
    assert client.get(f"{PROMPTS}/folder/sub/p").status_code == 404


def test_what_is_missing_is_named_with_its_selector(client: httpx2.Client) -> None:
    create(client, "here")
    answer = client.get(f"{PROMPTS}/here")
    assert answer.status_code == 404
    assert answer.json() == {"message": "Prompt not found: 'here' with label 'production'", "error": "LangfuseNotFoundError"}
    assert client.get(f"{PROMPTS}/here", params={"version": 9}).json()["message"] == "Prompt not found: 'here' with version 9"
    both = client.get(f"{PROMPTS}/here", params={"version": 1, "label": "x"})
    assert both.status_code == 400 and both.json()["message"] == "Cannot specify both version and label"


def test_a_moved_label_is_served_on_the_next_request(client: httpx2.Client) -> None:
    create(client, "moving", "one", labels=["production"])
    create(client, "moving", "two")
    for target, text in ((2, "two"), (1, "one"), (2, "two")):
        client.patch(f"{PROMPTS}/moving/versions/{target}", json={"newLabels": ["production"]})
        assert client.get(f"{PROMPTS}/moving").json()["prompt"] == text
    labels = {v: client.get(f"{PROMPTS}/moving", params={"version": v}).json()["labels"] for v in (1, 2)}
    assert labels == {1: [], 2: ["latest", "production"]}


def test_reads_carry_an_entity_tag_that_changes_with_the_answer(client: httpx2.Client) -> None:
    create(client, "tagged", labels=["production"])
    first = client.get(f"{PROMPTS}/tagged")
    again = client.get(f"{PROMPTS}/tagged", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    create(client, "tagged", "other", labels=["production"])
    changed = client.get(f"{PROMPTS}/tagged", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200 and changed.json()["version"] == 2


def test_tags_are_inherited_unless_given_and_belong_to_all_versions(client: httpx2.Client) -> None:
    create(client, "tags", tags=["a", "b"])
    assert create(client, "tags")["tags"] == ["a", "b"]
    assert create(client, "tags", tags=["c"])["tags"] == ["c"]
    assert client.get(f"{PROMPTS}/tags", params={"version": 1}).json()["tags"] == ["c"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "a|b", "prompt": "x"}, "cannot contain '|'"),
        ({"name": "/a", "prompt": "x"}, "start or end with a slash"),
        ({"name": "a//b", "prompt": "x"}, "consecutive slashes"),
        ({"name": "new", "prompt": "x"}, "cannot be 'new'"),
        ({"name": "<b>x</b>", "prompt": "x"}, "HTML"),
        ({"name": "ok", "prompt": ["x"]}, "needs a string"),
        ({"name": "ok", "prompt": "x", "type": "chat"}, "needs a list"),
        ({"name": "ok", "prompt": [{"role": "user"}], "type": "chat"}, "Message 0 needs content"),
        ({"name": "ok", "prompt": "x", "labels": ["Upper"]}, "lowercase alphanumeric"),
        ({"name": "ok", "prompt": "x", "labels": ["a" * 37]}, "at most 36"),
        ({"name": "ok", "prompt": "x", "commitMessage": "m" * 501}, "at most 500"),
        (
            {
                "name": "ok",
                "type": "chat",
                "prompt": [{"role": "user", "content": "{{h}}"}, {"type": "placeholder", "name": "h"}],
            },
            "differ from variable names: h",
        ),
        ({"name": "ok", "prompt": "@@@langfusePrompt:name=nobody|label=production@@@"}, "dependency not found"),
    ],
)
def test_bad_prompts_are_refused_with_400_and_a_reason(client: httpx2.Client, body: dict[str, Any], words: str) -> None:
    answer = client.post(PROMPTS, json=body)
    assert answer.status_code == 400 and words in answer.json()["message"]
    assert client.get(PROMPTS).json()["meta"]["totalItems"] == 0


def test_a_prompt_keeps_its_type(client: httpx2.Client) -> None:
    create(client, "kind")
    answer = client.post(PROMPTS, json={"name": "kind", "type": "chat", "prompt": [{"role": "user", "content": "x"}]})
    assert answer.status_code == 400 and "different prompt type" in answer.json()["message"]


def test_chat_prompts_keep_roles_and_placeholders(client: httpx2.Client) -> None:
    messages = [{"role": "system", "content": "Be {{mood}}"}, {"type": "placeholder", "name": "history"}]
    create(client, "chat", messages, type="chat", labels=["production"])
    assert client.get(f"{PROMPTS}/chat").json()["prompt"] == messages


def test_latest_cannot_be_set_by_hand(client: httpx2.Client) -> None:
    create(client, "l")
    answer = client.patch(f"{PROMPTS}/l/versions/1", json={"newLabels": ["latest"]})
    assert answer.status_code == 400


def test_composition_is_resolved_with_its_graph_or_left_alone_on_wish(client: httpx2.Client) -> None:
    leaf = create(client, "leaf", "LEAF", labels=["production"])
    middle = create(client, "middle", "<@@@langfusePrompt:name=leaf|version=1@@@>", labels=["production"])
    root = create(client, "root", "[@@@langfusePrompt:name=middle|label=production@@@]", labels=["production"])
    got = client.get(f"{PROMPTS}/root").json()
    assert got["prompt"] == "[<LEAF>]"
    assert got["resolutionGraph"] == {
        "root": {"name": "root", "version": 1, "id": root["id"]},
        "dependencies": {
            root["id"]: [{"name": "middle", "version": 1, "id": middle["id"]}],
            middle["id"]: [{"name": "leaf", "version": 1, "id": leaf["id"]}],
        },
    }
    raw = client.get(f"{PROMPTS}/root", params={"resolve": "false"}).json()
    assert raw["prompt"] == "[@@@langfusePrompt:name=middle|label=production@@@]" and raw["resolutionGraph"] is None
    create(client, "leaf", "NEW", labels=["production"])
    create(client, "by-label", "@@@langfusePrompt:name=leaf|label=production@@@", labels=["production"])
    assert client.get(f"{PROMPTS}/by-label").json()["prompt"] == "NEW"


def test_a_cycle_is_400_on_create_and_409_on_read(client: httpx2.Client) -> None:
    create(client, "a", "A", labels=["production"])
    create(client, "b", "@@@langfusePrompt:name=a|label=production@@@", labels=["production"])
    cyclic = {"name": "a", "prompt": "@@@langfusePrompt:name=b|label=production@@@"}
    answer = client.post(PROMPTS, json={**cyclic, "labels": ["production"]})
    assert answer.status_code == 400 and "Circular dependency" in answer.json()["message"]
    assert client.post(PROMPTS, json=cyclic).status_code == 201  # unlabelled: no cycle yet
    client.patch(f"{PROMPTS}/a/versions/2", json={"newLabels": ["production"]})
    answer = client.get(f"{PROMPTS}/a")
    assert answer.status_code == 409 and "Circular dependency" in answer.json()["message"]


def test_nesting_stops_at_five(client: httpx2.Client) -> None:
    create(client, "d0", "x", labels=["production"])
    for depth in range(1, 5):
        create(client, f"d{depth}", f"@@@langfusePrompt:name=d{depth - 1}|label=production@@@", labels=["production"])
    answer = client.post(PROMPTS, json={"name": "d5", "prompt": "@@@langfusePrompt:name=d4|label=production@@@"})
    assert answer.status_code == 400 and "Maximum nesting depth" in answer.json()["message"]
    assert client.get(f"{PROMPTS}/d4").json()["prompt"] == "x"


def test_a_prompt_that_others_need_cannot_be_deleted(client: httpx2.Client) -> None:
    create(client, "needed", "x", labels=["production"])
    create(client, "needed", "y")
    create(client, "needing", "@@@langfusePrompt:name=needed|version=1@@@")
    answer = client.delete(f"{PROMPTS}/needed", params={"version": 1})
    assert answer.status_code == 400 and "needing v1" in answer.json()["message"]
    assert client.delete(f"{PROMPTS}/needed", params={"version": 2}).status_code == 204
    assert client.delete(f"{PROMPTS}/needed").status_code == 400
    client.delete(f"{PROMPTS}/needing")
    assert client.delete(f"{PROMPTS}/needed").status_code == 204


def test_latest_falls_back_to_the_highest_remaining_version(client: httpx2.Client) -> None:
    for text in ("one", "two", "three"):
        create(client, "falling", text)
    assert client.delete(f"{PROMPTS}/falling", params={"label": "latest"}).status_code == 204
    assert client.get(f"{PROMPTS}/falling", params={"label": "latest"}).json()["version"] == 2
    assert create(client, "falling", "four")["version"] == 4
    missing = client.delete(f"{PROMPTS}/nothing")
    assert missing.status_code == 404 and missing.json()["message"] == "Prompt not found"


def test_the_list_is_paged_by_name_and_repeats_its_meta(client: httpx2.Client) -> None:
    for name in ("c", "a", "b"):
        create(client, name, tags=["t"] if name == "b" else [], config={"n": name}, labels=["production"])
    create(client, "a", "second")
    page = client.get(PROMPTS, params={"limit": 2}).json()
    assert [row["name"] for row in page["data"]] == ["a", "b"]
    assert page["meta"] == page["pagination"] == {"page": 1, "limit": 2, "totalItems": 3, "totalPages": 2}
    first = page["data"][0]
    assert first["versions"] == [1, 2] and sorted(first["labels"]) == ["latest", "production"] and first["type"] == "text"
    assert first["lastConfig"] == {} and first["lastUpdatedAt"].endswith("Z")
    assert [row["name"] for row in client.get(PROMPTS, params={"tag": "t"}).json()["data"]] == ["b"]
    by_label = client.get(PROMPTS, params={"label": "production", "name": "a"}).json()["data"]
    assert [row["versions"] for row in by_label] == [[1]]
    later = client.get(PROMPTS, params={"fromUpdatedAt": "2999-01-01T00:00:00Z"}).json()
    assert later["data"] == [] and client.get(PROMPTS, params={"limit": 101}).status_code == 400


def test_the_first_api_version_speaks_of_active_prompts(client: httpx2.Client) -> None:
    created = client.post("/api/public/prompts", json={"name": "old", "prompt": "x", "isActive": True})
    assert created.status_code == 201 and created.json()["isActive"] is True
    client.post("/api/public/prompts", json={"name": "old", "prompt": "y", "isActive": False})
    assert client.get("/api/public/prompts", params={"name": "old"}).json()["version"] == 1
    assert client.get("/api/public/prompts", params={"name": "old", "version": 2}).json()["prompt"] == "y"


def test_editors_who_save_at_once_all_get_a_version(client: httpx2.Client) -> None:
    answers: list[int] = []

    def save(text: str) -> None:
        answers.append(client.post(PROMPTS, json={"name": "busy", "prompt": text, "labels": ["production"]}).json()["version"])

    threads = [threading.Thread(target=save, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(1, 9))
    labelled = client.get(PROMPTS, params={"name": "busy", "label": "production"}).json()["data"]
    assert [len(row["versions"]) for row in labelled] == [1]


def test_a_label_that_many_move_at_once_is_always_on_exactly_one_version(client: httpx2.Client) -> None:
    for text in ("1", "2", "3"):
        create(client, "contested", text, labels=["production"])
    served: list[int] = []

    def move(version: int) -> None:
        for _ in range(5):
            moved = client.patch(f"{PROMPTS}/contested/versions/{version}", json={"newLabels": ["production"]})
            served.append(moved.status_code)
            served.append(client.get(f"{PROMPTS}/contested").status_code)

    threads = [threading.Thread(target=move, args=(version,)) for version in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(served) == {200}
    versions = [client.get(f"{PROMPTS}/contested", params={"version": version}).json() for version in (1, 2, 3)]
    holders = [one["version"] for one in versions if "production" in one["labels"]]
    assert holders == [client.get(f"{PROMPTS}/contested").json()["version"]]


def test_prompts_of_other_projects_are_invisible(client: httpx2.Client, running: RunningApp) -> None:
    create(client, "mine", labels=["production"])
    with create_project(running).client() as stranger:
        assert stranger.get(f"{PROMPTS}/mine").status_code == 404
        assert stranger.get(PROMPTS).json()["data"] == []
        assert stranger.delete(f"{PROMPTS}/mine").status_code == 404
        assert stranger.patch(f"{PROMPTS}/mine/versions/1", json={"newLabels": ["x"]}).status_code == 404


def test_without_credentials_nothing_is_served(anonymous: httpx2.Client) -> None:
    assert anonymous.get(f"{PROMPTS}/mine").status_code == 401
    assert anonymous.post(PROMPTS, json={"name": "x", "prompt": "y"}).status_code == 401


def test_an_answer_from_memory_is_the_answer_of_the_route_with_all_its_headers(
    client: httpx2.Client, anonymous: httpx2.Client
) -> None:
    client.post("/api/public/v2/prompts", json={"name": "f/p", "prompt": "x", "labels": ["production"]})
    first = client.get("/api/public/v2/prompts/f%2Fp")
    again = client.get("/api/public/v2/prompts/f/p", headers={"origin": "https://app.example"})
    assert again.content == first.content and again.headers["etag"] == first.headers["etag"]
    kept = {"cache-control", "content-type", "x-content-type-options", "content-security-policy"}
    assert {name: again.headers[name] for name in kept} == {name: first.headers[name] for name in kept}
    assert again.headers["access-control-allow-origin"] == "https://app.example"
    unchanged = client.get("/api/public/v2/prompts/f%2Fp", headers={"if-none-match": first.headers["etag"]})
    assert unchanged.status_code == 304 and unchanged.content == b""
    assert anonymous.get("/api/public/v2/prompts/f%2Fp").status_code == 401
    assert client.get("/api/public/v2/prompts/f%2Fp", params={"version": "x"}).status_code == 400
    assert client.get("/api/public/v2/prompts/f%2Fp", params={"version": "1", "label": "production"}).status_code == 400
    assert client.get("/api/public/v2/prompts/f%2Fp", params={"label": "none"}).status_code == 404
    client.patch("/api/public/v2/prompts/f%2Fp/versions/1", json={"newLabels": ["none"]})
    assert client.get("/api/public/v2/prompts/f%2Fp", params={"label": "none"}).status_code == 200
