"""Removes what a deleted project held. Deleting hid it at once; this makes it gone. Safe to repeat, and to run in several processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.domain.clock import Clock
from lumetra.engines.database import Base, Database
from lumetra.features.accounts.tables import ProjectRow

WAIT = timedelta(minutes=1)
"""By then every process has noticed that the project's keys are dead, so nothing can arrive behind the removal."""
_KEPT = frozenset({"projects", "audit_log"})


def purge_projects(database: Database, clock: Clock, remove_events: Callable[[Access], None]) -> int:
    """Remove the data of every project deleted more than a minute ago; returns how many.

    `remove_events` hides and removes observations, scores and files; it is called before the rows of the database go, so that
    a failure in it leaves the project to the next run. The project's own row stays, as what the audit log refers to.
    """
    now = clock()
    with database.reading() as session:
        due = sa.select(ProjectRow).where(ProjectRow.deleted_at <= now - WAIT, ProjectRow.purged_at.is_(None))
        projects = list(session.scalars(due))
    for project in projects:
        remove_events(Access(project_id=project.id, organization_id=project.organization_id, permissions=frozenset()))
        with database.session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                if "project_id" in table.columns and table.name not in _KEPT:
                    session.execute(sa.delete(table).where(table.c.project_id == project.id))
            session.execute(
                sa.update(ProjectRow).where(ProjectRow.id == project.id).values(purged_at=now, metadata_={}, settings={})
            )
    return len(projects)
