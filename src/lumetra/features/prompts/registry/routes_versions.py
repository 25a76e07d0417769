"""`/api/v1` of one prompt: its versions, their content, labels and tags."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.prompt import PromptVersion
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.composition.analyse import analyse, compare
from lumetra.features.prompts.history import record
from lumetra.features.prompts.labels.move_labels import set_labels
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_prompt, get_version, prompt_by_id, versions_of
from lumetra.features.prompts.registry.create_version import NewVersion, create_version, replace_tags
from lumetra.features.prompts.registry.delete_versions import delete_all, delete_versions
from lumetra.features.prompts.registry.read_detail import read_detail
from lumetra.features.prompts.registry.shapes import (
    CompareOut,
    LabelsIn,
    NewVersionIn,
    PromptDetail,
    RestoreIn,
    TagsIn,
    VersionDetail,
    VersionOut,
)
from lumetra.features.prompts.tables import Prompt
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_versions(router: APIRouter, prompts: Prompts) -> None:
    """Creating, reading, comparing and deleting."""

    @router.post("/prompts", status_code=201)
    def create(body: NewVersionIn, access: Access = requires(WRITE)) -> VersionOut:
        new = NewVersion(**body.model_dump())
        return VersionOut.of(
            prompts.writer.write(
                access.project_id,
                lambda session, now: create_version(session, access.project_id, new, actor_of(access), now),
            )
        )

    @router.get("/prompts/{prompt_id}")
    def read(prompt_id: str, access: Access = requires(READ)) -> PromptDetail:
        with prompts.database.reading() as session:
            return read_detail(session, prompt_by_id(session, access.project_id, prompt_id))

    @router.delete("/prompts/{prompt_id}", status_code=204)
    def delete(prompt_id: str, access: Access = requires(WRITE)) -> Response:
        prompts.writer.change(
            access.project_id,
            prompt_id,
            lambda session, prompt, now: delete_all(session, access.project_id, actor_of(access), [prompt.name], now),
        )
        return Response(status_code=204)

    @router.get("/prompts/{prompt_id}/versions/{version}")
    def read_version(prompt_id: str, version: int, access: Access = requires(READ)) -> VersionDetail:
        with prompts.database.reading() as session:
            prompt = prompt_by_id(session, access.project_id, prompt_id)
            found = get_version(session, access.project_id, prompt.name, version=version)
            return VersionDetail(version=VersionOut.of(found), analysis=analyse(session, found))

    @router.delete("/prompts/{prompt_id}/versions/{version}", status_code=204)
    def delete_version(prompt_id: str, version: int, access: Access = requires(WRITE)) -> Response:
        def act(session: Session, prompt: Prompt, now: datetime) -> None:
            delete_versions(session, access.project_id, prompt.name, actor_of(access), now, version=version)

        prompts.writer.change(access.project_id, prompt_id, act)
        return Response(status_code=204)

    @router.get("/prompts/{prompt_id}/compare")
    def compare_versions(prompt_id: str, left: int, right: int, access: Access = requires(READ)) -> CompareOut:
        with prompts.database.reading() as session:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            one = get_version(session, access.project_id, name, version=left)
            two = get_version(session, access.project_id, name, version=right)
        return CompareOut(left=VersionOut.of(one), right=VersionOut.of(two), diff=compare(one, two))


def add_labels(router: APIRouter, prompts: Prompts) -> None:
    """What people change about stored versions: restoring, labels, tags."""

    @router.post("/prompts/{prompt_id}/versions/{version}/restore", status_code=201)
    def restore(prompt_id: str, version: int, body: RestoreIn, access: Access = requires(WRITE)) -> VersionOut:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptVersion:
            old = get_version(session, access.project_id, prompt.name, version=version)
            message = body.commit_message or f"Restore version {version}"
            new = NewVersion(name=prompt.name, prompt=old.prompt, type=old.type, config=old.config, commit_message=message)
            return create_version(session, access.project_id, new, actor_of(access), now)

        return VersionOut.of(prompts.writer.change(access.project_id, prompt_id, act))

    @router.put("/prompts/{prompt_id}/versions/{version}/labels")
    def put_labels(prompt_id: str, version: int, body: LabelsIn, access: Access = requires(WRITE)) -> VersionOut:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptVersion:
            locked = get_prompt(session, access.project_id, prompt.name, lock=True)
            set_labels(session, locked, version, body.labels, actor_of(access), now)
            return get_version(session, access.project_id, prompt.name, version=version)

        return VersionOut.of(prompts.writer.change(access.project_id, prompt_id, act))

    @router.put("/prompts/{prompt_id}/tags")
    def put_tags(prompt_id: str, body: TagsIn, access: Access = requires(WRITE)) -> PromptDetail:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptDetail:
            replace_tags(session, prompt, body.tags, now)
            record(
                session, prompt, actor_of(access), "tagged", now, to_version=versions_of(session, prompt)[0].version,
                note=", ".join(body.tags),
            )  # fmt: skip
            return read_detail(session, prompt)

        return prompts.writer.change(access.project_id, prompt_id, act)
