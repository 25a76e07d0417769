"""Lists of prompts: the wire API's page by filters, and the screen's folder view with search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.prompts.tables import Prompt, PromptLabel, PromptTag, PromptVersionRow


@dataclass(frozen=True, kw_only=True)
class PromptFilter:
    """Conditions that a listed prompt must meet; those on versions must hold for one and the same version."""

    name: str | None = None
    version: int | None = None
    label: str | None = None
    tag: str | None = None
    type: str | None = None
    updated_from: datetime | None = None
    updated_before: datetime | None = None
    folder: str | None = None
    """Only prompts inside this folder, at any depth; without slash at the end."""
    direct: bool = False
    """Only prompts that lie in the folder itself (without a folder: at the top), not below."""
    search: str | None = None
    """Words in the name or in the text of any version, whatever the case."""


@dataclass(frozen=True, kw_only=True)
class PromptSummary:
    """One line of a list. Versions, labels and config are those of the versions that met the filter."""

    id: str
    name: str
    type: str
    versions: list[int]
    labels: dict[str, int]
    tags: list[str]
    created_at: datetime
    last_updated_at: datetime
    last_config: Any
    last_version: int
    last_version_created_at: datetime
    last_commit_message: str | None


def count_prompts(session: Session, project_id: str, where: PromptFilter) -> int:
    """How many prompts meet the filter."""
    return session.scalars(sa.select(sa.func.count()).select_from(_matching(project_id, where).subquery())).one()


def list_prompts(
    session: Session,
    project_id: str,
    where: PromptFilter,
    *,
    limit: int,
    offset: int = 0,
    after_name: str | None = None,
) -> list[PromptSummary]:
    """One page of prompts by name."""
    query = _matching(project_id, where)
    if after_name is not None:
        query = query.where(Prompt.name > after_name)
    prompts = list(session.scalars(query.order_by(Prompt.name).offset(offset).limit(limit)))
    return _summaries(session, prompts, where)


def ids_of_prompts(session: Session, project_id: str, names: Collection[str]) -> dict[str, str]:
    """Ids by name; names that no prompt has are left out."""
    query = sa.select(Prompt.name, Prompt.id).where(Prompt.project_id == project_id, Prompt.name.in_(names))
    return {row.name: row.id for row in session.execute(query)}


def folders_below(session: Session, project_id: str, folder: str) -> list[tuple[str, int]]:
    """The folders directly inside a folder (empty: the top), each with the number of prompts inside at any depth."""
    prefix = f"{folder}/" if folder else ""
    names = session.scalars(
        sa.select(Prompt.name).where(Prompt.project_id == project_id, _starts_with(Prompt.name, prefix)).order_by(Prompt.name)
    )
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        head, slash, _ = name[len(prefix) :].partition("/")
        if slash:
            counts[prefix + head] += 1
    return sorted(counts.items())


def _matching(project_id: str, where: PromptFilter) -> sa.Select[Prompt]:
    query = sa.select(Prompt).where(Prompt.project_id == project_id)
    if where.name is not None:
        query = query.where(Prompt.name == where.name)
    if where.type is not None:
        query = query.where(Prompt.type == where.type)
    if where.folder:
        query = query.where(_starts_with(Prompt.name, f"{where.folder}/"))
    if where.direct:
        prefix = f"{where.folder}/" if where.folder else ""
        query = query.where(Prompt.name.not_like(f"{_escaped(prefix)}%/%", escape="\\"))
    if where.tag is not None:
        query = query.where(Prompt.id.in_(sa.select(PromptTag.prompt_id).where(PromptTag.tag == where.tag)))
    if where.search:
        words = f"%{_escaped(where.search.lower())}%"
        in_content = sa.select(PromptVersionRow.prompt_id).where(
            PromptVersionRow.project_id == project_id, PromptVersionRow.search_text.like(words, escape="\\")
        )
        query = query.where(sa.or_(sa.func.lower(Prompt.name).like(words, escape="\\"), Prompt.id.in_(in_content)))
    conditions = _version_conditions(where)
    if conditions:
        query = query.where(Prompt.id.in_(sa.select(PromptVersionRow.prompt_id).where(*conditions)))
    return query


def _version_conditions(where: PromptFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if where.version is not None:
        conditions.append(PromptVersionRow.version == where.version)
    if where.updated_from is not None:
        conditions.append(PromptVersionRow.updated_at >= where.updated_from)
    if where.updated_before is not None:
        conditions.append(PromptVersionRow.updated_at < where.updated_before)
    if where.label is not None:
        labelled = sa.select(PromptLabel.prompt_id).where(
            PromptLabel.prompt_id == PromptVersionRow.prompt_id,
            PromptLabel.version == PromptVersionRow.version,
            PromptLabel.label == where.label,
        )
        conditions.append(labelled.exists())
    return conditions


def _summaries(session: Session, prompts: list[Prompt], where: PromptFilter) -> list[PromptSummary]:
    ids = [prompt.id for prompt in prompts]
    if not ids:
        return []
    versions: dict[str, list[PromptVersionRow]] = defaultdict(list)
    rows = sa.select(PromptVersionRow).where(PromptVersionRow.prompt_id.in_(ids), *_version_conditions(where))
    for row in session.scalars(rows.order_by(PromptVersionRow.version)):
        versions[row.prompt_id].append(row)
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    for label in session.scalars(sa.select(PromptLabel).where(PromptLabel.prompt_id.in_(ids)).order_by(PromptLabel.label)):
        labels[label.prompt_id][label.label] = label.version
    tags: dict[str, list[str]] = defaultdict(list)
    for tag in session.scalars(sa.select(PromptTag).where(PromptTag.prompt_id.in_(ids)).order_by(PromptTag.tag)):
        tags[tag.prompt_id].append(tag.tag)
    return [_summary(prompt, versions[prompt.id], labels[prompt.id], tags[prompt.id]) for prompt in prompts]


def _summary(prompt: Prompt, rows: list[PromptVersionRow], labels: dict[str, int], tags: list[str]) -> PromptSummary:
    numbers = [row.version for row in rows]
    last = rows[-1]
    return PromptSummary(
        id=prompt.id,
        name=prompt.name,
        type=prompt.type,
        versions=numbers,
        labels={label: version for label, version in labels.items() if version in numbers},
        tags=tags,
        created_at=prompt.created_at,
        last_updated_at=max(row.updated_at for row in rows),
        last_config=last.config,
        last_version=last.version,
        last_version_created_at=last.created_at,
        last_commit_message=last.commit_message,
    )


def _starts_with(column: Any, prefix: str) -> sa.ColumnElement[bool]:
    return column.like(f"{_escaped(prefix)}%", escape="\\")


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
