"""Rules: what they match, when, how often, and what they say about it."""

from __future__ import annotations

from lumetra.domain.ids import new_id
from tests.builders.evaluation import Evaluation, answer, judge_content, today
from tests.builders.eventually import eventually


def test_a_rule_scores_what_arrives_and_the_judges_call_is_traced_with_its_cost(evaluation: Evaluation) -> None:
    judge = evaluation.evaluator(name="quality")
    rule = evaluation.rule(judge, filter="type:GENERATION")
    evaluation.provider.replies.append(answer(0.75, "short and right"))
    trace_id = evaluation.send()
    (execution,) = evaluation.finished(1, rule_id=rule["id"])
    assert execution["state"] == "done" and execution["observation_id"] == f"{trace_id}-call"
    (score,) = evaluation.scores_until(trace_id, 1)
    assert (score["name"], score["value"], score["source"], score["comment"]) == ("quality", 0.75, "EVAL", "short and right")
    assert score["executionTraceId"] == execution["judge_trace_id"] and score["observationId"] == f"{trace_id}-call"
    path = f"/api/public/traces/{execution['judge_trace_id']}"
    judged = eventually(lambda: found.json() if (found := evaluation.client.get(path)).status_code == 200 else {})
    assert judged["environment"] == "lumetra-evaluation" and {one["type"] for one in judged["observations"]} == {
        "EVALUATOR",
        "GENERATION",
    }
    assert "What is 2+2?" in evaluation.provider.requests[0]["messages"][0]["content"]


def test_a_judges_own_trace_never_starts_a_judge(evaluation: Evaluation) -> None:
    rule = evaluation.rule(evaluation.evaluator())
    evaluation.send()
    first = evaluation.finished(2, rule_id=rule["id"])
    why = evaluation.get(
        f"/evaluation-rules/{rule['id']}/why-not",
        trace_id=first[0]["judge_trace_id"],
        observation_id=_root_of(evaluation, first[0]),
    )
    assert why["answer"] == "own_trace"
    assert len(evaluation.executions(rule_id=rule["id"])) == 2
    preview = evaluation.post("/evaluation-rule-previews", {"target": "observation", **today()})
    assert preview["matches"] == 2


def test_a_trace_is_judged_once_it_has_settled_and_only_once(evaluation: Evaluation) -> None:
    content = judge_content(messages=[{"role": "user", "content": "{{trace}}"}])
    rule = evaluation.rule(evaluation.evaluator(content), target="trace", settle="idle", settle_seconds=1)
    trace_id = evaluation.send()
    evaluation.send(trace_id, reply="four")
    (execution,) = evaluation.finished(1, rule_id=rule["id"])
    assert execution["trace_id"] == trace_id and execution["observation_id"] == ""
    assert "- span answer" in evaluation.provider.requests[0]["messages"][0]["content"]
    evaluation.send(trace_id, reply="five")
    other = evaluation.send()
    rows = evaluation.finished(2, rule_id=rule["id"])
    assert sorted(row["trace_id"] for row in rows) == sorted([trace_id, other])


def test_a_session_is_judged_as_one_conversation(evaluation: Evaluation) -> None:
    content = judge_content(messages=[{"role": "user", "content": "{{session}}"}])
    rule = evaluation.rule(evaluation.evaluator(content, name="mood"), target="session", settle="idle", settle_seconds=1)
    for question in ("first", "second"):
        evaluation.send(question=question, sessionId="s1")
    (execution,) = evaluation.finished(1, rule_id=rule["id"])
    assert execution["session_id"] == "s1" and execution["state"] == "done"
    asked = evaluation.provider.requests[0]["messages"][0]["content"]
    assert "## Turn 2" in asked and "first" in asked and "second" in asked


def test_why_not_names_the_condition_that_failed_and_what_it_found(evaluation: Evaluation) -> None:
    rule = evaluation.rule(evaluation.evaluator(), filter="type:GENERATION model:claude*")
    trace_id = evaluation.send()
    parameters = {"trace_id": trace_id, "observation_id": f"{trace_id}-call"}
    evaluation.scores(trace_id)
    eventually(
        lambda: (
            evaluation.client.get(f"{evaluation.base}/evaluation-rules/{rule['id']}/why-not", params=parameters).status_code
            == 200
        )
    )
    why = evaluation.get(f"/evaluation-rules/{rule['id']}/why-not", **parameters)
    assert why["answer"] == "not_matched"
    assert [(one["met"], one["found"]) for one in why["conditions"]] == [(True, "GENERATION"), (False, "gpt-4o-mini")]
    assert evaluation.executions(rule_id=rule["id"]) == []


def test_sampling_is_a_fixed_draw_that_why_not_tells(evaluation: Evaluation) -> None:
    rule = evaluation.rule(evaluation.evaluator(), filter="type:GENERATION", sampling=0.5)
    traces = [evaluation.send() for _ in range(12)]

    def answers() -> list[str]:
        got = [
            evaluation.client.get(
                f"{evaluation.base}/evaluation-rules/{rule['id']}/why-not",
                params={"trace_id": trace, "observation_id": f"{trace}-call"},
            ).json().get("answer")
            for trace in traces
        ]  # fmt: skip
        return got if set(got) <= {"evaluated", "sampled_out"} else []

    found = eventually(answers)
    done = {row["trace_id"] for row in evaluation.finished(found.count("evaluated"), rule_id=rule["id"])}
    assert done == {trace for trace, said in zip(traces, found, strict=True) if said == "evaluated"}


def test_a_back_fill_shows_count_and_cost_first_and_skips_what_is_done(evaluation: Evaluation) -> None:
    evaluation.connect(custom_models=["gpt-4o-mini"])
    content = judge_content(model={"provider": "local", "model": "gpt-4o-mini"})
    traces = [evaluation.send() for _ in range(3)]
    judge = evaluation.evaluator(content)
    assigned = [{"evaluator_id": judge["id"]}]

    def preview() -> dict[str, object]:
        body = {"target": "observation", "filter": "type:GENERATION", "evaluators": assigned, **today()}
        return evaluation.post("/evaluation-rule-previews", body)

    eventually(lambda: preview()["matches"] == 3)
    seen = preview()
    assert seen["executions"] == 3 and seen["cost_basis"] == "prompts" and 0 < seen["cost_usd"] < 0.01
    rule = evaluation.rule(judge, filter="type:GENERATION", enabled=True)
    assert evaluation.executions(rule_id=rule["id"]) == []
    began = evaluation.post(f"/evaluation-rules/{rule['id']}/backfills", today())
    rows = evaluation.finished(3, rule_id=rule["id"])
    assert {row["trace_id"] for row in rows} == set(traces) and {row["origin"] for row in rows} == {"backfill"}
    done = eventually(
        lambda: [
            one for one in evaluation.get(f"/evaluation-rules/{rule['id']}/backfills")["data"] if one["state"] == "succeeded"
        ]
    )
    assert done[0]["id"] == began["id"] and done[0]["queued"] == 3
    again = evaluation.post(f"/evaluation-rules/{rule['id']}/backfills", today())
    eventually(
        lambda: [
            one
            for one in evaluation.get(f"/evaluation-rules/{rule['id']}/backfills")["data"]
            if one["id"] == again["id"] and one["queued"] == 0
        ]
    )
    assert preview()["executions"] == 0


def test_a_rule_only_concerns_what_is_stored_after_it_was_switched_on(evaluation: Evaluation) -> None:
    trace_id = evaluation.send()
    eventually(lambda: evaluation.client.get(f"/api/public/traces/{trace_id}").status_code == 200)
    rule = evaluation.rule(evaluation.evaluator(), filter="type:GENERATION")
    why = evaluation.get(f"/evaluation-rules/{rule['id']}/why-not", trace_id=trace_id, observation_id=f"{trace_id}-call")
    assert why["answer"] == "stored_before"


def test_an_executed_item_that_an_older_client_linked_is_judged_against_its_expected_output(evaluation: Evaluation) -> None:
    client = evaluation.client
    client.post("/api/public/v2/datasets", json={"name": "sums"}).raise_for_status()
    item = {"datasetName": "sums", "id": new_id(), "input": "2+2", "expectedOutput": "4"}
    client.post("/api/public/dataset-items", json=item).raise_for_status()
    judge = evaluation.evaluator({"kind": "check", "check": "exact_match"}, name="same")
    rule = evaluation.rule(judge, target="experiment_item", filter="experiment_name:first", settle="idle", settle_seconds=1)
    linked, other = new_id(), evaluation.send()
    link = {"runName": "first", "datasetItemId": item["id"], "traceId": linked}
    client.post("/api/public/dataset-run-items", json=link).raise_for_status()
    evaluation.send(linked)
    (execution,) = evaluation.finished(1, rule_id=rule["id"])
    assert (execution["trace_id"], execution["observation_id"], execution["item_id"]) == (linked, f"{linked}-root", item["id"])
    (score,) = evaluation.scores_until(linked, 1)
    assert score["stringValue"] == "True" and evaluation.scores(other) == []


def _root_of(evaluation: Evaluation, execution: dict[str, str]) -> str:
    path = f"/api/public/traces/{execution['judge_trace_id']}"
    judged = eventually(lambda: found.json() if (found := evaluation.client.get(path)).status_code == 200 else {})
    return next(str(one["id"]) for one in judged["observations"] if one["type"] == "EVALUATOR")
