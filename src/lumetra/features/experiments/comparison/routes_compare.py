"""`/api/v1` of comparing runs: metrics with verdicts, items that got better or worse, the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.domain.statistics.gate import check_gate, parse_rule
from lumetra.features.experiments.comparison.compare import ComparisonWish, compare, outcomes
from lumetra.features.experiments.comparison.report import MOST_ITEMS, write_report
from lumetra.features.experiments.comparison.report_words import Language
from lumetra.features.experiments.comparison.shapes_compare import (
    CandidateOut,
    CategoryComparisonOut,
    ComparisonOut,
    GateIn,
    GateOut,
    GateRuleOut,
    ItemPairOut,
    ItemPairsPage,
    MetricComparisonOut,
)
from lumetra.features.experiments.reading.item_rows import read_item_rows
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.reading.read_prompts import prompts_of_run
from lumetra.features.experiments.reading.read_results import Run
from lumetra.features.experiments.reading.summarise import summarise
from lumetra.features.experiments.shapes import ItemRowOut, ResultsOut
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, decode_cursor, encode_cursor

READ = Permission.EXPERIMENTS_READ
MOST_CANDIDATES = 10
Names = Annotated[list[str], Query(description="Scores of which less is better; cost and latency always are.")]


@dataclass(frozen=True)
class PairsWish:
    """Which items, by what they did in a metric (empty: all scores together)."""

    metric: str
    outcome: str
    lower_is_better: list[str]


def read_comparison(
    experiments: Experiments, project_id: str, baseline_id: str, candidate_ids: list[str], wish: ComparisonWish
) -> ComparisonOut:
    """The baseline and each candidate compared with it. Raises NotFound, Refusal for too many."""
    if not 1 <= len(candidate_ids) <= MOST_CANDIDATES:
        raise Refusal(f"Compare a baseline with 1 to {MOST_CANDIDATES} other runs")
    baseline = experiments.runs.read(project_id, baseline_id)
    candidates = [experiments.runs.read(project_id, own_id) for own_id in candidate_ids]
    ids = sorted({run.experiment.dataset_id for run in (baseline, *candidates) if run.experiment.dataset_id})
    names = experiments.dataset_names(project_id, ids)

    def results(run: Run) -> ResultsOut:
        prompts = prompts_of_run(experiments, project_id, run)
        return ResultsOut.of(run, names.get(run.experiment.dataset_id), prompts)

    def candidate(run: Run) -> CandidateOut:
        found = compare(baseline, run, wish)
        return CandidateOut(
            results=results(run),
            common_items=len(_items(baseline) & _items(run)),
            comparisons=[MetricComparisonOut.of(one) for one in found.metrics],
            categories=[CategoryComparisonOut.of(one) for one in found.categories],
        )

    return ComparisonOut(baseline=results(baseline), candidates=[candidate(run) for run in candidates])


def _items(run: Run) -> set[str]:
    return {one.item_id for one in run.executions}


def margins_of(texts: list[str]) -> dict[str, float]:
    """`score:0.05` → margins by metric. Raises Refusal."""
    margins: dict[str, float] = {}
    for text in texts:
        name, _, number = text.rpartition(":")
        try:
            margins[name] = float(number)
        except ValueError as error:
            raise Refusal(f"{text!r} is no margin: write score:0.05") from error
    return margins


def add_comparison(router: APIRouter, experiments: Experiments) -> None:
    """Two or more runs beside each other."""

    @router.get("/experiment-comparison")
    def comparison(
        baseline: str,
        candidate: Annotated[list[str], Query()],
        access: Access = requires(READ),
        lower_is_better: Names = [],  # noqa: B006  (FastAPI copies it)
        margin: Annotated[list[str], Query(description="`score:0.05`: the loss that does not matter.")] = [],  # noqa: B006  (same)
    ) -> ComparisonOut:
        """Paired over the items that both runs have; p values of one candidate's metrics are corrected together (Holm)."""
        wish = ComparisonWish(lower_is_better=lower_is_better, margins=margins_of(margin))
        return read_comparison(experiments, access.project_id, baseline, candidate, wish)


def read_pairs(
    experiments: Experiments, project_id: str, runs: tuple[Run, Run], wish: PairsWish, start: int, limit: int
) -> ItemPairsPage:
    """One page of items in both runs, the largest losses first (of improved ones the largest gains)."""
    comparison = ComparisonWish(lower_is_better=wish.lower_is_better, resamples=2, metrics=[wish.metric] if wish.metric else None)
    found = outcomes(compare(*runs, comparison).metrics, wish.metric)
    ids = [item for item, (how, _) in found.items() if wish.outcome in ("any", how)]
    if wish.outcome == "improved":
        ids.reverse()
    end = start + limit
    before, after = (read_item_rows(experiments.runs, experiments.items_by_id, project_id, run, ids[start:end]) for run in runs)
    pairs = [
        ItemPairOut(outcome=found[own_id][0], gain=found[own_id][1], baseline=ItemRowOut.of(one), candidate=ItemRowOut.of(other))
        for own_id, one, other in zip(ids[start:end], before, after, strict=True)
    ]
    kinds = [how for how, _ in found.values()]
    return ItemPairsPage(
        data=pairs,
        total=len(ids),
        regressed=kinds.count("regressed"),
        improved=kinds.count("improved"),
        next_cursor=encode_cursor(end) if end < len(ids) else None,
    )


def add_pairs(router: APIRouter, experiments: Experiments) -> None:
    """Items of two runs, and the report of a comparison."""

    @router.get("/experiment-comparison/items")
    def item_pairs(
        baseline: str,
        candidate: str,
        page: CursorPaging,
        access: Access = requires(READ),
        metric: str = Query("", description="A score, cost_usd or latency_ms; absent: all scores together."),
        outcome: Literal["regressed", "improved", "same", "any"] = "any",
        lower_is_better: Names = [],  # noqa: B006  (FastAPI copies it)
    ) -> ItemPairsPage:
        runs = experiments.runs.read(access.project_id, baseline), experiments.runs.read(access.project_id, candidate)
        start = int(decode_cursor(page.cursor, 1)[0]) if page.cursor else 0
        wish = PairsWish(metric, outcome, lower_is_better)
        return read_pairs(experiments, access.project_id, runs, wish, start, page.limit)

    @router.get("/experiment-comparison/report", response_class=PlainTextResponse)
    def report(
        baseline: str,
        candidate: Annotated[list[str], Query()],
        access: Access = requires(READ),
        language: Language = "en",
        lower_is_better: Names = [],  # noqa: B006  (same)
    ) -> PlainTextResponse:
        """The comparison as Markdown, with the 20 items that lost and won most."""
        wish = ComparisonWish(lower_is_better=lower_is_better)
        comparison = read_comparison(experiments, access.project_id, baseline, candidate, wish)
        first = experiments.runs.read(access.project_id, baseline)
        moved: dict[str, tuple[list[ItemPairOut], list[ItemPairOut]]] = {}
        for own_id in candidate:
            runs = first, experiments.runs.read(access.project_id, own_id)
            worse, better = (
                read_pairs(experiments, access.project_id, runs, PairsWish("", how, lower_is_better), 0, MOST_ITEMS).data
                for how in ("regressed", "improved")
            )
            moved[own_id] = worse, better
        headers = {"content-disposition": 'attachment; filename="experiment-report.md"'}
        return PlainTextResponse(
            write_report(comparison, moved, language), media_type="text/markdown; charset=utf-8", headers=headers
        )


def add_gate(router: APIRouter, experiments: Experiments) -> None:
    """Rules for pipelines."""

    @router.post("/experiment-gate")
    def gate(body: GateIn, access: Access = requires(READ)) -> GateOut:
        """Whether a run may pass. Rules that compare need a baseline; a metric that is not there fails its rule."""
        rules = [parse_rule(text) for text in body.rules]
        found = experiments.runs.resolve(access.project_id, body.run)
        run = experiments.runs.read(access.project_id, found.id)
        baseline = None
        if body.baseline is not None:
            baseline = experiments.runs.read(access.project_id, experiments.runs.resolve(access.project_id, body.baseline).id)
        elif any(rule.kind not in {"at_least", "at_most"} for rule in rules):
            raise Refusal("These rules compare: name the baseline run")
        wish = ComparisonWish(lower_is_better=body.lower_is_better)
        comparisons = compare(baseline, run, wish).metrics if baseline else []
        means: dict[str, Any] = {metric.name: metric.mean for metric in summarise(run).metrics}
        results = check_gate(rules, {one.name: one for one in comparisons}, means)
        return GateOut(
            passed=all(one.passed for one in results),
            run_id=run.experiment.id,
            run_name=run.experiment.name,
            baseline_id=baseline.experiment.id if baseline else None,
            baseline_name=baseline.experiment.name if baseline else None,
            rules=[GateRuleOut.of(one) for one in results],
            comparisons=[MetricComparisonOut.of(one) for one in comparisons],
        )
