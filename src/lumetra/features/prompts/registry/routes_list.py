"""`/api/v1` of the list of prompts: folders, search, recent use, looking a name up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Query

from lumetra.domain.access import Access, Permission
from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.figures.read_numbers import read_usage
from lumetra.features.prompts.figures.shapes import HistoryPage, PromptUse, PromptUses
from lumetra.features.prompts.history import read_history
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_prompt
from lumetra.features.prompts.registry.list_prompts import PromptFilter, folders_below, list_prompts
from lumetra.features.prompts.registry.read_detail import read_detail
from lumetra.features.prompts.registry.shapes import Folder, PromptDetail, PromptLine, PromptPage
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_lists(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
    """The list, by page and by folder."""

    @router.get("/prompts")
    def list_all(
        access: Access = requires(READ),
        folder: str | None = Query(None, description="Only this folder's own prompts and folders; empty: the top."),
        search: str | None = Query(None, max_length=200, description="Words in name or content, in all folders."),
        label: str | None = None,
        tag: str | None = None,
        type_: str | None = Query(None, alias="type"),
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> PromptPage:
        by_folder = folder is not None and not search
        where = PromptFilter(label=label, tag=tag, type=type_, folder=folder or None, search=search or None, direct=by_folder)
        with prompts.database.reading() as session:
            found = list_prompts(session, access.project_id, where, limit=limit + 1, after_name=cursor)
            folders = folders_below(session, access.project_id, folder or "") if by_folder and cursor is None else []
        return PromptPage(
            data=[PromptLine.of(summary) for summary in found[:limit]],
            folders=[Folder(path=path, prompts=count) for path, count in folders],
            next_cursor=found[limit - 1].name if len(found) > limit else None,
        )

    @router.get("/prompts/usage")
    def usage(
        access: Access = requires(READ),
        name: list[str] = Query(max_length=200),
        days: int = Query(7, ge=1, le=365),
    ) -> PromptUses:
        rows = read_usage(analytics, access.project_id, name, datetime.now(UTC) - timedelta(days=days))
        return PromptUses(data=[PromptUse.model_validate(row) for row in rows.values()])

    @router.get("/prompts/find")
    def find(name: str, access: Access = requires(READ)) -> PromptDetail:
        with prompts.database.reading() as session:
            return read_detail(session, get_prompt(session, access.project_id, name))

    @router.get("/prompts/history")
    def project_history(
        access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)
    ) -> HistoryPage:
        with prompts.database.reading() as session:
            rows = read_history(session, access.project_id, before_id=cursor, limit=limit + 1)
            return HistoryPage.of(rows, limit)
