"""Finding prompts and their versions in the database. Names are followed through redirects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.prompt import PRODUCTION, PromptType, PromptVersion, Reference
from lumetra.features.prompts.tables import Prompt, PromptLabel, PromptRedirect, PromptTag, PromptVersionRow


def find_prompt(session: Session, project_id: str, name: str, *, lock: bool = False) -> Prompt | None:
    """The prompt of that name or former name. `lock` holds its row until the transaction ends, so that writers queue."""
    query = sa.select(Prompt).where(Prompt.project_id == project_id, Prompt.name == name)
    prompt = session.scalars(query.with_for_update() if lock else query).first()
    if prompt is not None:
        return prompt
    redirected = (
        sa.select(Prompt)
        .join(PromptRedirect, PromptRedirect.prompt_id == Prompt.id)
        .where(PromptRedirect.project_id == project_id, PromptRedirect.old_name == name)
    )
    return session.scalars(redirected.with_for_update(of=Prompt) if lock else redirected).first()


def get_prompt(session: Session, project_id: str, name: str, *, lock: bool = False) -> Prompt:
    """Like find_prompt, raising NotFound."""
    prompt = find_prompt(session, project_id, name, lock=lock)
    if prompt is None:
        raise NotFound(f"Prompt not found: '{name}'")
    return prompt


def prompt_by_id(session: Session, project_id: str, prompt_id: str) -> Prompt:
    """The prompt of this project with that id. Raises NotFound."""
    prompt = session.get(Prompt, prompt_id)
    if prompt is None or prompt.project_id != project_id:
        raise NotFound("Prompt not found")
    return prompt


def labels_by_version(session: Session, prompt_id: str) -> dict[int, list[str]]:
    """The labels of each version that has any, alphabetically."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.scalars(sa.select(PromptLabel).where(PromptLabel.prompt_id == prompt_id).order_by(PromptLabel.label))
    for row in rows:
        found[row.version].append(row.label)
    return found


def tags_of(session: Session, prompt_id: str) -> list[str]:
    """The tags of a prompt, alphabetically."""
    query = sa.select(PromptTag.tag).where(PromptTag.prompt_id == prompt_id).order_by(PromptTag.tag)
    return list(session.scalars(query))


def as_version(prompt: Prompt, row: PromptVersionRow, labels: Iterable[str], tags: Iterable[str]) -> PromptVersion:
    """The domain's form of a row."""
    return PromptVersion(
        id=row.id,
        project_id=prompt.project_id,
        prompt_id=prompt.id,
        name=prompt.name,
        version=row.version,
        type=cast("PromptType", prompt.type),
        prompt=row.content,
        config=row.config,
        labels=list(labels),
        tags=list(tags),
        commit_message=row.commit_message,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def find_version(
    session: Session, project_id: str, name: str, *, version: int | None = None, label: str | None = None
) -> PromptVersion | None:
    """One version by number or by label (by `production` when neither is given); None when there is none."""
    prompt = find_prompt(session, project_id, name)
    if prompt is None:
        return None
    if version is None:
        version = label_target(session, prompt.id, label or PRODUCTION)
        if version is None:
            return None
    row = version_row(session, prompt.id, version)
    if row is None:
        return None
    return as_version(prompt, row, labels_by_version(session, prompt.id).get(version, []), tags_of(session, prompt.id))


def get_version(
    session: Session, project_id: str, name: str, *, version: int | None = None, label: str | None = None
) -> PromptVersion:
    """Like find_version, with the contract's refusals: both selectors given, or nothing found."""
    if version is not None and label is not None:
        raise Refusal("Cannot specify both version and label")
    found = find_version(session, project_id, name, version=version, label=label)
    if found is None:
        selector = f"version {version}" if version is not None else f"label '{label or PRODUCTION}'"
        raise NotFound(f"Prompt not found: '{name}' with {selector}")
    return found


def label_target(session: Session, prompt_id: str, label: str) -> int | None:
    """The version a label points to."""
    query = sa.select(PromptLabel.version).where(PromptLabel.prompt_id == prompt_id, PromptLabel.label == label)
    return session.scalars(query).first()


def version_row(session: Session, prompt_id: str, version: int) -> PromptVersionRow | None:
    """The stored row of one version."""
    query = sa.select(PromptVersionRow).where(PromptVersionRow.prompt_id == prompt_id, PromptVersionRow.version == version)
    return session.scalars(query).first()


def versions_of(session: Session, prompt: Prompt) -> list[PromptVersion]:
    """All versions of a prompt, newest first."""
    labels, tags = labels_by_version(session, prompt.id), tags_of(session, prompt.id)
    query = sa.select(PromptVersionRow).where(PromptVersionRow.prompt_id == prompt.id).order_by(PromptVersionRow.version.desc())
    return [as_version(prompt, row, labels.get(row.version, []), tags) for row in session.scalars(query)]


def names_of(session: Session, prompt: Prompt) -> list[str]:
    """The present name and all former ones: recorded calls carry the name that was valid then."""
    query = sa.select(PromptRedirect.old_name).where(PromptRedirect.prompt_id == prompt.id)
    return [prompt.name, *session.scalars(query)]


def look_up(session: Session, project_id: str, reference: Reference) -> PromptVersion | None:
    """The version a composition tag means."""
    return find_version(session, project_id, reference.name, version=reference.version, label=reference.label)
