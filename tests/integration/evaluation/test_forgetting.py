"""Executions leave the log after some time, their costs are exact, and what was scored is never scored again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from lumetra.domain.clock import utc_now
from lumetra.features.evaluation.executions.forget_executions import forget_executions
from lumetra.features.evaluation.tables import ExecutionRow
from tests.builders.evaluation import Evaluation, answer, judge_content, today
from tests.builders.eventually import eventually
from tests.builders.running_app import RunningApp

PRICED = {"provider": "local", "model": "gpt-4o-mini"}


def age(running: RunningApp, project_id: str, days: float) -> None:
    """Everything of the project ended so long ago."""
    mine = sa.update(ExecutionRow).where(ExecutionRow.project_id == project_id, ExecutionRow.finished_at.is_not(None))
    with running.engines.database.session() as session:
        session.execute(mine.values(finished_at=utc_now() - timedelta(days=days)))


def test_what_was_scored_and_forgotten_is_never_scored_again_and_what_failed_may_be(
    evaluation: Evaluation, running: RunningApp
) -> None:
    judge = evaluation.evaluator(judge_content(messages=[{"role": "user", "content": "{{output}}"}]))
    rule = evaluation.rule(judge, filter="type:GENERATION")
    evaluation.provider.replies.append(answer(0.5))
    scored = evaluation.send(reply="good")
    evaluation.finished(1, rule_id=rule["id"])
    evaluation.provider.replies.extend(["no answer", "none either"])
    failed = evaluation.send(reply="bad")
    assert {row["state"] for row in evaluation.finished(2, rule_id=rule["id"])} == {"done", "failed"}

    age(running, evaluation.project.id, 89)
    forget_executions(running.engines.database, utc_now, 90)
    assert len(evaluation.executions(rule_id=rule["id"])) == 2
    age(running, evaluation.project.id, 91)
    forget_executions(running.engines.database, utc_now, 90)
    assert evaluation.executions(rule_id=rule["id"]) == []
    why = evaluation.get(f"/evaluation-rules/{rule['id']}/why-not", trace_id=scored, observation_id=f"{scored}-call")
    assert why["answer"] == "evaluated"

    asked = len(evaluation.provider.requests)
    evaluation.provider.replies.append(answer(0.9))
    evaluation.post(f"/evaluation-rules/{rule['id']}/backfills", today())
    (again,) = evaluation.finished(1, rule_id=rule["id"])
    assert (again["trace_id"], again["state"], len(evaluation.provider.requests)) == (failed, "done", asked + 1)
    (score,) = evaluation.scores_until(scored, 1)
    assert score["value"] == 0.5


def test_what_executions_cost_adds_up_to_the_last_digit(evaluation: Evaluation) -> None:
    evaluation.connect(custom_models=["gpt-4o-mini"])
    judge = evaluation.evaluator(judge_content(model=PRICED))
    rule = evaluation.rule(judge, filter="type:GENERATION")
    for number in range(7):
        evaluation.provider.replies.append(answer(0.1))
        evaluation.send(reply="word " * (number + 1))
        evaluation.finished(number + 1, rule_id=rule["id"])
    costs = [Decimal(row["cost_usd"]) for row in evaluation.executions(rule_id=rule["id"])]
    total = evaluation.get("/evaluation-executions/summary", rule_id=rule["id"])["cost_usd"]
    assert isinstance(total, str) and Decimal(total) == sum(costs) > 0
    assert evaluation.get(f"/evaluators/{judge['id']}")["evaluator"]["cost_usd"] == total

    def traced() -> Decimal | None:
        parameters = {"environment": "lumetra-evaluation", "fields": "core,usage", "limit": 100}
        rows = evaluation.client.get("/api/public/v2/observations", params=parameters).json()["data"]
        found = [row["totalCost"] for row in rows if row["type"] == "GENERATION"]
        return sum((Decimal(str(cost)) for cost in found), Decimal(0)) if len(found) == 7 else None

    assert eventually(traced) == Decimal(total)
