"""Prompts as a JSON document: export of all or a folder, and import of the same form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Refusal
from lumetra.domain.prompt import LATEST, PromptType
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.read_versions import find_prompt, versions_of
from lumetra.features.prompts.registry.create_version import NewVersion, create_version
from lumetra.features.prompts.tables import Prompt

FORMAT: Final = "lumetra.prompts/1"
MAX_PROMPTS: Final = 500
OnExisting = Literal["skip", "add_versions"]


@dataclass(kw_only=True)
class ExportedVersion:
    """One version in the document."""

    version: int
    prompt: Any
    config: Any = None
    labels: list[str] = field(default_factory=list[str])
    commit_message: str | None = None


@dataclass(kw_only=True)
class ExportedPrompt:
    """A prompt with its versions, oldest first."""

    name: str
    type: PromptType = "text"
    tags: list[str] = field(default_factory=list[str])
    versions: list[ExportedVersion]


@dataclass(kw_only=True)
class Exported:
    """The document."""

    format: str
    prompts: list[ExportedPrompt]


@dataclass(kw_only=True)
class Imported:
    """What an import did."""

    created: list[str]
    extended: list[str]
    skipped: list[str]


def export_prompts(session: Session, project_id: str, *, names: list[str] | None = None, folder: str = "") -> Exported:
    """All prompts of a project, or those named, or those of a folder."""
    query = sa.select(Prompt).where(Prompt.project_id == project_id).order_by(Prompt.name)
    chosen = [
        prompt
        for prompt in session.scalars(query)
        if (names is None or prompt.name in names) and (not folder or prompt.name.startswith(f"{folder}/"))
    ]
    return Exported(format=FORMAT, prompts=[_exported(session, prompt) for prompt in chosen])


def import_prompts(
    session: Session, project_id: str, document: Exported, on_existing: OnExisting, actor: Actor, now: datetime
) -> Imported:
    """Create what the document holds, all or nothing. Existing names are skipped or get the versions added on top."""
    if document.format != FORMAT:
        raise Refusal(f"Unknown format '{document.format}': expected '{FORMAT}'")
    if len(document.prompts) > MAX_PROMPTS:
        raise Refusal(f"An import may hold at most {MAX_PROMPTS} prompts, this one holds {len(document.prompts)}")
    done = Imported(created=[], extended=[], skipped=[])
    waiting: list[ExportedPrompt] = []
    for item in document.prompts:
        exists = find_prompt(session, project_id, item.name) is not None
        if exists and on_existing == "skip":
            done.skipped.append(item.name)
            continue
        (done.extended if exists else done.created).append(item.name)
        waiting.append(item)
    _create_in_order(session, project_id, waiting, actor, now)
    return done


def _create_in_order(session: Session, project_id: str, items: list[ExportedPrompt], actor: Actor, now: datetime) -> None:
    """Prompts that refer to others need these first: try again what failed until a round gets nowhere."""
    while items:
        failed: list[ExportedPrompt] = []
        reason: Refusal | None = None
        for item in items:
            try:
                with session.begin_nested():
                    _create(session, project_id, item, actor, now)
            except Refusal as refusal:
                failed.append(item)
                reason = Refusal(f"{item.name}: {refusal.message}", code=refusal.code, detail=refusal.detail)
        if reason is not None and len(failed) == len(items):
            raise reason
        items = failed


def _create(session: Session, project_id: str, item: ExportedPrompt, actor: Actor, now: datetime) -> None:
    for version in sorted(item.versions, key=lambda v: v.version):
        new = NewVersion(
            name=item.name,
            prompt=version.prompt,
            type=item.type,
            config=version.config,
            labels=[label for label in version.labels if label != LATEST],
            tags=item.tags,
            commit_message=version.commit_message,
        )
        create_version(session, project_id, new, actor, now)


def _exported(session: Session, prompt: Prompt) -> ExportedPrompt:
    versions = sorted(versions_of(session, prompt), key=lambda v: v.version)
    return ExportedPrompt(
        name=prompt.name,
        type=versions[0].type,
        tags=versions[0].tags,
        versions=[
            ExportedVersion(
                version=v.version,
                prompt=v.prompt,
                config=v.config,
                labels=[label for label in v.labels if label != LATEST],
                commit_message=v.commit_message,
            )
            for v in versions
        ],
    )
