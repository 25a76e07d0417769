"""What things are called whose ids stand in scores and traces: each kind is known to another feature."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from sqlalchemy.orm import Session

from lumetra.domain.named import NamedFields, NamesOf
from lumetra.engines.opening import Engines
from lumetra.features.accounts.members.change_members import names_of_members
from lumetra.features.datasets.write_datasets import names_of_datasets
from lumetra.features.evaluation.name_evaluators import names_of_evaluators, names_of_rules
from lumetra.features.experiments.reading.name_experiments import names_of_experiments
from lumetra.features.queues.read_queues import names_of_queues
from lumetra.features.scores.configs import names_of_configs

Look = Callable[[Session, str, list[str]], Mapping[str, str]]


def open_names(engines: Engines) -> NamedFields:
    """The fields of which people should read names."""

    def stored(look: Look) -> NamesOf:
        def names(project_id: str, ids: Collection[str]) -> Mapping[str, str]:
            with engines.database.reading() as session:
                return look(session, project_id, list(ids))

        return names

    return {
        "evaluator_id": stored(names_of_evaluators),
        "rule_id": stored(names_of_rules),
        "experiment_id": partial(names_of_experiments, engines.database, engines.analytics),
        "experiment_dataset_id": stored(names_of_datasets),
        "queue_id": stored(names_of_queues),
        "config_id": stored(names_of_configs),
        "author_user_id": stored(names_of_members),
    }
