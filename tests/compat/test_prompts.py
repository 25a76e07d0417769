"""Prompts through every major of the official SDKs, unchanged: what applications fetch, cache, compile and link."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]

NAME = "support%2Fmail%2Fr%C3%A9ponse%20n%C2%B01"
HISTORY = [["user", "hi"], ["assistant", "hello"]]


def assert_prompts_work(facts: dict[str, Any], client: httpx2.Client, *, placeholders: bool = True) -> None:
    assert facts["created"] == [1, 2]
    assert facts["by_default"] == {
        "version": 1,
        "config": {"model": "gpt-4o", "temperature": 0.2},
        "labels": ["production"],
        "tags": ["a", "b"],
        "commit": "The first",
        "text": "Answer {{question}} like {{who}}.",
        "variables": ["question", "who"],
    }
    assert facts["versions"] == {"label": 2, "version": 1, "latest": 2}
    kept, still, uncached, refreshed, updated = facts["cache"]
    assert (kept, still) == (1, 1), "an answer in the SDK's cache stays until its time is over"
    assert (uncached, refreshed, updated) == (2, 2, 1)
    assert facts["stable"] == ["production", "stable"]
    assert facts["fallback"] == [True, "Say boo."]
    assert "Prompt not found" in facts["missing"]
    assert facts["compiled"] == "Answer why? like Ana."
    assert facts["langchain"] == "Answer {question} like {who}."
    history = HISTORY if placeholders else []
    assert facts["chat"] == [["system", "You speak Polish."], *history, ["user", "why?"]]
    assert facts["langchain_chat"] == [["system", "You speak {language}."], *history, ["user", "{question}"]]
    assert facts["composed"] == "Be kind to Ana. And brief."
    assert facts["linked"][0] == "support/mail/réponse n°1"
    assert facts["linked"][1] == 1
    assert facts["linked_id"] == client.get(f"/api/public/v2/prompts/{NAME}", params={"version": 1}).json()["id"]


@using("python-2", "python-3", "python-4", "python-5")
def test_python_sdks_fetch_cache_compile_and_link_prompts(sdk: Environment, project: TestProject, client: httpx2.Client) -> None:
    facts = sdk.run("prompts_python.py", project.langfuse_environ())
    assert_prompts_work(facts, client, placeholders=sdk.major > 2)


@using("js-3", "js-4", "js-5")
def test_javascript_sdks_fetch_cache_compile_and_link_prompts(
    sdk: Environment, project: TestProject, client: httpx2.Client
) -> None:
    facts = sdk.run("prompts_js.mjs", project.langfuse_environ())
    assert facts["moved"] == 200
    assert_prompts_work(facts, client)


@using("langchain")
def test_langchain_templates_take_prompts_with_an_open_placeholder(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("prompts_langchain.py", project.langfuse_environ())
    assert facts["text"] == 'Answer why? as {"answer": "…"}.'
    assert facts["variables"] == ["history", "language", "question"]
    assert facts["messages"] == [["system", "You speak Polish."], ["human", "hi"], ["ai", "hello"], ["human", "why?"]]
