"""Every major of the official SDKs, unchanged: what it sends is what it reads back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]

TYPES = {"agent": "AGENT", "tool": "TOOL", "chain": "CHAIN", "retriever": "RETRIEVER", "evaluator": "EVALUATOR", "guardrail": "GUARDRAIL", "embedding": "EMBEDDING", "answer": "GENERATION", "clicked": "EVENT", "root": "SPAN"}  # fmt: skip


def as_json(value: Any) -> Any:
    """The newest reads hand out input and output as text."""
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def assert_the_generation_is_whole(generation: dict[str, Any]) -> None:
    assert generation["model"] == "gpt-4o"
    assert {key: generation["usage"][key] for key in ("input", "output", "total")} == {"input": 12, "output": 5, "total": 17}
    assert as_json(generation["input"]) == [{"role": "user", "content": "你好"}]
    assert generation["output"] == "再见"


def assert_the_trace_is_whole(trace: dict[str, Any], session: str) -> None:
    assert (trace["name"], trace["user"], trace["session"]) == ("qa", "ana", session)
    assert trace["tags"] == ["a", "b"]


@using("python-2")
def test_python_2_reads_back_what_it_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("python_2.py", project.langfuse_environ())
    trace = facts["trace"]
    assert (trace["name"], trace["user"], trace["session"], trace["release"], trace["version"]) == (
        "qa",
        "ana",
        "s-py2",
        "r1",
        "v1",
    )
    assert trace["tags"] == ["a", "b", "c"]
    assert trace["input"] == {"q": "Wie spät?"}
    assert trace["output"] == {"a": "zwölf"}
    assert trace["metadata"]["k"] == {"n": 1, "m": 2}
    observations = facts["observations"]
    assert {name: o["type"] for name, o in observations.items()} == {
        "retrieve": "SPAN",
        "answer": "GENERATION",
        "clicked": "EVENT",
        "late": "SPAN",
        "media": "SPAN",
    }
    assert observations["retrieve"]["level"].endswith("WARNING")
    assert observations["retrieve"]["status"] == "slow"
    assert observations["retrieve"]["output"] == ["doc"]
    assert observations["late"]["output"] == "came in a second batch"
    assert observations["answer"]["parent"] == facts["parents"]["span"]
    assert facts["generation"]["usage"]["input"] == 12
    assert facts["generation"]["metadata"]["late"] is True
    assert facts["generation"]["output"] == {"role": "assistant", "content": "再见"}
    assert facts["generation"]["completion_start"]
    assert facts["listed"] == facts["session_traces"] == [facts["trace_id"]]
    assert facts["scores"]["rating"]["value"] == 0.9
    assert facts["scores"]["tone"]["string"] == "warm"
    assert facts["scores"]["tone"]["observation"] == facts["parents"]["generation"]
    assert facts["scores"]["ok"]["value"] == 1
    assert facts["url"].endswith(f"/trace/{facts['trace_id']}")
    assert facts["media"]["picture"].startswith("@@@langfuseMedia:type=image/png|id=")
    assert facts["resolved"]["i"]["picture"].startswith("data:image/png;base64,")


@using("python-3")
def test_python_3_reads_back_what_it_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("python_3.py", project.langfuse_environ())
    assert_the_trace_is_whole(facts["trace"], "s-py3")
    assert facts["trace"]["input"] == "trace input"
    assert facts["trace"]["output"] == "trace output"
    assert facts["trace"]["public"] is True
    assert facts["types"] == TYPES
    assert_the_generation_is_whole(facts["generation"])
    assert facts["generation"]["cost"]["input"] == 0.001
    assert facts["agent_metadata"]["n"] == 1
    assert facts["agent_metadata"]["deep"] == {"a": [1, 2]}
    assert facts["event"]["level"].endswith("WARNING")
    assert facts["event"]["status"] == "careful"
    assert (facts["listed"], facts["by_user"]) == (2, 11)
    assert facts["session_traces"] == [facts["trace_id"]]
    assert facts["scores"]["rating"]["value"] == 0.9
    assert facts["scores"]["tone"]["string"] == "warm"
    assert facts["scores"]["session-score"]["session"] == "s-py3"


@using("python-4")
def test_python_4_reads_back_what_it_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("python_4.py", project.langfuse_environ())
    assert_the_trace_is_whole(facts["trace"], "s-py4")
    assert facts["types"] == TYPES
    assert (facts["pages"], facts["legacy"], facts["listed"]) == (10, 10, 1)
    assert_the_generation_is_whole(facts["generation"])
    assert facts["generation"]["user"] == "ana"
    assert facts["session_traces"] == [facts["trace_id"]]
    assert {name: score["value"] for name, score in facts["scores"].items()} == {
        "rating": 0.9,
        "tone": "warm",
        "ok": "True",
        "words": "quite nice",
    }
    assert facts["media_id"] in str(facts["generation"]["metadata"])


@using("python-5")
def test_python_5_reads_back_what_it_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("python_5.py", project.langfuse_environ())
    assert facts["types"] == TYPES
    assert (facts["pages"], facts["by_user"]) == (10, 10)
    assert facts["roots"] == ["root"]
    assert_the_generation_is_whole(facts["generation"])
    assert (facts["generation"]["user"], facts["generation"]["session"], facts["generation"]["trace_name"]) == (
        "ana",
        "s-py5",
        "qa",
    )
    assert facts["agent_metadata"]["n"] == 1
    assert facts["agent_metadata"]["word"] == "abc"
    assert facts["event"]["status"] == "broke"
    assert {name: score["value"] for name, score in facts["scores"].items()} == {"rating": 0.9, "tone": "warm", "ok": True}
    assert facts["media"] == {"length": 17, "type": "image/png"}


@using("js-3")
def test_javascript_3_reads_back_what_it_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("js_3.mjs", project.langfuse_environ())
    assert_the_trace_is_whole(facts["trace"], "s-js3")
    assert facts["trace"]["output"] == "zwölf"
    assert facts["types"] == {"retrieve": "SPAN", "answer": "GENERATION", "clicked": "EVENT"}
    assert_the_generation_is_whole(facts["generation"])
    assert facts["session_traces"] == [facts["trace_id"]]
    assert facts["scores"]["rating"]["value"] == 0.9
    assert facts["scores"]["tone"]["string"] == "warm"


@using("js-4", "js-5")
def test_javascript_4_and_5_read_back_what_they_sent(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("js_4_and_5.mjs", project.langfuse_environ())
    assert_the_trace_is_whole(facts["trace"], f"s-js{sdk.major}")
    assert facts["trace"]["input"] == {"q": "Wie spät?"}
    assert facts["trace"]["output"] == {"a": "zwölf"}
    assert facts["types"] == TYPES
    assert_the_generation_is_whole(facts["generation"])
    assert facts["agent_metadata"]["word"] == "abc"
    assert facts["session_traces"] == [facts["trace_id"]]
    assert facts["scores"]["rating"]["value"] == 0.9
