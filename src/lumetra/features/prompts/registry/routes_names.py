"""`/api/v1` of a prompt's name: renaming, former names, duplicates."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.domain.prompt import PromptVersion
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import names_of, prompt_by_id
from lumetra.features.prompts.registry.read_detail import read_detail
from lumetra.features.prompts.registry.rename import duplicate_prompt, remove_redirect, rename_prompt
from lumetra.features.prompts.registry.shapes import DuplicateIn, PromptDetail, RenameIn, VersionOut
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_names(router: APIRouter, prompts: Prompts) -> None:
    """Renaming and copying."""

    @router.post("/prompts/{prompt_id}/rename")
    def rename(prompt_id: str, body: RenameIn, access: Access = requires(WRITE)) -> PromptDetail:
        def change(session: Session, now: datetime) -> PromptDetail:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            return read_detail(session, rename_prompt(session, access.project_id, name, body.name, actor_of(access), now))

        return prompts.writer.write(access.project_id, change)

    @router.delete("/prompts/{prompt_id}/redirects", status_code=204)
    def free_name(prompt_id: str, name: str, access: Access = requires(WRITE)) -> Response:
        def change(session: Session, _now: datetime) -> None:
            if name not in names_of(session, prompt_by_id(session, access.project_id, prompt_id))[1:]:
                raise NotFound(f"'{name}' is no former name of this prompt")
            remove_redirect(session, access.project_id, name)

        prompts.writer.write(access.project_id, change)
        return Response(status_code=204)

    @router.post("/prompts/{prompt_id}/duplicate", status_code=201)
    def duplicate(prompt_id: str, body: DuplicateIn, access: Access = requires(WRITE)) -> VersionOut:
        def change(session: Session, now: datetime) -> PromptVersion:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            return duplicate_prompt(session, access.project_id, name, body.name, actor_of(access), now, version=body.version)

        return VersionOut.of(prompts.writer.write(access.project_id, change))
