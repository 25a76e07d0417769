"""`/api/v1` for scores: the table, what people judge by hand, and deleting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import ScoreDataType, ScoreSource
from lumetra.engines.analytics import Analytics, Row
from lumetra.engines.database import Database
from lumetra.features.scores.judge_by_hand import NewScore, new_score, rule_of, set_value, stored_score
from lumetra.features.scores.read_scores import BEGINNING, compares, compile_filter, get_score, page_of_scores, traces_of
from lumetra.features.scores.routes_configs import add_configs
from lumetra.features.scores.wire import Submit
from lumetra.features.scores.wire_form import metadata_object
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor

MOST_DELETED = 10_000
"""What one deletion by filter takes at most."""


class ScoreRow(BaseModel):
    """A score as a table shows it. `value` is the number (a category's number, 0 or 1 for BOOLEAN), `string_value` its text."""

    id: str
    name: str
    data_type: ScoreDataType
    value: float | None
    string_value: str
    timestamp: datetime
    trace_id: str
    observation_id: str
    session_id: str
    experiment_id: str
    source: ScoreSource
    comment: str
    metadata: dict[str, Any]
    config_id: str
    queue_id: str
    author_user_id: str
    environment: str
    execution_trace_id: str
    evaluator_id: str
    rule_id: str
    trace_name: str
    user_id: str
    trace_tags: list[str]
    created_at: datetime
    updated_at: datetime


class ScorePage(BaseModel):
    """One page of scores, newest first; `next_cursor` is null on the last."""

    data: list[ScoreRow]
    next_cursor: str | None


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


def build_routes(analytics: Analytics, database: Database, write: Submit, clock: Callable[[], datetime]) -> APIRouter:
    """`write` puts records through the ingestion log and waits until reads see them."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["scores"])
    _add_list(router, analytics, clock)
    _add_changes(router, analytics, database, write, clock)
    _add_deletion(router, analytics, write, clock)
    add_configs(router, database, clock)
    return router


def _add_list(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/scores")
    def get_scores(
        project_id: str,
        paging: CursorPaging,
        text: Annotated[str, Query(alias="filter", max_length=10_000, description="A filter in the filter grammar.")] = "",
        start: Annotated[AwareDatetime | None, Query(alias="from", description="Scores of then or later.")] = None,
        end: Annotated[AwareDatetime | None, Query(alias="to", description="Scores of before.")] = None,
        access: Access = requires(Permission.SCORES_READ),
    ) -> ScorePage:
        """Scores, newest first."""
        parts = paging.parts(2)
        after = (datetime.fromisoformat(parts[0]), str(parts[1])) if parts else None
        window = [compares("timestamp", ">=", start.isoformat())] if start else []
        window += [compares("timestamp", "<", end.isoformat())] if end else []
        condition = compile_filter(clock(), *window, text=text)
        rows = page_of_scores(analytics, access.project_id, condition, limit=paging.limit + 1, after=after)
        more, rows = len(rows) > paging.limit, rows[: paging.limit]
        traces = traces_of(analytics, access.project_id, rows)
        cursor = encode_cursor(rows[-1]["timestamp"].isoformat(), rows[-1]["id"]) if more else None
        return ScorePage(data=[_score_row(row, traces.get(row["trace_id"])) for row in rows], next_cursor=cursor)


def _add_changes(
    router: APIRouter, analytics: Analytics, database: Database, write: Submit, clock: Callable[[], datetime]
) -> None:
    def shown(access: Access, score_id: str) -> ScoreRow:
        row = get_score(analytics, access.project_id, score_id)
        return _score_row(row, traces_of(analytics, access.project_id, [row]).get(row["trace_id"]))

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


def _score_row(row: Row, trace: Row | None) -> ScoreRow:
    return ScoreRow(
        **{name: row[name] for name in ScoreRow.model_fields if name in row and name != "metadata"},
        metadata=metadata_object(row["metadata"]),
        trace_name=trace["trace_name"] if trace else "",
        user_id=trace["user_id"] if trace else "",
        trace_tags=trace["tags"] if trace else [],
    )
