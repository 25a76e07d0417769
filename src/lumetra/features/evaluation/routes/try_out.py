"""The test bench: an evaluator as it stands in the editor, on one real row. No score is written."""

from __future__ import annotations

import os

from lumetra.domain.access import Access
from lumetra.domain.evaluation import Target
from lumetra.features.evaluation.content import complete_mapping
from lumetra.features.evaluation.executions.run_evaluator import Assignment, Evaluators, run_evaluator
from lumetra.features.evaluation.executions.work_off import Write
from lumetra.features.evaluation.outcome import Failed, Outcome
from lumetra.features.evaluation.routes.shapes_evaluators import EvaluatorTestIn, EvaluatorTestOut, EvaluatorTestScore
from lumetra.features.evaluation.subjects.map_variables import check_path
from lumetra.llm.pace import HeldBack


async def try_out(evaluators: Evaluators, write: Write, access: Access, body: EvaluatorTestIn) -> EvaluatorTestOut:
    """Run it. A judge's call costs what it costs, so it is traced like every other, marked as a test."""
    mapping = complete_mapping(body.content, body.mapping)
    for source in mapping.values():
        check_path(source.path)
    assignment = Assignment(
        project_id=access.project_id,
        name=body.name or "test",
        content=body.content,
        mapping=mapping,
        target=Target(**body.target.model_dump()),
        trace_id=os.urandom(16).hex(),
        metadata={"test": True, "target": body.target.kind, "target_trace_id": body.target.trace_id},
    )
    try:
        outcome = await run_evaluator(evaluators, assignment)
    except HeldBack:
        outcome = Outcome(failure=Failed("rate_limit", "The connection's own limit leaves no place for this call now"))
    if outcome.observations:
        write(access, outcome.observations)
    return _shown(outcome, body.name)


def _shown(outcome: Outcome, name: str) -> EvaluatorTestOut:
    return EvaluatorTestOut(
        scores=[
            EvaluatorTestScore(
                name=score.name or name, data_type=score.data_type, value=score.value, string_value=score.string_value, comment=score.comment
            )
            for score in outcome.scores
        ],
        error_kind=outcome.failure.kind if outcome.failure else "",
        error=outcome.failure.message if outcome.failure else "",
        error_line=outcome.failure.line if outcome.failure else 0,
        asked=outcome.asked,
        answered=outcome.answered,
        printed=outcome.printed,
        model=outcome.model,
        cost_usd=outcome.cost_usd,
        latency_ms=outcome.latency_ms,
        judge_trace_id=outcome.trace_id,
    )  # fmt: skip
