"""`/api/v1` of the registry: list, editor, versions, labels, names, import and export, comments, figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.prompt import PromptVersion, check_content
from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.analyse import Analysis, analyse, compare
from lumetra.features.prompts.comments import add_comment, count_comments, delete_comment, list_comments, resolve_comment
from lumetra.features.prompts.create_version import NewVersion, create_version, replace_tags
from lumetra.features.prompts.delete_versions import delete_versions, dependents
from lumetra.features.prompts.history import read_history, record
from lumetra.features.prompts.label_rules import list_rules
from lumetra.features.prompts.list_prompts import PromptFilter, folders_below, list_prompts
from lumetra.features.prompts.move_labels import set_labels
from lumetra.features.prompts.numbers import ALWAYS, read_generations, read_numbers, read_usage
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_prompt, get_version, names_of, versions_of
from lumetra.features.prompts.rename import duplicate_folder, duplicate_prompt, remove_redirect, rename_prompt
from lumetra.features.prompts.shapes import (
    CommentIn,
    CommentOut,
    CommentPatch,
    Comments,
    CompareOut,
    Dependent,
    DraftIn,
    DuplicateFolderIn,
    DuplicateIn,
    Folder,
    FolderIn,
    GenerationOut,
    GenerationPage,
    HistoryOut,
    HistoryPage,
    LabelsIn,
    Names,
    NewVersionIn,
    NumbersOut,
    NumbersPage,
    PromptDetail,
    PromptLine,
    PromptPage,
    PromptUse,
    PromptUses,
    RenameIn,
    RestoreIn,
    RuleOut,
    TagsIn,
    VersionDetail,
    VersionLine,
    VersionOut,
)
from lumetra.features.prompts.tables import Prompt, PromptAbTest
from lumetra.features.prompts.transfer import Exported, Imported, OnExisting, export_prompts, import_prompts
from lumetra.http.access import project_in_path, requires

T = TypeVar("T")
READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def prompt_by_id(session: Session, access: Access, prompt_id: str) -> Prompt:
    """The prompt of this project with that id."""
    prompt = session.get(Prompt, prompt_id)
    if prompt is None or prompt.project_id != access.project_id:
        raise NotFound("Prompt not found")
    return prompt


def build_routes(prompts: Prompts, analytics: Analytics) -> APIRouter:
    """All registry routes. Prompts are addressed by id, because names hold slashes; `/find` looks a name up."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["prompts"], dependencies=[Depends(project_in_path)])
    _add_lists(router, prompts, analytics)
    _add_transfer(router, prompts)
    _add_versions(router, prompts)
    _add_names(router, prompts)
    _add_comments(router, prompts)
    _add_figures(router, prompts, analytics)
    return router


def _add_lists(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
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
            return _detail(session, get_prompt(session, access.project_id, name))

    @router.get("/prompts/history")
    def project_history(
        access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)
    ) -> HistoryPage:
        with prompts.database.reading() as session:
            rows = read_history(session, access.project_id, before_id=cursor, limit=limit + 1)
            return _history_page([HistoryOut.of(row) for row in rows], limit)


def _add_transfer(router: APIRouter, prompts: Prompts) -> None:
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
            return _delete_all(session, access, inside, now)

        return Names(names=prompts.writer.write(access.project_id, change))


def _add_versions(router: APIRouter, prompts: Prompts) -> None:
    def change_prompt(access: Access, prompt_id: str, act: Callable[[Session, Prompt, datetime], T]) -> T:
        return prompts.writer.write(
            access.project_id, lambda session, now: act(session, prompt_by_id(session, access, prompt_id), now)
        )

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
            return _detail(session, prompt_by_id(session, access, prompt_id))

    @router.delete("/prompts/{prompt_id}", status_code=204)
    def delete(prompt_id: str, access: Access = requires(WRITE)) -> Response:
        change_prompt(access, prompt_id, lambda session, prompt, now: _delete_all(session, access, [prompt.name], now))
        return Response(status_code=204)

    @router.get("/prompts/{prompt_id}/versions/{version}")
    def read_version(prompt_id: str, version: int, access: Access = requires(READ)) -> VersionDetail:
        with prompts.database.reading() as session:
            prompt = prompt_by_id(session, access, prompt_id)
            found = get_version(session, access.project_id, prompt.name, version=version)
            return VersionDetail(version=VersionOut.of(found), analysis=analyse(session, found))

    @router.delete("/prompts/{prompt_id}/versions/{version}", status_code=204)
    def delete_version(prompt_id: str, version: int, access: Access = requires(WRITE)) -> Response:
        def act(session: Session, prompt: Prompt, now: datetime) -> None:
            delete_versions(session, access.project_id, prompt.name, actor_of(access), now, version=version)

        change_prompt(access, prompt_id, act)
        return Response(status_code=204)

    @router.get("/prompts/{prompt_id}/compare")
    def compare_versions(prompt_id: str, left: int, right: int, access: Access = requires(READ)) -> CompareOut:
        with prompts.database.reading() as session:
            name = prompt_by_id(session, access, prompt_id).name
            one = get_version(session, access.project_id, name, version=left)
            two = get_version(session, access.project_id, name, version=right)
        return CompareOut(left=VersionOut.of(one), right=VersionOut.of(two), diff=compare(one, two))

    @router.post("/prompts/{prompt_id}/versions/{version}/restore", status_code=201)
    def restore(prompt_id: str, version: int, body: RestoreIn, access: Access = requires(WRITE)) -> VersionOut:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptVersion:
            old = get_version(session, access.project_id, prompt.name, version=version)
            message = body.commit_message or f"Restore version {version}"
            new = NewVersion(name=prompt.name, prompt=old.prompt, type=old.type, config=old.config, commit_message=message)
            return create_version(session, access.project_id, new, actor_of(access), now)

        return VersionOut.of(change_prompt(access, prompt_id, act))

    @router.put("/prompts/{prompt_id}/versions/{version}/labels")
    def put_labels(prompt_id: str, version: int, body: LabelsIn, access: Access = requires(WRITE)) -> VersionOut:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptVersion:
            locked = get_prompt(session, access.project_id, prompt.name, lock=True)
            set_labels(session, locked, version, body.labels, actor_of(access), now)
            return get_version(session, access.project_id, prompt.name, version=version)

        return VersionOut.of(change_prompt(access, prompt_id, act))

    @router.put("/prompts/{prompt_id}/tags")
    def put_tags(prompt_id: str, body: TagsIn, access: Access = requires(WRITE)) -> PromptDetail:
        def act(session: Session, prompt: Prompt, now: datetime) -> PromptDetail:
            replace_tags(session, prompt, body.tags, now)
            record(
                session, prompt, actor_of(access), "tagged", now, to_version=versions_of(session, prompt)[0].version,
                note=", ".join(body.tags),
            )  # fmt: skip
            return _detail(session, prompt)

        return change_prompt(access, prompt_id, act)


def _add_names(router: APIRouter, prompts: Prompts) -> None:
    @router.post("/prompts/{prompt_id}/rename")
    def rename(prompt_id: str, body: RenameIn, access: Access = requires(WRITE)) -> PromptDetail:
        def change(session: Session, now: datetime) -> PromptDetail:
            name = prompt_by_id(session, access, prompt_id).name
            return _detail(session, rename_prompt(session, access.project_id, name, body.name, actor_of(access), now))

        return prompts.writer.write(access.project_id, change)

    @router.delete("/prompts/{prompt_id}/redirects", status_code=204)
    def free_name(prompt_id: str, name: str, access: Access = requires(WRITE)) -> Response:
        def change(session: Session, _now: datetime) -> None:
            if name not in names_of(session, prompt_by_id(session, access, prompt_id))[1:]:
                raise NotFound(f"'{name}' is no former name of this prompt")
            remove_redirect(session, access.project_id, name)

        prompts.writer.write(access.project_id, change)
        return Response(status_code=204)

    @router.post("/prompts/{prompt_id}/duplicate", status_code=201)
    def duplicate(prompt_id: str, body: DuplicateIn, access: Access = requires(WRITE)) -> VersionOut:
        def change(session: Session, now: datetime) -> PromptVersion:
            name = prompt_by_id(session, access, prompt_id).name
            return duplicate_prompt(session, access.project_id, name, body.name, actor_of(access), now, version=body.version)

        return VersionOut.of(prompts.writer.write(access.project_id, change))


def _add_comments(router: APIRouter, prompts: Prompts) -> None:
    @router.get("/prompts/{prompt_id}/comments")
    def read_comments(prompt_id: str, access: Access = requires(READ), version: int | None = None) -> Comments:
        with prompts.database.reading() as session:
            name = prompt_by_id(session, access, prompt_id).name
            rows = list_comments(session, access.project_id, name, version=version)
            return Comments(data=[CommentOut.of(row) for row in rows])

    @router.post("/prompts/{prompt_id}/comments", status_code=201)
    def comment(prompt_id: str, body: CommentIn, access: Access = requires(Permission.COMMENTS_WRITE)) -> CommentOut:
        with prompts.database.session() as session:
            name = prompt_by_id(session, access, prompt_id).name
            row = add_comment(
                session, access.project_id, name, body.version, body.body, actor_of(access), prompts.clock(),
                part=body.part, message_index=body.message_index, line=body.line,
            )  # fmt: skip
            return CommentOut.of(row)

    @router.patch("/prompt-comments/{comment_id}")
    def close_comment(comment_id: str, body: CommentPatch, access: Access = requires(Permission.COMMENTS_WRITE)) -> CommentOut:
        with prompts.database.session() as session:
            return CommentOut.of(resolve_comment(session, access.project_id, comment_id, body.resolved, prompts.clock()))

    @router.delete("/prompt-comments/{comment_id}", status_code=204)
    def remove_comment(comment_id: str, access: Access = requires(Permission.COMMENTS_WRITE)) -> Response:
        with prompts.database.session() as session:
            delete_comment(session, access.project_id, comment_id, actor_of(access))
        return Response(status_code=204)


def _add_figures(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
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
            return _history_page([HistoryOut.of(row) for row in rows], limit)

    def names(access: Access, prompt_id: str) -> list[str]:
        with prompts.database.reading() as session:
            return names_of(session, prompt_by_id(session, access, prompt_id))


def _delete_all(session: Session, access: Access, names: list[str], now: datetime) -> list[str]:
    """Delete prompts that may need each other: try again what is still needed until a round gets nowhere."""
    waiting = names
    while waiting:
        blocked: list[str] = []
        reason: Refusal | None = None
        for name in waiting:
            try:
                with session.begin_nested():
                    delete_versions(session, access.project_id, name, actor_of(access), now)
            except Refusal as refusal:
                blocked.append(name)
                reason = refusal
        if reason is not None and len(blocked) == len(waiting):
            raise reason
        waiting = blocked
    return names


def _detail(session: Session, prompt: Prompt) -> PromptDetail:
    versions = versions_of(session, prompt)
    comments = count_comments(session, prompt.id)
    tests = sa.select(PromptAbTest).where(PromptAbTest.prompt_id == prompt.id, PromptAbTest.status == "running")
    return PromptDetail(
        id=prompt.id,
        name=prompt.name,
        type=versions[0].type,
        tags=versions[0].tags,
        labels={label: v.version for v in versions for label in v.labels},
        created_at=prompt.created_at,
        updated_at=prompt.updated_at,
        former_names=names_of(session, prompt)[1:],
        versions=[
            VersionLine(
                version=v.version,
                labels=v.labels,
                commit_message=v.commit_message,
                created_by=v.created_by,
                created_at=v.created_at,
                comments=comments.get(v.version, 0),
            )
            for v in versions
        ],
        dependents=[Dependent(name=name, version=version) for name, version in dependents(session, prompt)],
        rules=[RuleOut.of(rule) for rule in list_rules(session, prompt.project_id)],
        running_tests={test.label: test.id for test in session.scalars(tests)},
    )


def _history_page(rows: list[HistoryOut], limit: int) -> HistoryPage:
    return HistoryPage(data=rows[:limit], next_cursor=rows[limit - 1].id if len(rows) > limit else None)


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
