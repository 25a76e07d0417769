"""Which dataset item was executed by a trace, for those that were linked instead of reported by span attributes."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.experiments.read_items import ItemsById
from lumetra.features.experiments.tables import ExperimentItemRow


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
