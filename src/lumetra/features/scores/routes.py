"""`/api/v1` for scores: the table, what people judge by hand, and deleting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.named import NamedFields
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.features.scores.judge_by_hand import NewScore, new_score, rule_of, set_value, stored_score
from lumetra.features.scores.read_scores import BEGINNING, compares, compile_filter, get_score, page_of_scores
from lumetra.features.scores.routes_configs import add_configs
from lumetra.features.scores.routes_list import add_list
from lumetra.features.scores.show_scores import ScoreRow, shown_scores
from lumetra.features.scores.wire import Submit
from lumetra.http.access import requires

MOST_DELETED = 10_000
"""What one deletion by filter takes at most."""


class ScoreChange(BaseModel):
    """What to change on a score; absent fields stay."""

    value: float | str | bool | None = None
    comment: str | None = None


class Deleted(BaseModel):
    """How many were hidden."""

    count: int


class ScoreIds(BaseModel):
    """Scores named one by one."""

    score_ids: list[str] = Field(min_length=1, max_length=1000)


class FoundScores(BaseModel):
    """All scores that a filter finds in a stretch of time."""

    filter: str = Field("", max_length=10_000)
    from_time: AwareDatetime
    to_time: AwareDatetime


def build_routes(
    analytics: Analytics, database: Database, write: Submit, named: NamedFields, clock: Callable[[], datetime]
) -> APIRouter:
    """`write` puts records through the ingestion log and waits until reads see them."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["scores"])
    add_list(router, analytics, named, clock)
    _add_changes(router, analytics, database, write, named, clock)
    _add_deletion(router, analytics, write, clock)
    add_configs(router, database, clock)
    return router


def _add_changes(
    router: APIRouter, analytics: Analytics, database: Database, write: Submit, named: NamedFields, clock: Callable[[], datetime]
) -> None:
    def shown(access: Access, score_id: str) -> ScoreRow:
        return shown_scores(analytics, named, access.project_id, [get_score(analytics, access.project_id, score_id)])[0]

    @router.post("/scores", status_code=201)
    def create_score(project_id: str, body: NewScore, access: Access = requires(Permission.SCORES_WRITE)) -> ScoreRow:
        """Judge a trace, an observation or a session."""
        config = rule_of(database, access.project_id, body.config_id)
        score = new_score(body, config, access, (clock() - BEGINNING) // datetime.resolution)
        write(access, [score])
        return shown(access, score.id)

    @router.patch("/scores/{score_id}")
    def change_score(
        project_id: str, score_id: str, body: ScoreChange, access: Access = requires(Permission.SCORES_WRITE)
    ) -> ScoreRow:
        """Change the value or the comment of a score."""
        row = get_score(analytics, access.project_id, score_id)
        score = stored_score(row)
        if body.comment is not None:
            score.comment = body.comment
        if body.value is not None:
            set_value(score, body.value, rule_of(database, access.project_id, score.config_id))
        score.author_user_id = access.user_id or score.author_user_id
        write(access, [score])
        return shown(access, score_id)


def _add_deletion(router: APIRouter, analytics: Analytics, write: Submit, clock: Callable[[], datetime]) -> None:
    @router.delete("/scores/{score_id}")
    def delete_score(project_id: str, score_id: str, access: Access = requires(Permission.SCORES_WRITE)) -> Deleted:
        """Hide a score."""
        get_score(analytics, access.project_id, score_id)
        write(access, [Deletion(score_ids=[score_id])])
        return Deleted(count=1)

    @router.post("/scores/delete/found")
    def delete_found(project_id: str, body: FoundScores, access: Access = requires(Permission.SCORES_WRITE)) -> Deleted:
        """Hide every score that the filter finds, the newest 10 000."""
        moments = (
            compares("timestamp", ">=", body.from_time.isoformat()),
            compares("timestamp", "<", body.to_time.isoformat()),
        )
        condition = compile_filter(clock(), *moments, text=body.filter)
        ids = [str(row["id"]) for row in page_of_scores(analytics, access.project_id, condition, limit=MOST_DELETED)]
        if ids:
            write(access, [Deletion(score_ids=ids)])
        return Deleted(count=len(ids))

    @router.post("/scores/delete")
    def delete_scores(project_id: str, body: ScoreIds, access: Access = requires(Permission.SCORES_WRITE)) -> Deleted:
        """Hide several scores."""
        write(access, [Deletion(score_ids=body.score_ids)])
        return Deleted(count=len(body.score_ids))
