"""`/api/v1` of experiments: list, results, items worst first, deletion."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from lumetra.domain.access import Access, Permission
from lumetra.features.experiments.reading.filter_items import filter_items
from lumetra.features.experiments.reading.item_rows import order_items, read_item_rows
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.reading.page_of_experiments import page_of_experiments
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, delete_experiment
from lumetra.features.experiments.reading.read_prompts import prompts_of_run
from lumetra.features.experiments.shapes import (
    ExperimentOut,
    ExperimentsPage,
    ItemFieldsOut,
    ItemRowOut,
    ItemRowsPage,
    ResultsOut,
)
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, decode_cursor, encode_cursor
from lumetra.querylang.subjects import EXPERIMENT_ITEMS

READ, WRITE = Permission.EXPERIMENTS_READ, Permission.EXPERIMENTS_WRITE


def add_lists(router: APIRouter, experiments: Experiments) -> None:
    """The list, and one by id."""
    runs = experiments.runs

    @router.get("/experiments")
    def list_all(
        page: CursorPaging,
        access: Access = requires(READ),
        dataset_id: str | None = None,
        ids: Annotated[list[str] | None, Query(alias="id", description="Only these.")] = None,
        search: str = Query("", max_length=200, description="Words in the name, whatever the case."),
        order: str = Query(
            "", description="name, start_time, end_time, items, errors, cost_usd or score.<name>; a minus for largest first."
        ),
    ) -> ExperimentsPage:
        where = ExperimentFilter(ids=ids or [], dataset_ids=[dataset_id] if dataset_id else [], search=search)
        shown, following = page_of_experiments(runs, access.project_id, where, order, page.limit, page.cursor)
        names = experiments.dataset_names(access.project_id, sorted({one.dataset_id for one, _ in shown if one.dataset_id}))
        return ExperimentsPage(
            data=[ExperimentOut.of(one, names.get(one.dataset_id), summary) for one, summary in shown], next_cursor=following
        )

    @router.get("/experiments/{experiment_id}")
    def results(experiment_id: str, access: Access = requires(READ)) -> ResultsOut:
        run = runs.read(access.project_id, experiment_id)
        names = experiments.dataset_names(access.project_id, [run.experiment.dataset_id])
        prompts = prompts_of_run(experiments, access.project_id, run)
        return ResultsOut.of(run, names.get(run.experiment.dataset_id), prompts)

    @router.delete("/experiments/{experiment_id}", status_code=204)
    def delete(experiment_id: str, access: Access = requires(WRITE)) -> Response:
        """Its traces and scores stay."""
        found = runs.find(access.project_id, experiment_id)
        with runs.database.session() as session:
            delete_experiment(session, access.project_id, found.id, experiments.clock())
        return Response(status_code=204)


def add_items(router: APIRouter, experiments: Experiments) -> None:
    """Items of one run."""

    @router.get("/experiment-item-fields")
    def fields(access: Access = requires(READ)) -> ItemFieldsOut:
        """What the filter of items may ask."""
        return ItemFieldsOut.of(EXPERIMENT_ITEMS)

    @router.get("/experiments/{experiment_id}/items")
    def items(
        experiment_id: str,
        page: CursorPaging,
        access: Access = requires(READ),
        filter_text: str = Query("", alias="filter", max_length=4_000, description="A filter about items of experiments."),
        order: str = Query("", description="A metric, smallest first; with a minus largest first; absent: worst first."),
    ) -> ItemRowsPage:
        run = experiments.runs.read(access.project_id, experiment_id)
        by_id, now = experiments.items_by_id, experiments.clock()
        chosen_ids = (
            filter_items(experiments.runs, by_id, access.project_id, run, filter_text, now) if filter_text.strip() else None
        )
        ids = order_items(run, order, chosen_ids)
        start = int(decode_cursor(page.cursor, 1)[0]) if page.cursor else 0
        chosen = ids[start : start + page.limit]
        rows = read_item_rows(experiments.runs, by_id, access.project_id, run, chosen)
        end = start + page.limit
        return ItemRowsPage(
            data=[ItemRowOut.of(row) for row in rows],
            total=len(ids),
            next_cursor=encode_cursor(end) if end < len(ids) else None,
        )
