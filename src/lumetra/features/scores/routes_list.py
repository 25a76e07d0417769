"""`/api/v1` for the table of scores: pages of it, and all of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.observation import ScoreDataType, ScoreSource
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.scores.read_scores import ScoreCondition, compares, compile_filter, page_of_scores, traces_of
from lumetra.features.scores.wire_form import metadata_object
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.http.row_files import FileFormat, Page, row_file, write_rows

_EXPORT_PAGE: Final = 1000
FilterText = Annotated[str, Query(alias="filter", max_length=10_000, description="A filter in the filter grammar.")]
From = Annotated[AwareDatetime | None, Query(alias="from", description="Scores of then or later.")]
To = Annotated[AwareDatetime | None, Query(alias="to", description="Scores of before.")]


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


def add_list(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    """The routes."""

    def condition(text: str, start: datetime | None, end: datetime | None) -> ScoreCondition:
        window = [compares("timestamp", ">=", start.isoformat())] if start else []
        window += [compares("timestamp", "<", end.isoformat())] if end else []
        return compile_filter(clock(), *window, text=text)

    @router.get("/scores")
    def get_scores(
        project_id: str,
        paging: CursorPaging,
        text: FilterText = "",
        start: From = None,
        end: To = None,
        access: Access = requires(Permission.SCORES_READ),
    ) -> ScorePage:
        """Scores, newest first."""
        parts = paging.parts(2)
        after = (datetime.fromisoformat(parts[0]), str(parts[1])) if parts else None
        wanted = condition(text, start, end)
        rows = page_of_scores(analytics, access.project_id, wanted, limit=paging.limit + 1, after=after)
        more, rows = len(rows) > paging.limit, rows[: paging.limit]
        cursor = encode_cursor(rows[-1]["timestamp"].isoformat(), rows[-1]["id"]) if more else None
        return ScorePage(data=_shown(analytics, access.project_id, rows), next_cursor=cursor)

    @router.get("/scores/export", response_class=StreamingResponse)
    def export_scores(
        project_id: str,
        kind: Annotated[FileFormat, Query(alias="format")],
        text: FilterText = "",
        start: From = None,
        end: To = None,
        access: Access = requires(Permission.EXPORTS_READ),
    ) -> StreamingResponse:
        """Every score that the filter finds as one file, newest first, streamed."""
        pages = _pages(analytics, access.project_id, condition(text, start, end))
        return row_file("scores", kind, write_rows(kind, ScoreRow, list(ScoreRow.model_fields), pages))


def score_row(row: Row, trace: Row | None) -> ScoreRow:
    """A score with what its trace is like."""
    return ScoreRow(
        **{name: row[name] for name in ScoreRow.model_fields if name in row and name != "metadata"},
        metadata=metadata_object(row["metadata"]),
        trace_name=trace["trace_name"] if trace else "",
        user_id=trace["user_id"] if trace else "",
        trace_tags=trace["tags"] if trace else [],
    )


def _shown(analytics: Analytics, project_id: str, rows: list[Row]) -> list[ScoreRow]:
    traces = traces_of(analytics, project_id, rows)
    return [score_row(row, traces.get(row["trace_id"])) for row in rows]


def _pages(analytics: Analytics, project_id: str, condition: ScoreCondition) -> Iterator[Page]:
    after: tuple[datetime, str] | None = None
    while True:
        rows = page_of_scores(analytics, project_id, condition, limit=_EXPORT_PAGE, after=after)
        yield [row.model_dump() for row in _shown(analytics, project_id, rows)]
        if len(rows) < _EXPORT_PAGE:
            return
        after = (rows[-1]["timestamp"], rows[-1]["id"])
