"""`/api/v1` of export and import, of whole folders, and of the check of a draft."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.prompt import PromptVersion, check_content
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.composition.analyse import Analysis, analyse
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.registry.delete_versions import delete_all
from lumetra.features.prompts.registry.rename import duplicate_folder
from lumetra.features.prompts.registry.shapes import DraftIn, DuplicateFolderIn, FolderIn, Names
from lumetra.features.prompts.registry.transfer import Exported, Imported, OnExisting, export_prompts, import_prompts
from lumetra.features.prompts.tables import Prompt
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_transfer(router: APIRouter, prompts: Prompts) -> None:
    """Export, import, and the check of a draft."""

    @router.get("/prompts/export")
    def export(access: Access = requires(READ), name: list[str] | None = Query(None), folder: str = "") -> Exported:
        with prompts.database.reading() as session:
            return export_prompts(session, access.project_id, names=name, folder=folder)

    @router.post("/prompts/import")
    def import_(document: Exported, access: Access = requires(WRITE), on_existing: OnExisting = "skip") -> Imported:
        return prompts.writer.write(
            access.project_id,
            lambda session, now: import_prompts(session, access.project_id, document, on_existing, actor_of(access), now),
        )

    @router.post("/prompts/check")
    def check(draft: DraftIn, access: Access = requires(READ)) -> Analysis:
        now = prompts.clock()
        content = check_content(draft.type, draft.prompt)
        version = PromptVersion(
            id="draft", project_id=access.project_id, prompt_id="", name=draft.name, version=0, type=draft.type, prompt=content,
            config={}, labels=[], tags=[], commit_message=None, created_by="", created_at=now, updated_at=now,
        )  # fmt: skip
        with prompts.database.reading() as session:
            return analyse(session, version)


def add_folders(router: APIRouter, prompts: Prompts) -> None:
    """What is done to all prompts of a folder at once."""

    @router.post("/prompts/duplicate-folder", status_code=201)
    def copy_folder(body: DuplicateFolderIn, access: Access = requires(WRITE)) -> Names:
        def change(session: Session, now: datetime) -> list[str]:
            return duplicate_folder(session, access.project_id, body.folder, body.new_folder, actor_of(access), now)

        return Names(names=prompts.writer.write(access.project_id, change))

    @router.post("/prompts/delete-folder")
    def delete_folder(body: FolderIn, access: Access = requires(WRITE)) -> Names:
        def change(session: Session, now: datetime) -> list[str]:
            query = sa.select(Prompt.name).where(Prompt.project_id == access.project_id).order_by(Prompt.name)
            inside = [name for name in session.scalars(query) if name.startswith(f"{body.folder}/")]
            return delete_all(session, access.project_id, actor_of(access), inside, now)

        return Names(names=prompts.writer.write(access.project_id, change))
