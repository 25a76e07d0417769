"""Creating a version: checks, number, inherited tags, labels, references, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import (
    LATEST,
    MAX_COMMIT_MESSAGE,
    PromptContent,
    PromptType,
    PromptVersion,
    check_content,
    check_label,
    check_name,
    references,
    texts,
)
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.composition.resolve import resolve
from lumetra.features.prompts.history import record
from lumetra.features.prompts.labels.label_rules import check_free_move
from lumetra.features.prompts.labels.move_labels import point, refuse_while_testing
from lumetra.features.prompts.read_versions import as_version, find_prompt, labels_by_version, look_up, tags_of
from lumetra.features.prompts.tables import Prompt, PromptReference, PromptTag, PromptVersionRow


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """What a caller wants stored. `tags` None inherits the prompt's tags; a list replaces them for all versions."""

    name: str
    prompt: object
    type: PromptType = "text"
    config: Any = None
    labels: list[str] = field(default_factory=list[str])
    tags: list[str] | None = None
    commit_message: str | None = None


def create_version(session: Session, project_id: str, new: NewVersion, actor: Actor, now: datetime) -> PromptVersion:
    """Store the next version of a prompt (version 1 makes the prompt) and move its labels.

    Raises Refusal for bad names, labels, content, another type than before, missing or circular references; Forbidden where
    a label's rule forbids the move. Writers of the same prompt queue on its row.
    """
    labels = [check_label(label) for label in dict.fromkeys(new.labels) if label != LATEST]
    content = check_content(new.type, new.prompt)
    if new.commit_message is not None and len(new.commit_message) > MAX_COMMIT_MESSAGE:
        raise Refusal(f"Commit message must have at most {MAX_COMMIT_MESSAGE} characters")
    prompt = find_prompt(session, project_id, new.name, lock=True) or _new_prompt(session, project_id, new, now)
    if prompt.type != new.type:
        raise Refusal(
            "Previous versions have different prompt type. Create a new prompt with a different name."
            f" '{prompt.name}' is a {prompt.type} prompt"
        )
    for label in labels:
        check_free_move(session, project_id, label, actor)
        refuse_while_testing(session, prompt, label)
    row = _add_row(session, prompt, new, content, actor, now)
    if new.tags is not None:
        replace_tags(session, prompt, new.tags, now)
    record(session, prompt, actor, "created", now, to_version=row.version, note=new.commit_message or "")
    for label in (*labels, LATEST):
        point(session, prompt, label, row.version, actor, now)
    session.flush()
    version = as_version(prompt, row, labels_by_version(session, prompt.id).get(row.version, []), tags_of(session, prompt.id))
    resolve(version, lambda reference: look_up(session, project_id, reference))
    return version


def replace_tags(session: Session, prompt: Prompt, tags: list[str], now: datetime) -> None:
    """Give the prompt exactly these tags; they show on all its versions."""
    session.execute(sa.delete(PromptTag).where(PromptTag.prompt_id == prompt.id))
    for tag in dict.fromkeys(tag.strip() for tag in tags):
        if tag:
            session.add(PromptTag(prompt_id=prompt.id, tag=tag, project_id=prompt.project_id))
    session.execute(sa.update(PromptVersionRow).where(PromptVersionRow.prompt_id == prompt.id).values(updated_at=now))
    prompt.updated_at = now
    session.flush()


def _new_prompt(session: Session, project_id: str, new: NewVersion, now: datetime) -> Prompt:
    prompt = Prompt(
        id=new_id(),
        project_id=project_id,
        name=check_name(new.name),
        type=new.type,
        last_version=0,
        created_at=now,
        updated_at=now,
    )
    session.add(prompt)
    session.flush()
    return prompt


def _add_row(
    session: Session, prompt: Prompt, new: NewVersion, content: PromptContent, actor: Actor, now: datetime
) -> PromptVersionRow:
    prompt.last_version += 1
    prompt.updated_at = now
    row = PromptVersionRow(
        id=new_id(),
        project_id=prompt.project_id,
        prompt_id=prompt.id,
        version=prompt.last_version,
        content=content,
        config={} if new.config is None else new.config,
        search_text="\n".join(texts(content)).lower(),
        commit_message=new.commit_message,
        created_by=actor.created_by,
        created_by_key_id=actor.key_id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    for reference in references(content):
        session.add(
            PromptReference(
                id=new_id(),
                project_id=prompt.project_id,
                version_id=row.id,
                child_name=reference.name,
                child_version=reference.version,
                child_label=reference.label,
            )
        )
    return row
