"""`/api/v1` for the table of scores: pages of it, and all of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.named import NamedFields
from lumetra.engines.analytics import Analytics
from lumetra.features.scores.read_scores import ScoreCondition, compares, compile_filter, page_of_scores
from lumetra.features.scores.show_scores import ScoreRow, shown_scores
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.http.row_files import FileFormat, Page, row_file, write_rows

_EXPORT_PAGE: Final = 1000
FilterText = Annotated[str, Query(alias="filter", max_length=10_000, description="A filter in the filter grammar.")]
From = Annotated[AwareDatetime | None, Query(alias="from", description="Scores of then or later.")]
To = Annotated[AwareDatetime | None, Query(alias="to", description="Scores of before.")]


class ScorePage(BaseModel):
    """One page of scores, newest first; `next_cursor` is null on the last."""

    data: list[ScoreRow]
    next_cursor: str | None


def add_list(router: APIRouter, analytics: Analytics, named: NamedFields, clock: Callable[[], datetime]) -> None:
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
        return ScorePage(data=shown_scores(analytics, named, access.project_id, rows), next_cursor=cursor)

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
        pages = _pages(analytics, named, access.project_id, condition(text, start, end))
        return row_file("scores", kind, write_rows(kind, ScoreRow, list(ScoreRow.model_fields), pages))


def _pages(analytics: Analytics, named: NamedFields, project_id: str, condition: ScoreCondition) -> Iterator[Page]:
    after: tuple[datetime, str] | None = None
    while True:
        rows = page_of_scores(analytics, project_id, condition, limit=_EXPORT_PAGE, after=after)
        yield [row.model_dump() for row in shown_scores(analytics, named, project_id, rows)]
        if len(rows) < _EXPORT_PAGE:
            return
        after = (rows[-1]["timestamp"], rows[-1]["id"])
