"""A run with everything that was measured of it: executions, their times and costs, and the values of their scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.reading.read_experiments import ExperimentFilter, deleted_experiments, list_experiments
from lumetra.features.experiments.tables import ExperimentItemRow

_PACKAGE = "lumetra.features.experiments"
_TRACES_AT_ONCE: Final = 5_000
COST: Final = "cost_usd"
LATENCY: Final = "latency_ms"


class _Link(NamedTuple):
    item_id: str
    trace_id: str
    observation_id: str | None
    created_at: datetime


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of one item. `cost_usd` is what its trace cost, `latency_ms` how long the item's root took; None: not known."""

    item_id: str
    trace_id: str
    observation_id: str
    start_time: datetime
    latency_ms: float | None
    cost_usd: float | None
    failed: bool


class ScoreValues(msgspec.Struct, kw_only=True):
    """One score of a run by trace. Categories have labels, numbers and yes/no (0 or 1) have values."""

    data_type: str
    values: dict[str, float] = {}
    labels: dict[str, str] = {}


class Run(msgspec.Struct, kw_only=True):
    """An experiment, its executions in the order they began, and its scores by name."""

    experiment: Experiment
    executions: list[Execution]
    scores: dict[str, ScoreValues]

    def by_item(self, metric: str) -> dict[str, list[float]]:
        """The values of a score, of `cost_usd` or of `latency_ms`, by item: one a repetition. Items without one are left out."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for execution, value in zip(self.executions, self.values(metric, self.executions), strict=True):
            if value is not None:
                found[execution.item_id].append(value)
        return dict(found)

    def values(self, metric: str, executions: Sequence[Execution]) -> Iterable[float | None]:
        """Of some executions, in their order; None where there is none."""
        if metric in (COST, LATENCY):
            return map(attrgetter(metric), executions)
        score = self.scores.get(metric)
        by_trace = {} if score is None else score.values
        return (by_trace.get(one.trace_id) for one in executions)

    def labels_by_item(self, score: str) -> dict[str, list[str]]:
        """The categories of a score by item: one a repetition. Items without one are left out."""
        labels = self.scores[score].labels if score in self.scores else {}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for execution in self.executions:
            if execution.trace_id in labels:
                found[execution.item_id].append(labels[execution.trace_id])
        return dict(found)

    def categorical_scores(self) -> list[str]:
        """Names of the scores that have labels, by name."""
        return sorted(name for name, score in self.scores.items() if score.labels)

    def numeric_scores(self) -> list[str]:
        """Names of the scores that have values, by name."""
        return sorted(name for name, score in self.scores.items() if score.values)


@dataclass(frozen=True)
class ReadRuns:
    """Reads runs of one installation."""

    database: Database
    analytics: Analytics

    def find(self, project_id: str, experiment_id: str) -> Experiment:
        """By id. Raises NotFound."""
        found = list_experiments(self.database, self.analytics, project_id, ExperimentFilter(ids=[experiment_id]), 1)
        if not found:
            raise NotFound("There is no such experiment")
        return found[0]

    def resolve(self, project_id: str, id_or_name: str) -> Experiment:
        """By id, else by name, the latest of that name. Raises NotFound."""
        for where in (ExperimentFilter(ids=[id_or_name]), ExperimentFilter(names=[id_or_name])):
            found = list_experiments(self.database, self.analytics, project_id, where, 1)
            if found:
                return found[0]
        raise NotFound(f"There is no experiment with the id or name {id_or_name!r}")

    def read(self, project_id: str, experiment_id: str) -> Run:
        """All of it. Raises NotFound."""
        experiment = self.find(project_id, experiment_id)
        executions = self._executions(project_id, experiment_id)
        return Run(
            experiment=experiment,
            executions=executions,
            scores=self._scores(project_id, [one.trace_id for one in executions]),
        )

    def _executions(self, project_id: str, experiment_id: str) -> list[Execution]:
        with self.database.reading() as session:
            deleted = deleted_experiments(session, project_id).get(experiment_id)
            row = ExperimentItemRow
            query = sa.select(row.dataset_item_id, row.trace_id, row.observation_id, row.created_at).where(
                row.project_id == project_id, row.experiment_id == experiment_id
            )
            links = [_Link(*link) for link in session.execute(query)]
        statement = load_statement(_PACKAGE, "executions_of_experiment").with_slots()
        parameters = {"project_id": project_id, "experiment_id": experiment_id}
        reported = self.analytics.select(statement, parameters)
        executions = [_execution(row, row["item_id"]) for row in reported if deleted is None or deleted < row["start_time"]]
        known = {(one.item_id, one.trace_id) for one in executions}
        extra = [link for link in links if (link.item_id, link.trace_id) not in known]
        traces = self._traces(project_id, [link.trace_id for link in extra])
        executions += [_linked(link, traces.get(link.trace_id)) for link in extra]
        return sorted(executions, key=lambda one: (one.start_time, one.trace_id))

    def _traces(self, project_id: str, trace_ids: Sequence[str]) -> dict[str, Row]:
        statement = load_statement(_PACKAGE, "executions_of_traces").with_slots()
        rows: dict[str, Row] = {}
        for start in range(0, len(trace_ids), _TRACES_AT_ONCE):
            parameters = {"project_id": project_id, "trace_ids": list(trace_ids[start : start + _TRACES_AT_ONCE])}
            rows |= {row["trace_id"]: row for row in self.analytics.select(statement, parameters)}
        return rows

    def _scores(self, project_id: str, trace_ids: Sequence[str]) -> dict[str, ScoreValues]:
        statement = load_statement(_PACKAGE, "score_values_of_traces").with_slots()
        scores: dict[str, ScoreValues] = {}
        for start in range(0, len(trace_ids), _TRACES_AT_ONCE):
            parameters = {"project_id": project_id, "trace_ids": list(trace_ids[start : start + _TRACES_AT_ONCE])}
            columns = self.analytics.select_columns(statement, parameters)
            if not columns:
                continue
            names = ("trace_id", "name", "data_type", "value", "string_value")
            for trace_id, name, data_type, value, label in zip(*(columns[n] for n in names), strict=True):
                score = scores.setdefault(name, ScoreValues(data_type=data_type, values={}, labels={}))
                if data_type == "CATEGORICAL":
                    score.labels[trace_id] = label
                elif value is not None:
                    score.values[trace_id] = float(value)
        return scores


def read_texts(analytics: Analytics, project_id: str, executions: Sequence[Execution], length: int) -> dict[str, Row]:
    """What executions were given and said, by trace; each text cut to `length` characters."""
    if not executions:
        return {}
    parameters = {
        "project_id": project_id,
        "trace_ids": [one.trace_id for one in executions],
        "ids": [one.observation_id for one in executions],
        "length": length,
    }
    rows = analytics.select(load_statement(_PACKAGE, "texts_of_executions").with_slots(), parameters)
    return {row["trace_id"]: row for row in sorted(rows, key=lambda row: row["is_named"])}


def _execution(row: Row, item_id: str) -> Execution:
    return Execution(
        item_id=item_id, trace_id=row["trace_id"], observation_id=row["observation_id"], start_time=row["start_time"],
        latency_ms=None if row["latency_ms"] is None else float(row["latency_ms"]),
        cost_usd=None if row["cost_usd"] is None else float(row["cost_usd"]), failed=row["errors"] > 0,
    )  # fmt: skip


def _linked(link: _Link, row: Row | None) -> Execution:
    if row is None:  # the trace has not arrived (yet)
        return Execution(
            item_id=link.item_id, trace_id=link.trace_id, observation_id=link.observation_id or "", start_time=link.created_at,
            latency_ms=None, cost_usd=None, failed=False,
        )  # fmt: skip
    found = _execution(row, link.item_id)
    return msgspec.structs.replace(found, observation_id=link.observation_id or found.observation_id)
