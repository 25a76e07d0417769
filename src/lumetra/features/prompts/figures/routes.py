"""`/api/v1` of what became of a prompt: figures by version, recorded calls, audit trail."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.figures.read_numbers import ALWAYS, read_generations, read_numbers
from lumetra.features.prompts.figures.shapes import (
    GenerationOut,
    GenerationPage,
    HistoryPage,
    NumbersOut,
    NumbersPage,
)
from lumetra.features.prompts.history import read_history
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import names_of, prompt_by_id
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_figures(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
    """Figures, calls and history of one prompt."""

    @router.get("/prompts/{prompt_id}/numbers")
    def numbers(
        prompt_id: str, access: Access = requires(READ), since: AwareDatetime = ALWAYS[0], until: AwareDatetime = ALWAYS[1]
    ) -> NumbersPage:
        found = read_numbers(analytics, access.project_id, names(access, prompt_id), since, until)
        return NumbersPage(data=[NumbersOut.of(n) for n in found.values()])

    @router.get("/prompts/{prompt_id}/generations")
    def generations(
        prompt_id: str,
        access: Access = requires(Permission.TRACES_READ),
        version: int | None = Query(None, ge=1),
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> GenerationPage:
        rows = read_generations(
            analytics, access.project_id, names(access, prompt_id), version=version, before=_parse_cursor(cursor), limit=limit + 1
        )
        last = rows[limit - 1] if len(rows) > limit else None
        return GenerationPage(
            data=[GenerationOut.model_validate(row) for row in rows[:limit]],
            next_cursor=None if last is None else f"{last['start_time'].isoformat()}|{last['id']}",
        )

    @router.get("/prompts/{prompt_id}/history")
    def history(
        prompt_id: str, access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)
    ) -> HistoryPage:
        with prompts.database.reading() as session:
            rows = read_history(session, access.project_id, prompt_id=prompt_id, before_id=cursor, limit=limit + 1)
            return HistoryPage.of(rows, limit)

    def names(access: Access, prompt_id: str) -> list[str]:
        with prompts.database.reading() as session:
            return names_of(session, prompt_by_id(session, access.project_id, prompt_id))


def _parse_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    time, bar, last_id = cursor.partition("|")
    try:
        moment = datetime.fromisoformat(time)
    except ValueError as error:
        raise Refusal("Invalid cursor format") from error
    if not bar or moment.tzinfo is None:
        raise Refusal("Invalid cursor format")
    return moment, last_id
