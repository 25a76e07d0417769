"""Score configs in the database: create, change, list, and look up for scores that arrive."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.observation import Rejection, Score
from lumetra.engines.database import Database
from lumetra.features.scores.config_rules import Category, Config, ConfigType, apply_config, check_config
from lumetra.features.scores.tables import ScoreConfigRow

MISSING = "Score config not found within authorized project"


def list_configs(session: Session, project_id: str, *, limit: int, offset: int) -> tuple[list[ScoreConfigRow], int]:
    """A page of a project's configs, newest first, and how many there are."""
    mine = ScoreConfigRow.project_id == project_id
    total = session.scalar(sa.select(sa.func.count()).select_from(ScoreConfigRow).where(mine)) or 0
    order = (ScoreConfigRow.created_at.desc(), ScoreConfigRow.id.desc())
    rows = session.scalars(sa.select(ScoreConfigRow).where(mine).order_by(*order).limit(limit).offset(offset))
    return list(rows), total


def names_of_configs(session: Session, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """By id; what the project does not know is left out."""
    mine = ScoreConfigRow.project_id == project_id
    query = sa.select(ScoreConfigRow.id, ScoreConfigRow.name).where(mine, ScoreConfigRow.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def get_config(session: Session, project_id: str, config_id: str) -> ScoreConfigRow:
    """One config. Raises NotFound."""
    row = session.get(ScoreConfigRow, config_id)
    if row is None or row.project_id != project_id:
        raise NotFound(MISSING)
    return row


def create_config(
    session: Session,
    project_id: str,
    now: datetime,
    *,
    name: str,
    data_type: ConfigType,
    categories: Sequence[Category] | None,
    min_value: float | None,
    max_value: float | None,
    description: str | None,
) -> ScoreConfigRow:
    """A new config. Raises Refusal when it contradicts itself."""
    row = ScoreConfigRow(
        id=new_id(),
        project_id=project_id,
        name=name,
        data_type=data_type,
        is_archived=False,
        min_value=min_value,
        max_value=max_value,
        categories=check_config(name, data_type, categories, min_value, max_value),
        description=description,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def change_config(session: Session, project_id: str, config_id: str, now: datetime, changes: dict[str, Any]) -> ScoreConfigRow:
    """Apply the named changes; the type never changes. Raises NotFound, and Refusal when the result contradicts itself."""
    row = get_config(session, project_id, config_id)
    if not changes:
        raise Refusal("Invalid request data: at least one field must be changed")
    categories: list[Category] | None = changes.pop("categories", None)
    for name, value in changes.items():
        setattr(row, name, value)
    if categories is None and row.categories:
        categories = [Category(**item) for item in row.categories]
    row.categories = check_config(row.name, row.data_type, categories, row.min_value, row.max_value)
    row.updated_at = now
    session.flush()
    return row


def as_rule(row: ScoreConfigRow) -> Config:
    """A stored config as the rules see it."""
    return Config(
        id=row.id,
        name=row.name,
        data_type=row.data_type,
        is_archived=row.is_archived,
        min_value=row.min_value,
        max_value=row.max_value,
        categories={item["label"]: float(item["value"]) for item in row.categories or ()},
    )


def configs_of(database: Database, project_id: str, ids: Collection[str]) -> dict[str, Config]:
    """The rules behind these config ids; unknown ones are missing."""
    with database.reading() as session:
        chosen = sa.select(ScoreConfigRow).where(ScoreConfigRow.project_id == project_id, ScoreConfigRow.id.in_(ids))
        return {row.id: as_rule(row) for row in session.scalars(chosen)}


def keep_fitting(database: Database, project_id: str, scores: list[Score]) -> tuple[list[Score], list[Rejection]]:
    """The scores that fit their config, named and numbered by it, and why the others do not.

    Ingestion calls this: a caller is not told (wire contract 7.1), the receipt of the request is.
    """
    wanted = {score.config_id for score in scores if score.config_id}
    if not wanted:
        return scores, []
    known = configs_of(database, project_id, wanted)
    kept: list[Score] = []
    refused: list[Rejection] = []
    for score in scores:
        config = known.get(score.config_id)
        reason = (
            ""
            if not score.config_id
            else (apply_config(score, config) if config else f"there is no score config {score.config_id}")
        )
        if reason:
            refused.append(Rejection(where=f"score {score.id}", reason=reason))
        else:
            kept.append(score)
    return kept, refused
