"""Evaluators: versions, the test bench, answers that are not what was asked, code that misbehaves, connections that fail."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.builders.evaluation import Evaluation, answer, judge_content
from tests.builders.eventually import eventually


def stored_trace(evaluation: Evaluation, **more: Any) -> dict[str, str]:
    """A stored generation, as a target."""
    trace_id = evaluation.send(**more)
    eventually(lambda: evaluation.client.get(f"/api/public/traces/{trace_id}").status_code == 200)
    return {"kind": "observation", "trace_id": trace_id, "observation_id": f"{trace_id}-call"}


def code(body: str) -> dict[str, Any]:
    return {"kind": "code", "source": f"def evaluate(ctx):\n    {body}\n"}


def test_every_judge_of_the_library_can_be_made_into_an_evaluator_in_both_languages(evaluation: Evaluation) -> None:
    for language in ("en", "zh"):
        library = evaluation.get("/evaluator-library", language=language)["data"]
        assert len(library) >= 20
        for entry in library:
            content = {"kind": "judge", "messages": entry["messages"], "output": entry["output"]}
            body = {
                "name": f"{entry['name']} {language}",
                "content": content,
                "mapping": entry["mapping"],
                "library_key": entry["key"],
            }
            made = evaluation.post("/evaluators", body, 201)
            assert made["latest"]["mapping"] == entry["mapping"]


def test_a_new_version_is_refused_when_somebody_else_was_faster(evaluation: Evaluation) -> None:
    judge = evaluation.evaluator()
    evaluation.post(f"/evaluators/{judge['id']}/versions", {"content": judge_content(), "based_on": 1}, 201)
    late = evaluation.post(f"/evaluators/{judge['id']}/versions", {"content": judge_content(), "based_on": 1}, 409)
    assert late["error"]["code"] == "version_conflict"
    assert [one["version"] for one in evaluation.get(f"/evaluators/{judge['id']}/versions")["data"]] == [2, 1]
    evaluation.post(f"/evaluators/{judge['id']}/versions", {"content": code("return 1")}, 400)


def test_the_test_bench_shows_prompt_answer_score_and_cost_and_saves_nothing(evaluation: Evaluation) -> None:
    evaluation.connect(custom_models=["gpt-4o-mini"])
    content = judge_content(
        model={"provider": "local", "model": "gpt-4o-mini"}, messages=[{"role": "user", "content": "Judge {{said}} for {{who}}"}]
    )
    mapping = {"said": {"source": "output", "path": "$.content"}, "who": {"source": "input", "path": "$[*].content"}}
    target = stored_trace(evaluation, reply="forty-two")
    evaluation.provider.replies.append(answer(0.5))
    found = evaluation.post("/evaluator-tests", {"name": "try", "content": content, "mapping": mapping, "target": target})
    assert found["asked"][0]["content"] == "Judge forty-two for What is 2+2?"
    assert found["scores"][0]["value"] == 0.5 and Decimal(found["cost_usd"]) > 0 and found["error"] == ""
    assert evaluation.scores(target["trace_id"]) == []
    missing = {"said": {"source": "output", "path": "$.nothing"}, "who": {"source": "input"}}
    found = evaluation.post("/evaluator-tests", {"content": content, "mapping": missing, "target": target})
    assert found["error_kind"] == "no_value" and "$.nothing finds nothing in output" in found["error"]


def test_an_answer_that_was_not_asked_for_gets_one_repair_and_then_is_an_error_that_can_be_retried(
    evaluation: Evaluation,
) -> None:
    judge = evaluation.evaluator()
    rule = evaluation.rule(judge, filter="type:GENERATION")
    evaluation.provider.replies.extend(["I think it is fine.", answer(0.9)])
    repaired = evaluation.send()
    (first,) = evaluation.finished(1, rule_id=rule["id"])
    assert first["state"] == "done" and first["scores"][0]["value"] == 0.9 and first["trace_id"] == repaired
    assert "not a JSON object" in evaluation.provider.requests[1]["messages"][-1]["content"]
    evaluation.provider.replies.extend([answer(7), answer(8)])
    bad = evaluation.send()
    rows = evaluation.finished(2, rule_id=rule["id"])
    (failed,) = [row for row in rows if row["trace_id"] == bad]
    assert failed["state"] == "failed" and failed["error_kind"] == "bad_answer" and "at most 1, not 8" in failed["error"]
    assert evaluation.scores(bad) == []
    summary = evaluation.get("/evaluation-executions/summary", rule_id=rule["id"])
    assert summary["states"] == {"done": 1, "failed": 1} and summary["errors"] == {"bad_answer": 1}
    evaluation.provider.replies.append(answer(0.1))
    assert evaluation.post("/evaluation-executions/retry", {"ids": [failed["id"]]})["count"] == 1
    (score,) = evaluation.scores_until(bad, 1)
    assert score["value"] == 0.1


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("while True: pass", "code_time", "longer than 2 s"),
        ("return len(['x' * 1000000 for _ in range(10**6)])", "code_memory", "more than 64 MiB"),
        ("return evaluate(ctx)", "code_recursion", "levels deep"),
        ("import socket", "code_error", "No module named 'socket'"),
        ("return open('/etc/passwd').read()", "code_error", "neither files nor network"),
        ("return object", "code_value", "must return a number"),
        ("return {'scores': []}", "code_value", "1 to 50 scores"),
        ("return 1 / 0", "code_error", "division by zero"),
        ("return float('nan')", "code_value", "must return a number"),
        ("return (", "code_syntax", "cannot be read"),
    ],
)
def test_code_that_misbehaves_is_stopped_and_explained(evaluation: Evaluation, source: str, kind: str, words: str) -> None:
    found = evaluation.post("/evaluator-tests", {"content": code(source), "target": stored_trace(evaluation)})
    assert (found["error_kind"], found["scores"]) == (kind, []) and words in found["error"]


def test_code_sees_the_target_and_may_give_several_scores(evaluation: Evaluation) -> None:
    body = "return {'scores': [{'name': 'length', 'value': len(ctx.output['content'])}, {'name': 'kind', 'value': ctx.observation.name}]}"
    judge = evaluation.evaluator(code(body))
    evaluation.rule(judge, filter="type:GENERATION")
    scores = evaluation.scores_until(evaluation.send(reply="four"), 2)
    assert {(one["name"], one.get("value"), one.get("stringValue")) for one in scores} == {
        ("length", 4, None),
        ("kind", 0, "llm call"),
    }


def test_a_ready_check_runs_on_what_its_value_is_mapped_to(evaluation: Evaluation) -> None:
    check = {"kind": "check", "check": "contains", "parameters": {"texts": ["4"]}}
    judge = evaluation.evaluator(check, mapping={"value": {"source": "output", "path": "$.content"}})
    evaluation.rule(judge, filter="type:GENERATION")
    (score,) = evaluation.scores_until(evaluation.send(), 1)
    assert score["dataType"] == "BOOLEAN" and score["stringValue"] == "True" and "found: 4" in score["comment"]
    bad = {"kind": "check", "check": "regex", "parameters": {"pattern": "("}}
    refused = evaluation.post("/evaluators", {"name": "x", "content": bad}, 400)
    assert "not a regular expression" in str(refused)


def test_a_connection_that_fails_pauses_its_judges_with_the_reason_and_nothing_is_lost(evaluation: Evaluation) -> None:
    judge = evaluation.evaluator(judge_content(model={"provider": "local", "model": "error-401"}))
    rule = evaluation.rule(judge, filter="type:GENERATION")
    first = evaluation.send()

    def paused() -> dict[str, Any]:
        found = evaluation.get(f"/evaluators/{judge['id']}")["evaluator"]
        return found if found["paused_reason"] else {}

    found = eventually(paused)
    assert found["paused_reason"] == "auth" and "does not accept the API key" in found["paused_message"]
    asked = len(evaluation.provider.requests)
    second = evaluation.send()
    evaluation.until(lambda rows: len(rows) == 2, rule_id=rule["id"])
    why = evaluation.get(f"/evaluation-rules/{rule['id']}/why-not", trace_id=second, observation_id=f"{second}-call")
    assert why["answer"] == "paused" and "API key" in why["paused"][judge["id"]]
    assert len(evaluation.provider.requests) == asked
    evaluation.post(f"/evaluators/{judge['id']}/versions", {"content": judge_content()}, 201)
    rows = evaluation.finished(2, rule_id=rule["id"])
    assert {row["trace_id"] for row in rows if row["state"] == "failed"} == set() and {row["trace_id"] for row in rows} == {
        first,
        second,
    }


def test_deleting_a_connection_pauses_the_judges_that_need_it(evaluation: Evaluation) -> None:
    evaluation.client.put(
        f"{evaluation.base}/evaluation-settings", json={"default_model": {"provider": "local", "model": "echo"}}
    )
    named, default, other = (
        evaluation.evaluator(judge_content(**more))
        for more in ({}, {"model": None}, {"model": {"provider": "elsewhere", "model": "m"}})
    )
    (connection,) = evaluation.get("/llm-connections")["data"]
    assert evaluation.client.delete(f"{evaluation.base}/llm-connections/{connection['id']}").status_code == 204
    reasons = {one["id"]: one["paused_reason"] for one in evaluation.get("/evaluators")["data"]}
    assert reasons == {named["id"]: "no_connection", default["id"]: "no_connection", other["id"]: ""}
