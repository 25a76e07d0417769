"""Datasets and experiments: each needs to look up what the other holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson
from fastapi import FastAPI
from sqlalchemy.orm import Session

from lumetra.domain.dataset import DatasetItem
from lumetra.engines.opening import Engines
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.datasets import routes as datasets_routes
from lumetra.features.datasets import wire as datasets_wire
from lumetra.features.datasets.files.import_rows import register_jobs as register_dataset_jobs
from lumetra.features.datasets.open_datasets import Datasets, Subject
from lumetra.features.datasets.read_items import get_item, items_by_id
from lumetra.features.datasets.write_datasets import dataset_by_id
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, list_experiments
from lumetra.features.experiments.wire import routes as experiments_wire
from lumetra.features.media.find_references import find_references, find_unknown
from lumetra.features.media.uploads import Media
from lumetra.features.scores.read_corrections import read_corrections
from lumetra.features.tracing.lists.export_rows import observation_pages, trace_pages
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.time_windows import Window
from lumetra.http.add_routes import add_routes
from lumetra.querylang.subjects import OBSERVATIONS, TRACES

MOST_EXPERIMENTS: Final = 10_000


def install_datasets(app: FastAPI, engines: Engines, accounts: Accounts, media: Media, filters: FilterReader) -> None:
    """Datasets and the experiments that ran over them."""
    _install_wire(app, engines, accounts, media)

    def pages(
        project_id: str, subject: Subject, filter_text: str, start: datetime, end: datetime
    ) -> Iterator[list[dict[str, Any]]]:
        about, read = (TRACES, trace_pages) if subject == "traces" else (OBSERVATIONS, observation_pages)
        filter_ = filters.read(project_id, about, filter_text)
        for page in read(engines.analytics, project_id, filter_, Window(start, end)):
            records = [orjson.loads(orjson.dumps(record, default=float)) for record in page]  # exact money to a number
            yield _with_corrections(engines, project_id, subject, records)

    def runs_of(project_id: str, dataset_ids: list[str]) -> dict[str, tuple[int, datetime]]:
        runs: dict[str, tuple[int, datetime]] = {}
        if dataset_ids:
            where = ExperimentFilter(dataset_ids=dataset_ids)
            for run in list_experiments(engines.database, engines.analytics, project_id, where, MOST_EXPERIMENTS):
                count, last = runs.get(run.dataset_id, (0, run.end_time))
                runs[run.dataset_id] = (count + 1, max(last, run.end_time))
        return runs

    datasets = Datasets(engines.database, engines.blobs, engines.jobs, accounts.clock, pages, runs_of)
    register_dataset_jobs(datasets)
    add_routes(app, datasets_routes.build_routes(datasets))


def _with_corrections(engines: Engines, project_id: str, subject: Subject, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With `corrected_output`: what a person said the output should have been; null without."""
    keys = [(row["id"], "") if subject == "traces" else (row["trace_id"], row["id"]) for row in records]
    corrections = read_corrections(engines.analytics, project_id, [trace_id for trace_id, _ in keys])
    return [{**row, "corrected_output": corrections.get(key)} for row, key in zip(records, keys, strict=True)]


def _install_wire(app: FastAPI, engines: Engines, accounts: Accounts, media: Media) -> None:

    def by_name(session: Session, project_id: str, name: str) -> tuple[str, str]:
        dataset = datasets_wire.find_dataset(session, project_id, name)
        return dataset.id, dataset.name

    def by_id(session: Session, project_id: str, dataset_id: str) -> tuple[str, str]:
        dataset = dataset_by_id(session, project_id, dataset_id)
        return dataset.id, dataset.name

    def run_names(project_id: str, dataset_id: str) -> list[str]:
        where = ExperimentFilter(dataset_ids=[dataset_id])
        return [run.name for run in list_experiments(engines.database, engines.analytics, project_id, where, MOST_EXPERIMENTS)]

    def media_references(
        project_id: str, items: Sequence[DatasetItem], address: Callable[[str], str]
    ) -> dict[str, list[dict[str, Any]]]:
        fields = {
            item.id: {"input": item.input, "expectedOutput": item.expected_output, "metadata": item.metadata} for item in items
        }
        return find_references(media, project_id, fields, address)

    wire = experiments_wire.ExperimentsWire(
        engines.database,
        engines.analytics,
        accounts.clock,
        find_item=get_item,
        items_by_id=items_by_id,
        by_name=by_name,
        by_id=by_id,
    )
    add_routes(app, experiments_wire.build_routes(wire))  # first: dataset names may hold any path
    add_routes(
        app,
        datasets_wire.build_routes(engines.database, accounts.clock, run_names, media_references, partial(find_unknown, media)),
    )
