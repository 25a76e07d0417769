"""Moving labels: one row per label, so a reader sees it before or after, never in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.prompt import LATEST, check_label
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.history import record
from lumetra.features.prompts.labels.label_rules import check_free_move
from lumetra.features.prompts.read_versions import label_target, version_row
from lumetra.features.prompts.tables import Prompt, PromptAbTest, PromptLabel, PromptVersionRow


def add_labels(session: Session, prompt: Prompt, version: int, labels: Iterable[str], actor: Actor, now: datetime) -> None:
    """Point labels to a version under the rules of each label. Never removes one; raises for `latest`, as the contract says."""
    wanted = [check_label(label) for label in dict.fromkeys(labels)]
    if LATEST in wanted:
        raise Refusal("Label 'latest' is always assigned to the newest version and cannot be set")
    if version_row(session, prompt.id, version) is None:
        raise NotFound(f"Prompt not found: '{prompt.name}' with version {version}")
    for label in wanted:
        if label_target(session, prompt.id, label) != version:
            check_free_move(session, prompt.project_id, label, actor)
            refuse_while_testing(session, prompt, label)
        point(session, prompt, label, version, actor, now)


def set_labels(session: Session, prompt: Prompt, version: int, labels: Iterable[str], actor: Actor, now: datetime) -> None:
    """Give a version exactly these labels (besides `latest`): the others are taken away. The screen's label dialog."""
    wanted = set(labels) - {LATEST}
    present = session.scalars(
        sa.select(PromptLabel.label).where(PromptLabel.prompt_id == prompt.id, PromptLabel.version == version)
    )
    for label in sorted(set(present) - wanted - {LATEST}):
        check_free_move(session, prompt.project_id, label, actor)
        refuse_while_testing(session, prompt, label)
        take_away(session, prompt, label, actor, now)
    add_labels(session, prompt, version, sorted(wanted), actor, now)


def point(
    session: Session,
    prompt: Prompt,
    label: str,
    version: int,
    actor: Actor,
    now: datetime,
    *,
    action: str = "label_moved",
    proposal_id: str = "",
    note: str = "",
) -> int | None:
    """Move one label without asking its rule; returns where it pointed before. A move to where it is changes nothing."""
    row = session.get(PromptLabel, (prompt.id, label))
    before = None if row is None else row.version
    if before == version:
        return before
    if row is None:
        session.add(PromptLabel(prompt_id=prompt.id, label=label, project_id=prompt.project_id, version=version))
    else:
        row.version = version
    _touch(session, prompt, (before, version), now)
    if label != LATEST:
        record(
            session, prompt, actor, action, now, label=label, from_version=before, to_version=version,
            proposal_id=proposal_id, note=note,
        )  # fmt: skip
    session.flush()
    return before


def take_away(session: Session, prompt: Prompt, label: str, actor: Actor, now: datetime) -> None:
    """Remove a label from the prompt."""
    row = session.get(PromptLabel, (prompt.id, label))
    if row is None:
        return
    record(session, prompt, actor, "label_removed", now, label=label, from_version=row.version)
    _touch(session, prompt, (row.version,), now)
    session.delete(row)
    session.flush()


def refuse_while_testing(session: Session, prompt: Prompt, label: str) -> None:
    """A label under an A/B test belongs to the test: it is decided by promoting or stopping."""
    query = sa.select(PromptAbTest.id).where(
        PromptAbTest.prompt_id == prompt.id, PromptAbTest.label == label, PromptAbTest.status == "running"
    )
    if session.scalars(query).first() is not None:
        raise Refusal(
            f"The label '{label}' of '{prompt.name}' is under an A/B test: promote an arm or stop the test first",
            code="ab_test_running",
        )


def _touch(session: Session, prompt: Prompt, versions: Iterable[int | None], now: datetime) -> None:
    session.execute(
        sa.update(PromptVersionRow)
        .where(PromptVersionRow.prompt_id == prompt.id, PromptVersionRow.version.in_([v for v in versions if v is not None]))
        .values(updated_at=now)
    )
    prompt.updated_at = now
