"""Reading executed items: roots that spans reported, and links with the observation they point to, each execution once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain import json_text
from lumetra.domain.dataset import DatasetItem
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import ExecutedItem
from lumetra.features.experiments.reading.read_experiments import (
    ExperimentFilter,
    deleted_experiments,
    matches,
    reported_conditions,
)
from lumetra.features.experiments.tables import ExperimentItemRow, ExperimentRow
from lumetra.querylang.sql import microseconds

_PACKAGE = "lumetra.features.experiments"
ItemsById = Callable[[Session, str, Sequence[str]], dict[str, DatasetItem]]
"""(session, project id, item ids) → current items by id."""


class ExecutedItemFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which executions. `before` (start time, trace id, id) continues a page."""

    experiments: ExperimentFilter
    item_ids: list[str] = []
    before: tuple[datetime, str, str] | None = None


def list_executed_items(
    database: Database, analytics: Analytics, items_by_id: ItemsById, project_id: str, where: ExecutedItemFilter, limit: int
) -> list[ExecutedItem]:
    """Matching executions, newest first, at most `limit`. An execution that was linked and reported appears once, as reported."""
    with database.reading() as session:
        linked = _links(session, project_id, where)
        deleted = deleted_experiments(session, project_id)
        items = items_by_id(session, project_id, sorted({item.dataset_item_id for item in linked}))
    known = _reported_too(analytics, project_id, linked)
    extra = [item for item in linked if (item.experiment_id, item.dataset_item_id, item.trace_id) not in known]
    merged = _roots(analytics, project_id, where, deleted, limit) + _with_observations(analytics, project_id, extra, items)
    if where.before is not None:
        merged = [item for item in merged if _key(item) < where.before]
    return sorted(merged, key=_key, reverse=True)[:limit]


def _key(item: ExecutedItem) -> tuple[datetime, str, str]:
    return item.start_time, item.trace_id, item.id


def _links(session: Session, project_id: str, where: ExecutedItemFilter) -> list[ExecutedItem]:
    row, run = ExperimentItemRow, ExperimentRow
    query = (
        sa.select(row, run)
        .join(run, sa.and_(run.project_id == row.project_id, run.id == row.experiment_id))
        .where(row.project_id == project_id)
    )
    query = query.where(row.created_at >= where.experiments.start, row.created_at < where.experiments.end)
    chosen = where.experiments
    for column, values in (
        (run.id, chosen.ids),
        (run.name, chosen.names),
        (run.dataset_id, chosen.dataset_ids),
        (row.dataset_item_id, where.item_ids),
    ):
        if values:
            query = query.where(column.in_(values))
    found = [
        ExecutedItem(
            id=link.id, experiment_id=of.id, experiment_name=of.name, experiment_description=of.description, experiment_metadata=of.metadata_,
            dataset_item_id=link.dataset_item_id, dataset_id=of.dataset_id, trace_id=link.trace_id, observation_id=link.observation_id,
            start_time=link.created_at, end_time=None, created_at=link.created_at,
        )
        for link, of in session.execute(query)
    ]  # fmt: skip
    return [one for one in found if _matches(one, chosen)]


def _matches(item: ExecutedItem, where: ExperimentFilter) -> bool:
    return matches(
        where,
        experiment_id=item.experiment_id,
        experiment_name=item.experiment_name,
        experiment_dataset_id=item.dataset_id,
        experiment_item_id=item.dataset_item_id,
    )


def _reported_too(analytics: Analytics, project_id: str, links: list[ExecutedItem]) -> set[tuple[str, str, str]]:
    """(experiment, item, trace) of the links whose spans said the same, on whichever page those stand."""
    if not links:
        return set()
    parameters = {"project_id": project_id, "trace_ids": sorted({link.trace_id for link in links})}
    rows = analytics.select(load_statement(_PACKAGE, "item_roots_of_traces").with_slots(), parameters)
    return {(row["experiment_id"], row["experiment_item_id"], row["trace_id"]) for row in rows}


def _roots(
    analytics: Analytics, project_id: str, where: ExecutedItemFilter, deleted: dict[str, datetime], limit: int
) -> list[ExecutedItem]:
    conditions, parameters = reported_conditions(where.experiments)
    if where.item_ids:
        conditions += " AND experiment_item_id IN {item_ids:Array(String)}"
        parameters["item_ids"] = where.item_ids
    if deleted:
        moments = "fromUnixTimestamp64Micro({deleted_at:Array(Int64)}[indexOf({deleted:Array(String)}, experiment_id)], 'UTC')"
        conditions += f" AND (NOT has({{deleted:Array(String)}}, experiment_id) OR start_time > {moments})"
        parameters |= {"deleted": list(deleted), "deleted_at": [microseconds(moment) for moment in deleted.values()]}
    if where.before is not None:
        conditions += (
            " AND (start_time, trace_id, id) < ({before:DateTime64(6, 'UTC')}, {before_trace:String}, {before_id:String})"
        )
        parameters |= dict(zip(("before", "before_trace", "before_id"), where.before, strict=True))
    statement = load_statement(_PACKAGE, "list_item_roots").with_slots(where=conditions)
    parameters |= {"project_id": project_id, "start": where.experiments.start, "end": where.experiments.end, "limit": limit}
    return [_root(row) for row in analytics.select(statement, parameters)]


def _root(row: Row) -> ExecutedItem:
    return ExecutedItem(
        id=row["id"], experiment_id=row["experiment_id"], experiment_name=row["experiment_name"], experiment_description=row["experiment_description"] or None,
        experiment_metadata=json_text.value_of(row["experiment_metadata"]), dataset_item_id=row["experiment_item_id"], dataset_id=row["experiment_dataset_id"],
        item_version=row["experiment_item_version"], item_metadata=json_text.value_of(row["experiment_item_metadata"]),
        expected_output=json_text.value_of(row["experiment_item_expected_output"]), trace_id=row["trace_id"], observation_id=row["id"],
        start_time=row["start_time"], end_time=row["end_time"], level=row["level"], environment=row["environment"], input=row["input"],
        output=row["output"], metadata=row["metadata"], created_at=row["start_time"],
    )  # fmt: skip


def _with_observations(
    analytics: Analytics, project_id: str, links: list[ExecutedItem], items: dict[str, DatasetItem]
) -> list[ExecutedItem]:
    if not links:
        return []
    parameters = {
        "project_id": project_id,
        "trace_ids": sorted({link.trace_id for link in links}),
        "observation_ids": sorted({link.observation_id for link in links if link.observation_id}),
    }
    rows = analytics.select(load_statement(_PACKAGE, "observations_of_links").with_slots(), parameters)
    named = {(row["trace_id"], row["id"]): row for row in rows}
    roots = {
        row["trace_id"]: row for row in sorted(rows, key=lambda row: row["start_time"], reverse=True) if not row["parent_id"]
    }
    return [
        _filled(
            link,
            named.get((link.trace_id, link.observation_id or "")) or roots.get(link.trace_id),
            items.get(link.dataset_item_id),
        )
        for link in links
    ]


def _filled(link: ExecutedItem, row: Row | None, item: DatasetItem | None) -> ExecutedItem:
    changes: dict[str, object] = {}
    if item is not None:
        changes |= {"expected_output": item.expected_output, "item_metadata": item.metadata}
    if row is not None:
        fields = ("start_time", "end_time", "level", "environment", "input", "output", "metadata")
        changes |= {field: row[field] for field in fields} | {"observation_id": link.observation_id or row["id"]}
    return msgspec.structs.replace(link, **changes)
