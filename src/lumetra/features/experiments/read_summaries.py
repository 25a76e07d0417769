"""What a list says of each experiment: means of its scores, and what it cost."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import sqlalchemy as sa

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.tables import ExperimentItemRow

_PACKAGE = "lumetra.features.experiments"
MOST_LINKS: Final = 20_000
"""Links looked up for one page of the list. Experiments beyond that show their numbers on their own page only."""


class Summary(msgspec.Struct):
    """`cost_usd` is None when no call had a price."""

    means: dict[str, float] = {}
    cost_usd: Any = None


def read_summaries(
    database: Database, analytics: Analytics, project_id: str, experiments: list[Experiment]
) -> dict[str, Summary]:
    """By experiment id; runs whose traces were linked by hand are read by their links."""
    found = {one.id: Summary(cost_usd=one.cost_usd) for one in experiments}
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
    if links:
        for row in analytics.select(load_statement(_PACKAGE, "costs_of_links").with_slots(), parameters):
            summary = found[row["experiment_id"]]
            summary.cost_usd = row["cost_usd"] if summary.cost_usd is None else summary.cost_usd
    return found


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
