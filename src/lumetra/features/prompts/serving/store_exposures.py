"""Writes the counted hand-outs of A/B arms down, an upsert per arm and hour. At most what was counted since is lost in a crash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lumetra.engines.database import Database
from lumetra.features.prompts.serving.served import Exposures
from lumetra.features.prompts.tables import PromptAbExposure, PromptAbTest


def store_exposures(database: Database, exposures: Exposures, now: datetime) -> int:
    """Add everything counted so far to the tables; returns the number of rows touched."""
    taken = exposures.take()
    if not taken:
        return 0
    hour = now.replace(minute=0, second=0, microsecond=0)
    with database.session() as session:
        for (project_id, test_id, version), (fetches, keyed) in taken.items():
            _add(session, project_id, test_id, version, hour, fetches, keyed)
    return len(taken)


def _add(session: Session, project_id: str, test_id: str, version: int, hour: datetime, fetches: int, keyed: int) -> None:
    if session.get(PromptAbTest, test_id) is None:  # deleted with its prompt meanwhile
        return
    row = session.get(PromptAbExposure, (test_id, version, hour), with_for_update=True)
    if row is None:
        row = PromptAbExposure(test_id=test_id, version=version, hour=hour, project_id=project_id, fetches=0, keyed_fetches=0)
        session.add(row)
    row.fetches += fetches
    row.keyed_fetches += keyed
