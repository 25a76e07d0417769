"""What the Langfuse-compatible routes of runs and experiments share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import ExecutedItem, Experiment
from lumetra.features.experiments.reading.read_experiments import get_experiment
from lumetra.features.experiments.reading.read_items import ExecutedItemFilter, ItemsById, list_executed_items
from lumetra.features.experiments.running.link_item import FindItem
from lumetra.features.experiments.wire.wire_form import wire_score

_PACKAGE = "lumetra.features.experiments"

DatasetOf = Callable[[Session, str, str], tuple[str, str]]
"""(session, project id, name or id) → (dataset id, dataset name); raises NotFound."""


class ExperimentsWire:
    """What the routes of this module share."""

    def __init__(
        self,
        database: Database,
        analytics: Analytics,
        clock: Clock,
        find_item: FindItem,
        items_by_id: ItemsById,
        by_name: DatasetOf,
        by_id: DatasetOf,
    ) -> None:
        self.database, self.analytics, self.clock = database, analytics, clock
        self.find_item, self.items_by_id, self.by_name, self.by_id = find_item, items_by_id, by_name, by_id

    def dataset(self, project_id: str, name: str) -> tuple[str, str]:
        """(id, name) of a dataset by name."""
        with self.database.reading() as session:
            return self.by_name(session, project_id, name)

    def run(self, project_id: str, dataset_id: str, name: str) -> Experiment:
        """A run by name."""
        return get_experiment(self.database, self.analytics, project_id, dataset_id, name)

    def items(self, project_id: str, where: ExecutedItemFilter, limit: int) -> list[ExecutedItem]:
        """Executions."""
        return list_executed_items(self.database, self.analytics, self.items_by_id, project_id, where, limit)

    def trace_of(self, project_id: str, observation_id: str) -> str | None:
        """The trace of a stored observation."""
        statement = load_statement(_PACKAGE, "trace_of_observation").with_slots()
        rows = self.analytics.select(statement, {"project_id": project_id, "id": observation_id})
        return rows[0]["trace_id"] if rows else None

    def scores(self, name: str, project_id: str, key: str, ids: list[str], limit: int) -> dict[str, list[dict[str, Any]]]:
        """Scores by experiment or trace, from the statement of that name."""
        found: dict[str, list[dict[str, Any]]] = {}
        if ids:
            rows = self.analytics.select(
                load_statement(_PACKAGE, name).with_slots(), {"project_id": project_id, f"{key}s": ids, "limit": limit}
            )
            for row in rows:
                found.setdefault(row[key], []).append(wire_score(row, project_id))
        return found
