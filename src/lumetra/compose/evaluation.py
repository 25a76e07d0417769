"""Datasets and experiments: each needs to look up what the other holds."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from lumetra.engines.opening import Engines
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.datasets import wire as datasets_wire
from lumetra.features.datasets.read_items import get_item, items_by_id
from lumetra.features.datasets.write_datasets import dataset_by_id
from lumetra.features.experiments import wire as experiments_wire
from lumetra.features.experiments.read_experiments import ExperimentFilter, list_experiments


def install_datasets(app: FastAPI, engines: Engines, accounts: Accounts) -> None:
    """Datasets and the experiments that ran over them."""

    def by_name(session: Session, project_id: str, name: str) -> tuple[str, str]:
        dataset = datasets_wire.find_dataset(session, project_id, name)
        return dataset.id, dataset.name

    def by_id(session: Session, project_id: str, dataset_id: str) -> tuple[str, str]:
        dataset = dataset_by_id(session, project_id, dataset_id)
        return dataset.id, dataset.name

    def run_names(project_id: str, dataset_id: str) -> list[str]:
        where = ExperimentFilter(dataset_ids=[dataset_id])
        return [run.name for run in list_experiments(engines.database, engines.analytics, project_id, where, 10_000)]

    wire = experiments_wire.ExperimentsWire(
        engines.database,
        engines.analytics,
        accounts.clock,
        find_item=get_item,
        items_by_id=items_by_id,
        by_name=by_name,
        by_id=by_id,
    )
    app.include_router(experiments_wire.build_routes(wire))  # first: dataset names may hold any path
    app.include_router(datasets_wire.build_routes(engines.database, accounts.clock, run_names))
