"""Experiments: results and comparisons, and running them with prompts, connections and evaluators of other features."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.deletion import Deletion
from lumetra.domain.prompt import PromptVersion, references, with_texts
from lumetra.engines.opening import Engines
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.connections.open_connections import Connections
from lumetra.features.datasets.read_items import ItemFilter, items_by_id, list_items
from lumetra.features.datasets.write_datasets import dataset_by_id, names_of_datasets
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.experiments.build_routes import build_routes
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.reading.read_results import ReadRuns
from lumetra.features.experiments.running.plans import Plans
from lumetra.features.experiments.running.run_item import Runner
from lumetra.features.experiments.running.run_plan import Planner, register_jobs
from lumetra.features.experiments.running.trigger import Triggers
from lumetra.features.prompts.composition.resolve_texts import resolve_texts
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_version
from lumetra.features.prompts.registry.list_prompts import ids_of_prompts
from lumetra.http.add_routes import add_routes
from lumetra.ingest.open_ingest import Ingest
from lumetra.llm.pace import Pacer
from lumetra.settings import Settings


def install_experiments(
    app: FastAPI,
    settings: Settings,
    engines: Engines,
    accounts: Accounts,
    connections: Connections,
    prompts: Prompts,
    ingest: Ingest,
    evaluation: Evaluation,
    pacer: Pacer,
) -> None:
    """Routes and the job; the job runs once the jobs start."""

    def dataset_names(project_id: str, ids: list[str]) -> dict[str, str]:
        with engines.database.reading() as session:
            return names_of_datasets(session, project_id, ids)

    def prompt_ids(project_id: str, names: Collection[str]) -> dict[str, str]:
        with prompts.database.reading() as session:
            return ids_of_prompts(session, project_id, names)

    def remove(access: Access, deletion: Deletion) -> None:
        ingest.submit_internal(access, [deletion])

    runner = Runner(
        database=engines.database,
        clock=accounts.clock,
        open_connection=connections.open,
        allowed=connections.allowed,
        pacer=pacer,
        write=ingest.submit_internal,
    )
    planner = Planner(runner=runner, items_at=_items_at, evaluate=evaluation.evaluate)
    register_jobs(engines.jobs, planner)
    plans = Plans(planner, engines.jobs, partial(_read_prompt, prompts), remove)
    triggers = Triggers(engines.database, Sealer(engines.master_key, "experiment-triggers"), connections.allowed, accounts.clock)
    runs = ReadRuns(engines.database, engines.analytics)
    experiments = Experiments(runs, items_by_id, dataset_names, prompt_ids, accounts.clock)
    add_routes(app, build_routes(experiments, plans, triggers))


def _items_at(session: Session, project_id: str, dataset_id: str, moment: datetime) -> list[DatasetItem]:
    dataset = dataset_by_id(session, project_id, dataset_id)
    return list_items(session, project_id, ItemFilter(dataset_id=dataset.id, at=moment))


def _read_prompt(prompts: Prompts, project_id: str, name: str, version: int) -> PromptVersion:
    """The version as it is served: with references to other prompts replaced."""
    with prompts.database.reading() as session:
        found = get_version(session, project_id, name, version=version)
    wanted = references(found.prompt)
    if not wanted:
        return found
    values = dict(zip(wanted, resolve_texts(prompts.database, project_id, [one.tag() for one in wanted]), strict=True))
    return replace(found, prompt=with_texts(found.prompt, values))
