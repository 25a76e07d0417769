"""Renaming with redirect, and duplicating."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.prompt import LATEST, PromptVersion, check_name
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.history import record
from lumetra.features.prompts.read_versions import find_prompt, get_prompt, get_version, versions_of
from lumetra.features.prompts.registry.create_version import NewVersion, create_version
from lumetra.features.prompts.tables import Prompt, PromptRedirect


def rename_prompt(session: Session, project_id: str, name: str, new_name: str, actor: Actor, now: datetime) -> Prompt:
    """Give a prompt another name. The old one stays as a redirect, so that running applications and references go on."""
    prompt = get_prompt(session, project_id, name, lock=True)
    if check_name(new_name) == prompt.name:
        return prompt
    taken = find_prompt(session, project_id, new_name)
    if taken is not None and taken.id != prompt.id:
        raise Conflict(f"The name '{new_name}' is taken", code="name_taken")
    session.execute(sa.delete(PromptRedirect).where(PromptRedirect.project_id == project_id, PromptRedirect.old_name == new_name))
    old_name = prompt.name
    session.add(PromptRedirect(project_id=project_id, old_name=old_name, prompt_id=prompt.id, created_at=now))
    prompt.name, prompt.updated_at = new_name, now
    record(session, prompt, actor, "renamed", now, to_version=prompt.last_version, note=f"{old_name} → {new_name}")
    return prompt


def remove_redirect(session: Session, project_id: str, old_name: str) -> None:
    """Free a former name."""
    redirect = session.get(PromptRedirect, (project_id, old_name))
    if redirect is None:
        raise NotFound(f"No redirect from '{old_name}'")
    session.delete(redirect)


def duplicate_prompt(
    session: Session, project_id: str, name: str, new_name: str, actor: Actor, now: datetime, *, version: int | None = None
) -> PromptVersion:
    """Copy one version, or all with their labels where no rule forbids it, to a new name. Returns the newest copy."""
    if find_prompt(session, project_id, check_name(new_name)) is not None:
        raise Conflict(f"The name '{new_name}' is taken", code="name_taken")
    source = get_prompt(session, project_id, name)
    copied = [get_version(session, project_id, name, version=version)] if version is not None else versions_of(session, source)
    newest: PromptVersion | None = None
    for item in sorted(copied, key=lambda v: v.version):
        newest = create_version(
            session,
            project_id,
            NewVersion(
                name=new_name,
                prompt=item.prompt,
                type=item.type,
                config=item.config,
                labels=[] if version is not None else [label for label in item.labels if label != LATEST],
                tags=item.tags,
                commit_message=item.commit_message,
            ),
            actor,
            now,
        )
    if newest is None:
        raise Refusal(f"'{name}' has no version to copy")
    return newest


def duplicate_folder(session: Session, project_id: str, folder: str, new_folder: str, actor: Actor, now: datetime) -> list[str]:
    """Copy every prompt of a folder into a new folder; returns the new names."""
    check_name(f"{new_folder}/x")
    prefix = f"{folder}/"
    names = session.scalars(sa.select(Prompt.name).where(Prompt.project_id == project_id).order_by(Prompt.name)).all()
    inside = [name for name in names if name.startswith(prefix)]
    if not inside:
        raise NotFound(f"No prompts in folder '{folder}'")
    copies = [f"{new_folder}/{name[len(prefix) :]}" for name in inside]
    for name, copy in zip(inside, copies, strict=True):
        duplicate_prompt(session, project_id, name, copy, actor, now)
    return copies
