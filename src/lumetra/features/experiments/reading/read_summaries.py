"""What a list says of each experiment: means of its scores, what it cost, its prompts, and the state of the dataset that was run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.tables import ExperimentItemRow, ExperimentPlanRow

_PACKAGE = "lumetra.features.experiments"
MOST_LINKS: Final = 20_000
"""Links looked up for one page of the list. Experiments beyond that show their numbers on their own page only."""


class Summary(msgspec.Struct):
    """`cost_usd` is None when no call had a price, `dataset_version` when nobody told which items were run.

    `prompts` are names with versions, at most 20.
    """

    means: dict[str, float] = {}
    cost_usd: Any = None
    prompts: list[tuple[str, int]] = []
    dataset_version: datetime | None = None


def read_summaries(
    database: Database, analytics: Analytics, project_id: str, experiments: list[Experiment]
) -> dict[str, Summary]:
    """By experiment id; runs whose traces were linked by hand are read by their links."""
    planned = _planned_versions(database, project_id)
    found = {
        one.id: Summary(cost_usd=one.cost_usd, dataset_version=planned.get(one.id) or _moment(one.item_version))
        for one in experiments
    }
    if not found:
        return found
    links = _links(database, project_id, list(found))
    parameters = {
        "project_id": project_id,
        "linked_experiments": [experiment for experiment, _ in links],
        "linked_traces": [trace for _, trace in links],
    }
    means = load_statement(_PACKAGE, "means_of_experiments").with_slots()
    for row in analytics.select(means, {**parameters, "experiment_ids": list(found)}):
        found[row["experiment_id"]].means[row["name"]] = float(row["mean"])
    prompts = load_statement(_PACKAGE, "prompts_of_experiments").with_slots()
    for row in analytics.select(prompts, {**parameters, "experiment_ids": list(found)}):
        found[row["experiment_id"]].prompts.append((row["name"], int(row["version"])))
    if links:
        for row in analytics.select(load_statement(_PACKAGE, "costs_of_links").with_slots(), parameters):
            summary = found[row["experiment_id"]]
            summary.cost_usd = row["cost_usd"] if summary.cost_usd is None else summary.cost_usd
    return found


def _planned_versions(database: Database, project_id: str) -> dict[str, datetime]:
    """The moment whose items each experiment from the screen ran, by experiment id; the latest plan of one counts."""
    row = ExperimentPlanRow
    query = sa.select(row.experiment_ids, row.dataset_version).where(row.project_id == project_id).order_by(row.created_at)
    with database.reading() as session:
        return {own_id: version for ids, version in session.execute(query) for own_id in ids}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _links(database: Database, project_id: str, ids: list[str]) -> list[tuple[str, str]]:
    """(experiment id, trace id) of whole experiments, in the order of `ids`, as many as the bound allows."""
    mine = (ExperimentItemRow.project_id == project_id, ExperimentItemRow.experiment_id.in_(ids))
    key = ExperimentItemRow.experiment_id
    with database.reading() as session:
        counted = session.execute(sa.select(key, sa.func.count()).where(*mine).group_by(key))
        counts: dict[str, int] = {row[0]: row[1] for row in counted}
        chosen, total = list[str](), 0
        for experiment in ids:
            if total + counts.get(experiment, 0) <= MOST_LINKS:
                chosen.append(experiment)
                total += counts.get(experiment, 0)
        query = sa.select(key, ExperimentItemRow.trace_id).where(*mine, key.in_(chosen))
        return [(experiment, trace) for experiment, trace in session.execute(query)]
