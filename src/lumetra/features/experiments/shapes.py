"""What `/api/v1` says about experiments and their results."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from lumetra.domain.statistics.intervals import Estimate
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.reading.item_rows import ItemRow
from lumetra.features.experiments.reading.read_prompts import UsedPrompt
from lumetra.features.experiments.reading.read_results import Run
from lumetra.features.experiments.reading.read_summaries import Summary
from lumetra.features.experiments.reading.summarise import RunSummary, summarise
from lumetra.querylang import Subject


def finite(value: float | None) -> float | None:
    """JSON has no NaN."""
    return None if value is None or not math.isfinite(value) else value


class EstimateOut(BaseModel):
    """A value with its 95 % interval; null bounds where the data allow none. `method` says how the interval was made."""

    value: float | None
    low: float | None
    high: float | None
    count: int
    method: str

    @classmethod
    def of(cls, estimate: Estimate) -> EstimateOut:
        """From the domain's."""
        value, low, high = finite(estimate.value), finite(estimate.low), finite(estimate.high)
        return cls(value=value, low=low, high=high, count=estimate.count, method=estimate.method)


class PromptOfRunOut(BaseModel):
    """A version of a prompt that a run used."""

    name: str
    version: int


class ExperimentOut(BaseModel):
    """An experiment. `errors` counts its traces with an error. For lists only: `score_means` (plain means by name) and `prompts`.

    `dataset_version` is the moment whose items were run, or that of the newest item that was; null: not known.
    """

    id: str
    name: str
    description: str | None
    metadata: Any
    dataset_id: str | None
    dataset_name: str | None
    start_time: datetime
    end_time: datetime
    items: int
    errors: int
    prompts: list[PromptOfRunOut] = []
    dataset_version: datetime | None = None
    score_means: dict[str, float] = {}
    cost_usd: float | None

    @classmethod
    def of(cls, one: Experiment, dataset_name: str | None, summary: Summary) -> ExperimentOut:
        """From the domain's."""
        return cls(
            id=one.id, name=one.name, description=one.description, metadata=one.metadata, dataset_id=one.dataset_id or None,
            dataset_name=dataset_name, start_time=one.start_time, end_time=one.end_time, items=one.item_count,
            errors=one.error_count, prompts=[PromptOfRunOut(name=name, version=version) for name, version in summary.prompts],
            dataset_version=summary.dataset_version,
            score_means=summary.means, cost_usd=None if summary.cost_usd is None else float(summary.cost_usd),
        )  # fmt: skip


class ExperimentsPage(BaseModel):
    """Experiments, latest activity first."""

    data: list[ExperimentOut]
    next_cursor: str | None


class MetricOut(BaseModel):
    """A score, `cost_usd` or `latency_ms`: mean and median over items."""

    name: str
    kind: str
    mean: EstimateOut
    median: EstimateOut
    values: int


class ShareOut(BaseModel):
    """How often a category came."""

    label: str
    share: EstimateOut


class CategoriesOut(BaseModel):
    """A categorical score, most frequent first."""

    name: str
    shares: list[ShareOut]


class RunSummaryOut(BaseModel):
    """Numbers of a run."""

    items: int
    executions: int
    repetitions: int
    failed: int
    metrics: list[MetricOut]
    categories: list[CategoriesOut]

    @classmethod
    def of(cls, summary: RunSummary) -> RunSummaryOut:
        """From the summary."""
        return cls(
            items=summary.items,
            executions=summary.executions,
            repetitions=summary.repetitions,
            failed=summary.failed,
            metrics=[
                MetricOut(name=m.name, kind=m.kind, mean=EstimateOut.of(m.mean), median=EstimateOut.of(m.median), values=m.values)
                for m in summary.metrics
            ],
            categories=[
                CategoriesOut(name=c.name, shares=[ShareOut(label=label, share=EstimateOut.of(s)) for label, s in c.shares])
                for c in summary.categories
            ],
        )


class UsedPromptOut(BaseModel):
    """A version of a prompt; `prompt_id` is null when no prompt has this name (any more)."""

    name: str
    version: int
    prompt_id: str | None


class ResultsOut(BaseModel):
    """An experiment, its numbers, and the prompt versions that its generations used."""

    experiment: ExperimentOut
    summary: RunSummaryOut
    prompts: list[UsedPromptOut]

    @classmethod
    def of(cls, run: Run, dataset_name: str | None, prompts: list[UsedPrompt]) -> ResultsOut:
        """From the run."""
        about = Summary(cost_usd=run.experiment.cost_usd)
        return cls(
            experiment=ExperimentOut.of(run.experiment, dataset_name, about),
            summary=RunSummaryOut.of(summarise(run)),
            prompts=[UsedPromptOut.model_validate(one, from_attributes=True) for one in prompts],
        )


class ExecutionOut(BaseModel):
    """One execution; texts are cut to 4 000 characters."""

    trace_id: str
    observation_id: str
    input: Any
    output: Any
    error: str
    failed: bool
    latency_ms: float | None
    cost_usd: float | None
    scores: dict[str, float | str]


class ItemRowOut(BaseModel):
    """An item with its executions, one a repetition."""

    item_id: str
    input: Any
    expected_output: Any
    tags: list[str]
    means: dict[str, float]
    executions: list[ExecutionOut]

    @classmethod
    def of(cls, row: ItemRow) -> ItemRowOut:
        """From the row."""
        return cls.model_validate(row, from_attributes=True)


class ItemRowsPage(BaseModel):
    """Items of a run in the order asked for."""

    data: list[ItemRowOut]
    total: int
    next_cursor: str | None


class ItemFieldOut(BaseModel):
    """A field of the filter of items."""

    name: str
    label: str
    kind: str
    aliases: list[str]
    options: list[str]


class ItemFieldsOut(BaseModel):
    """What the filter of items may ask, in the order in which it is offered."""

    data: list[ItemFieldOut]

    @classmethod
    def of(cls, subject: Subject) -> ItemFieldsOut:
        """From the grammar's."""
        return cls(
            data=[
                ItemFieldOut(name=f.name, label=f.label, kind=f.kind.value, aliases=list(f.aliases), options=list(f.options))
                for f in subject.fields
            ]
        )
