"""Which dataset item was executed by a trace, for those that were linked instead of reported by span attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.experiments.reading.read_items import ItemsById
from lumetra.features.experiments.tables import ExperimentItemRow, ExperimentRow


class LinkedItem(msgspec.Struct, frozen=True):
    """An item as it is now, and the experiment that executed it."""

    experiment_id: str
    item_id: str
    expected_output: Any
    metadata: Any


def find_linked_item(
    session: Session, items_by_id: ItemsById, project_id: str, trace_id: str, observation_id: str
) -> LinkedItem | None:
    """The newest link of the observation, or of its whole trace; None when there is none or its item is gone."""
    row = ExperimentItemRow
    query = sa.select(row).where(row.project_id == project_id, row.trace_id == trace_id).order_by(row.created_at.desc())
    links = list(session.scalars(query.limit(20)))
    link = next((one for one in links if one.observation_id in (observation_id, None, "")), None)
    if link is None:
        return None
    item = items_by_id(session, project_id, [link.dataset_item_id]).get(link.dataset_item_id)
    return None if item is None else LinkedItem(link.experiment_id, item.id, item.expected_output, item.metadata)


def links_of_traces(session: Session, project_id: str, trace_ids: Sequence[str]) -> list[tuple[str, str, str, str, str, str]]:
    """Links to these traces: (trace id, observation id or "", experiment id, its name, its dataset, item id)."""
    link, run = ExperimentItemRow, ExperimentRow
    query = (
        sa.select(link, run)
        .join(run, sa.and_(run.project_id == link.project_id, run.id == link.experiment_id))
        .where(link.project_id == project_id, link.trace_id.in_(trace_ids))
        .order_by(link.created_at)
    )
    return [
        (one.trace_id, one.observation_id or "", of.id, of.name, of.dataset_id, one.dataset_item_id)
        for one, of in session.execute(query)
    ]  # fmt: skip
