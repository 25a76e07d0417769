"""Linking an execution to its item: `POST /dataset-run-items`, made for the run on first use."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lumetra.domain.dataset import DatasetItem, experiment_id
from lumetra.domain.errors import NotFound, Refusal, Transient
from lumetra.engines.database import Database
from lumetra.features.experiments.tables import ExperimentItemRow, ExperimentRow

FindItem = Callable[[Session, str, str], DatasetItem]
"""(session, project id, item id) → the current item; raises NotFound."""
FindTraceOf = Callable[[str, str], str | None]
"""(project id, observation id) → its trace id, None when the observation is not stored."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What a client reports. `trace_id` may be missing when `observation_id` is given."""

    run_name: str
    dataset_item_id: str
    trace_id: str | None
    observation_id: str | None
    description: str | None
    metadata: Any
    dataset_version: datetime | None
    created_at: datetime | None


def link_item(
    database: Database, project_id: str, link: Link, find_item: FindItem, find_trace_of: FindTraceOf, now: datetime
) -> tuple[ExperimentRow, ExperimentItemRow]:
    """Store the link and return the run and its row. The same execution (item and trace) reported again is the same row.

    The run's description and metadata are written once, when it is made. The trace need not have arrived yet: clients link before they
    export. Raises NotFound for an unknown or archived item and for an observation without a trace, Refusal when neither id is given.
    """
    trace_id = link.trace_id
    if not trace_id:
        if not link.observation_id:
            raise Refusal("traceId or observationId is needed")
        trace_id = find_trace_of(project_id, link.observation_id)
        if trace_id is None:
            raise NotFound("Observation not found")
    for _ in range(3):
        try:
            with database.session() as session:
                return _write(session, project_id, link, trace_id, find_item, now)
        except IntegrityError:
            continue  # two first links of one run at once: the second finds the run made
    raise Transient("several clients made this run at once")


def _write(
    session: Session, project_id: str, link: Link, trace_id: str, find_item: FindItem, now: datetime
) -> tuple[ExperimentRow, ExperimentItemRow]:
    item = find_item(session, project_id, link.dataset_item_id)
    if item.status != "ACTIVE":
        raise NotFound("Dataset item not found")
    run = _run(session, project_id, item.dataset_id, link, now)
    key = _execution_id(project_id, run.id, item.id, trace_id, link.observation_id)
    known = session.get(ExperimentItemRow, key)
    if known is not None:
        return run, known
    row = ExperimentItemRow(
        id=key,
        project_id=project_id,
        experiment_id=run.id,
        dataset_item_id=item.id,
        dataset_version=link.dataset_version,
        trace_id=trace_id,
        observation_id=link.observation_id,
        created_at=link.created_at or now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return run, row


def _execution_id(*parts: str | None) -> str:
    # A client that did not hear the answer asks again. A repetition of an item has a trace of its own, and so another id.
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\0".join(part or "" for part in parts)))


def _run(session: Session, project_id: str, dataset_id: str, link: Link, now: datetime) -> ExperimentRow:
    run = session.scalar(
        sa.select(ExperimentRow).where(
            ExperimentRow.project_id == project_id, ExperimentRow.dataset_id == dataset_id, ExperimentRow.name == link.run_name
        )
    )
    if run is not None:
        run.updated_at = now
        return run
    run = ExperimentRow(
        project_id=project_id,
        id=experiment_id(project_id, dataset_id, link.run_name),
        dataset_id=dataset_id,
        name=link.run_name,
        description=link.description,
        metadata_=_run_metadata(link),
        created_at=now,
        updated_at=now,
    )
    session.add(run)
    session.flush()
    return run


def _run_metadata(link: Link) -> Any:
    metadata = link.metadata
    if metadata is not None and not isinstance(metadata, dict):
        metadata = {"metadata": metadata}
    if link.dataset_version is None:
        return metadata
    return {**(metadata or {}), "dataset_version": link.dataset_version.isoformat()}
