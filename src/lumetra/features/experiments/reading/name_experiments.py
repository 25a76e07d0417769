"""What experiments are called."""

from __future__ import annotations

from collections.abc import Collection

from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, list_experiments


def names_of_experiments(database: Database, analytics: Analytics, project_id: str, ids: Collection[str]) -> dict[str, str]:
    """By id; what was deleted, and what neither spans nor clients reported, is left out."""
    if not ids:
        return {}
    found = list_experiments(database, analytics, project_id, ExperimentFilter(ids=sorted(ids)), len(ids))
    return {experiment.id: experiment.name for experiment in found if experiment.name}
