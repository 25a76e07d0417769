"""How long projects keep their data."""

from __future__ import annotations

import sqlalchemy as sa

from lumetra.engines.database import Database
from lumetra.features.accounts.tables import ProjectRow


def find_retention(database: Database) -> dict[str, int]:
    """The days of every project that does not keep its data for ever, by project id."""
    query = sa.select(ProjectRow.id, ProjectRow.retention_days).where(
        ProjectRow.retention_days.is_not(None), ProjectRow.deleted_at.is_(None)
    )
    with database.reading() as session:
        return {project_id: days for project_id, days in session.execute(query) if days}
