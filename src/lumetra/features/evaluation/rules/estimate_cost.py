"""What judging will cost: from what these versions cost so far, or from the length of prompts on real targets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from lumetra.domain.errors import LumetraError
from lumetra.domain.evaluation import Target
from lumetra.domain.observation import Observation
from lumetra.engines.database import Database
from lumetra.features.evaluation.content import JudgeContent, ModelChoice, complete_mapping, parse_mapping
from lumetra.features.evaluation.executions.queue_executions import Asked
from lumetra.features.evaluation.executions.run_evaluator import wanted_sources
from lumetra.features.evaluation.judges.judge import filled
from lumetra.features.evaluation.subjects.map_variables import as_text, map_variables
from lumetra.features.evaluation.subjects.subject import ReadSubject
from lumetra.features.evaluation.tables import EvaluatorVersionRow, ExecutionRow
from lumetra.features.evaluation.write_evaluators import StoredVersion, as_stored

CHARACTERS_PER_TOKEN: Final = 3.5
ANSWER_TOKENS: Final = 120
_ENOUGH_RUNS: Final = 5


@dataclass(frozen=True)
class CostEstimate:
    """About what all of it costs in US dollars. `usd` None: a model has no price. `basis` says where the figure comes from."""

    usd: float | None
    basis: str
    """`runs` (what these versions cost so far), `prompts` (length of prompts on real targets), `free` (no model is asked), `unknown`."""


class CostEstimator:
    """Estimates, never promises."""

    def __init__(
        self, database: Database, read_subject: ReadSubject, price: Callable[[str, Observation], Decimal | None],
        default_model: Callable[[str], ModelChoice | None],
    ) -> None:  # fmt: skip
        self._database = database
        self._read_subject = read_subject
        self._price = price
        self._default_model = default_model

    def estimate(self, project_id: str, asked: Sequence[Asked], sample: Sequence[Target], targets: int) -> CostEstimate:
        """The cost of running all these versions on `targets` targets that look like `sample`."""
        ids = [one.version_id for one in asked]
        with self._database.reading() as session:
            rows = session.scalars(sa.select(EvaluatorVersionRow).where(EvaluatorVersionRow.id.in_(ids)))
            versions = [as_stored(row) for row in rows]
        judges = [version for version in versions if isinstance(version.content, JudgeContent)]
        if not judges:
            return CostEstimate(0.0, "free")
        each: list[float] = []
        basis = "runs"
        for judge in judges:
            cost = self._by_runs(judge.row.id)
            if cost is None:
                cost, basis = self._by_prompts(project_id, judge, sample), "prompts"
            if cost is None:
                return CostEstimate(None, "unknown")
            each.append(cost)
        return CostEstimate(sum(each) * targets, basis)

    def _by_runs(self, version_id: str) -> float | None:
        query = sa.select(ExecutionRow.cost_usd, sa.func.count()).where(
            ExecutionRow.evaluator_version_id == version_id, ExecutionRow.cost_usd.is_not(None)
        )
        with self._database.reading() as session:
            costs = [(float(cost or 0), count) for cost, count in session.execute(query.group_by(ExecutionRow.cost_usd))]
        runs = sum(count for _, count in costs)
        return sum(cost * count for cost, count in costs) / runs if runs >= _ENOUGH_RUNS else None

    def _by_prompts(self, project_id: str, version: StoredVersion, sample: Sequence[Target]) -> float | None:
        content = version.content
        assert isinstance(content, JudgeContent)
        choice = content.model or self._default_model(project_id)
        if choice is None:
            return None
        mapping = complete_mapping(content, parse_mapping(version.row.mapping))
        costs: list[float] = []
        for target in sample:
            try:
                subject = self._read_subject(project_id, target, wanted_sources(content, mapping))
                values = {name: as_text(value) for name, value in map_variables(subject, mapping).items()}
            except LumetraError:  # this target will not be judged either
                continue
            characters = sum(len(message["content"]) for message in filled(content, values))
            cost = self._price(project_id, _call(choice.model, characters / CHARACTERS_PER_TOKEN))
            if cost is None:
                return None
            costs.append(float(cost))
        return sum(costs) / len(costs) if costs else None


def _call(model: str, input_tokens: float) -> Observation:
    return Observation(
        trace_id="", id="", start_time_us=time.time_ns() // 1000, type="GENERATION", model=model,
        usage={"input": float(round(input_tokens)), "output": float(ANSWER_TOKENS)},
    )  # fmt: skip
