"""Evaluators on rows of a table: those that were chosen, or all that match, by hand and without a rule."""

from __future__ import annotations

from typing import Any

from lumetra.domain.ids import new_id
from tests.builders.evaluation import Evaluation, answer, judge_content, today
from tests.builders.eventually import eventually

SHORT = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}


def run_of(*evaluators: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"target": "observation", "evaluators": [{"evaluator_id": one["id"]} for one in evaluators], **today(), **changes}


def stored(evaluation: Evaluation, *traces: str) -> None:
    for trace_id in traces:
        eventually(lambda trace_id=trace_id: evaluation.client.get(f"/api/public/traces/{trace_id}").status_code == 200)


def ended(evaluation: Evaluation, run: dict[str, Any]) -> dict[str, Any]:
    """The run, once nothing of it is queued or under way."""

    def look() -> dict[str, Any]:
        found: dict[str, Any] = evaluation.get(f"/evaluation-runs/{run['id']}")
        over = found["state"] == "succeeded" and not {"waiting", "running"} & found["executions"].keys()
        return found if over else {}

    return eventually(look)


def test_chosen_observations_are_evaluated_once_for_each_version(evaluation: Evaluation) -> None:
    short = evaluation.evaluator(SHORT, name="short")
    first, second = evaluation.send(), evaluation.send()
    stored(evaluation, first, second)
    body = run_of(short, chosen=[{"trace_id": first, "observation_id": f"{first}-call"}])
    assert evaluation.post("/evaluation-run-previews", body) == {
        "matches": 1, "executions": 1, "cost_usd": 0.0, "cost_basis": "free",
    }  # fmt: skip
    run = evaluation.post("/evaluation-runs", body, 201)
    assert (run["evaluators"], run["chosen"], run["target"]) == (["short"], 1, "observation")
    done = ended(evaluation, run)
    assert (done["queued"], done["executions"]) == (1, {"done": 1})
    (execution,) = evaluation.executions(run_id=run["id"])
    assert (execution["observation_id"], execution["origin"], execution["rule_id"]) == (f"{first}-call", "manual", "")
    assert [score["name"] for score in evaluation.scores_until(first, 1)] == ["short"]
    assert evaluation.post("/evaluation-run-previews", body)["executions"] == 0
    both = [{"trace_id": trace_id, "observation_id": f"{trace_id}-call"} for trace_id in (first, second)]
    again = ended(evaluation, evaluation.post("/evaluation-runs", run_of(short, chosen=both), 201))
    assert (again["queued"], again["executions"]) == (1, {"done": 1})
    assert [one["id"] for one in evaluation.get("/evaluation-runs")["data"]] == [again["id"], run["id"]]


def test_chosen_traces_are_evaluated_as_wholes_with_a_mapping_of_their_own(evaluation: Evaluation) -> None:
    judge = evaluation.evaluator()
    evaluation.provider.replies.append(answer(0.5))
    trace_id, other = evaluation.send(), evaluation.send(reply="another")
    stored(evaluation, trace_id, other)
    body = run_of(target="trace", chosen=[{"trace_id": trace_id}])
    body["evaluators"] = [
        {"evaluator_id": judge["id"], "mapping": {"input": {"source": "output"}, "output": {"source": "input"}}}
    ]
    run = ended(evaluation, evaluation.post("/evaluation-runs", body, 201))
    assert run["executions"] == {"done": 1}
    (execution,) = evaluation.executions(run_id=run["id"])
    assert (execution["target"], execution["trace_id"], execution["observation_id"]) == ("trace", trace_id, "")
    (request,) = evaluation.provider.requests
    assert "Question: 4\nAnswer: What is 2+2?" in request["messages"][0]["content"]


def test_all_that_match_are_evaluated_and_what_judges_did_is_not(evaluation: Evaluation) -> None:
    evaluation.connect(custom_models=["gpt-4o-mini"])
    content = judge_content(model={"provider": "local", "model": "gpt-4o-mini"})
    short, judge = evaluation.evaluator(SHORT, name="short"), evaluation.evaluator(content)
    wanted = [evaluation.send(tags=["wanted"]) for _ in range(3)]
    other = evaluation.send()
    stored(evaluation, *wanted, other)
    body = run_of(short, judge, filter="type:GENERATION tags:wanted")
    seen = evaluation.post("/evaluation-run-previews", body)
    assert (seen["matches"], seen["executions"], seen["cost_basis"]) == (3, 6, "prompts") and seen["cost_usd"] > 0
    run = ended(evaluation, evaluation.post("/evaluation-runs", body, 201))
    assert (run["queued"], run["executions"], float(run["cost_usd"]) > 0) == (6, {"done": 6}, True)
    rows = evaluation.executions(run_id=run["id"])
    assert {row["observation_id"] for row in rows} == {f"{trace_id}-call" for trace_id in wanted}
    own = next(row["judge_trace_id"] for row in rows if row["judge_trace_id"])
    stored(evaluation, own)
    assert evaluation.post("/evaluation-run-previews", run_of(short, target="trace", chosen=[{"trace_id": own}]))["matches"] == 0
    assert evaluation.post("/evaluation-run-previews", run_of(short, target="trace"))["matches"] == 4


def test_a_condition_on_comments_chooses_rows_as_in_the_table(evaluation: Evaluation) -> None:
    short = evaluation.evaluator(SHORT)
    commented, other = evaluation.send(), evaluation.send()
    stored(evaluation, commented, other)
    comment = {"object_type": "TRACE", "object_id": commented, "content": "look at this"}
    evaluation.post("/comments", comment, 201)
    body = run_of(short, target="trace", filter="comments:>0")
    assert evaluation.post("/evaluation-run-previews", body)["matches"] == 1
    run = ended(evaluation, evaluation.post("/evaluation-runs", body, 201))
    assert [row["trace_id"] for row in evaluation.executions(run_id=run["id"])] == [commented]


def test_a_run_is_stopped_with_all_that_waits_for_it(evaluation: Evaluation) -> None:
    short = evaluation.evaluator(SHORT)
    evaluation.post(f"/evaluators/{short['id']}/pause", {})
    trace_id = evaluation.send()
    stored(evaluation, trace_id)
    run = evaluation.post("/evaluation-runs", run_of(short, filter="type:GENERATION"), 201)
    evaluation.until(lambda rows: len(rows) == 1, run_id=run["id"])
    assert evaluation.post(f"/evaluation-runs/{run['id']}/cancel", {})["executions"] == {"cancelled": 1}


def test_what_cannot_be_run_is_refused_before_anything_begins(evaluation: Evaluation) -> None:
    short = evaluation.evaluator(SHORT)
    many = [{"trace_id": new_id()} for _ in range(1001)]
    refused = evaluation.post("/evaluation-runs", run_of(short, target="trace", chosen=many), 400)
    assert refused["error"]["message"] == "Choose at most 1,000 rows, or all that match"
    evaluation.post("/evaluation-runs", run_of(short, filter="nonsense_field:1"), 400)
    evaluation.post("/evaluation-runs", run_of({"id": "unknown"}), 404)
    evaluation.post("/evaluation-runs", run_of(short, start="2020-01-01T00:00:00Z"), 400)
    evaluation.post("/evaluation-runs", run_of(), 400)
    assert evaluation.get("/evaluation-runs") == {"data": []}
    assert evaluation.client.get(f"{evaluation.base}/evaluation-runs/{new_id()}").status_code == 404
