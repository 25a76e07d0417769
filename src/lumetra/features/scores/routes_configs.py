"""`/api/v1` for score configs: what a score of a name may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.engines.database import Database
from lumetra.features.scores.config_rules import Category, ConfigType
from lumetra.features.scores.configs import change_config, create_config, list_configs
from lumetra.features.scores.tables import ScoreConfigRow
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor


class ScoreConfig(BaseModel):
    """What a score may be."""

    id: str
    name: str
    data_type: str
    is_archived: bool
    min_value: float | None
    max_value: float | None
    categories: list[Category] | None
    description: str | None
    created_at: datetime
    updated_at: datetime


class ScoreConfigPage(BaseModel):
    """A page of score configs, newest first."""

    data: list[ScoreConfig]
    next_cursor: str | None


class NewScoreConfig(BaseModel):
    """A new config."""

    name: str
    data_type: ConfigType
    categories: list[Category] | None = None
    min_value: float | None = None
    max_value: float | None = None
    description: str | None = None


class ScoreConfigChange(BaseModel):
    """What to change on a config; absent fields stay. Null takes a bound or the description away."""

    name: str | None = None
    is_archived: bool | None = None
    categories: list[Category] | None = None
    min_value: float | None = None
    max_value: float | None = None
    description: str | None = None


_MAY_BE_EMPTY: Final = ("min_value", "max_value", "description")


def add_configs(router: APIRouter, database: Database, clock: Callable[[], datetime]) -> None:
    """Reading, making and changing them."""

    @router.get("/score-configs")
    def get_configs(
        project_id: str, paging: CursorPaging, access: Access = requires(Permission.SCORE_CONFIGS_READ)
    ) -> ScoreConfigPage:
        """Score configs, archived ones too."""
        parts = paging.parts(1)
        offset = int(parts[0]) if parts else 0
        with database.reading() as session:
            rows, total = list_configs(session, access.project_id, limit=paging.limit, offset=offset)
            data = [_config(row) for row in rows]
        end = offset + len(data)
        return ScoreConfigPage(data=data, next_cursor=encode_cursor(end) if end < total else None)

    @router.post("/score-configs", status_code=201)
    def create(project_id: str, body: NewScoreConfig, access: Access = requires(Permission.SCORE_CONFIGS_WRITE)) -> ScoreConfig:
        """A new score config."""
        with database.session() as session:
            return _config(create_config(session, access.project_id, clock(), **dict(body)))

    @router.patch("/score-configs/{config_id}")
    def change(
        project_id: str, config_id: str, body: ScoreConfigChange, access: Access = requires(Permission.SCORE_CONFIGS_WRITE)
    ) -> ScoreConfig:
        """Change or archive a score config."""
        given = {
            name: getattr(body, name)
            for name in body.model_fields_set
            if getattr(body, name) is not None or name in _MAY_BE_EMPTY
        }
        with database.session() as session:
            return _config(change_config(session, access.project_id, config_id, clock(), given))


def _config(row: ScoreConfigRow) -> ScoreConfig:
    return ScoreConfig(
        id=row.id, name=row.name, data_type=row.data_type, is_archived=row.is_archived, min_value=row.min_value,
        max_value=row.max_value, categories=row.categories, description=row.description, created_at=row.created_at,
        updated_at=row.updated_at,
    )  # fmt: skip
