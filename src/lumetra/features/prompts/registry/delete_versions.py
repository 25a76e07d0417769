"""Deleting versions: refused while other prompts need them; `latest` falls back to the highest that remains."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.prompt import LATEST, PromptVersion
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.history import record
from lumetra.features.prompts.labels.label_rules import check_free_move
from lumetra.features.prompts.labels.move_labels import point, refuse_while_testing
from lumetra.features.prompts.read_versions import find_prompt, names_of, versions_of
from lumetra.features.prompts.tables import Prompt, PromptAbTest, PromptLabel, PromptReference, PromptVersionRow


def delete_versions(
    session: Session,
    project_id: str,
    name: str,
    actor: Actor,
    now: datetime,
    *,
    version: int | None = None,
    label: str | None = None,
) -> list[PromptVersion]:
    """Delete one version, those with a label, or all; returns what is gone. The prompt goes with its last version."""
    prompt = find_prompt(session, project_id, name, lock=True)
    everything = [] if prompt is None else versions_of(session, prompt)
    doomed = [v for v in everything if (version is None or v.version == version) and (label is None or label in v.labels)]
    if prompt is None or not doomed:
        raise NotFound("Prompt not found")
    for gone in doomed:
        for its_label in gone.labels:
            if its_label != LATEST:
                check_free_move(session, project_id, its_label, actor)
                refuse_while_testing(session, prompt, its_label)
    _refuse_arms(session, prompt, doomed)
    _refuse_when_needed(session, prompt, doomed)
    for gone in doomed:
        record(session, prompt, actor, "deleted", now, from_version=gone.version, subject=gone)
    numbers = [gone.version for gone in doomed]
    remaining = [v.version for v in everything if v.version not in numbers]
    session.flush()
    if not remaining:
        session.execute(sa.delete(Prompt).where(Prompt.id == prompt.id))
        session.expunge(prompt)
        return doomed
    of_prompt = (PromptLabel.prompt_id == prompt.id, PromptLabel.version.in_(numbers))
    session.execute(sa.delete(PromptLabel).where(*of_prompt))
    session.execute(
        sa.delete(PromptVersionRow).where(PromptVersionRow.prompt_id == prompt.id, PromptVersionRow.version.in_(numbers))
    )
    session.expire_all()
    point(session, prompt, LATEST, max(remaining), actor, now)
    return doomed


def dependents(session: Session, prompt: Prompt, doomed: Collection[PromptVersion] | None = None) -> list[tuple[str, int]]:
    """(name, version) of versions of other prompts that refer to this one, or to the given versions of it."""
    query = (
        sa.select(PromptReference, Prompt.name, PromptVersionRow.version)
        .join(PromptVersionRow, PromptVersionRow.id == PromptReference.version_id)
        .join(Prompt, Prompt.id == PromptVersionRow.prompt_id)
        .where(
            PromptReference.project_id == prompt.project_id,
            PromptReference.child_name.in_(names_of(session, prompt)),
            Prompt.id != prompt.id,
        )
        .order_by(Prompt.name, PromptVersionRow.version)
    )
    numbers = None if doomed is None else {v.version for v in doomed}
    labels = None if doomed is None else {label for v in doomed for label in v.labels}
    found: list[tuple[str, int]] = []
    for reference, name, version in session.execute(query):
        by_version = numbers is None or reference.child_version in numbers
        by_label = labels is None or reference.child_label in labels
        if by_version or by_label:
            found.append((name, version))
    return list(dict.fromkeys(found))


def _refuse_when_needed(session: Session, prompt: Prompt, doomed: Collection[PromptVersion]) -> None:
    needing = dependents(session, prompt, doomed)
    if needing:
        lines = "\n".join(f"{name} v{version}" for name, version in needing)
        raise Refusal(
            f"Other prompts are depending on prompt versions you are trying to delete:\n\n{lines}\n\n"
            "Please delete the dependent prompts first.",
            code="prompt_in_use",
        )


def delete_all(session: Session, project_id: str, actor: Actor, names: list[str], now: datetime) -> list[str]:
    """Delete prompts that may need each other: try again what is still needed until a round gets nowhere."""
    waiting = names
    while waiting:
        blocked: list[str] = []
        reason: Refusal | None = None
        for name in waiting:
            try:
                with session.begin_nested():
                    delete_versions(session, project_id, name, actor, now)
            except Refusal as refusal:
                blocked.append(name)
                reason = refusal
        if reason is not None and len(blocked) == len(waiting):
            raise reason
        waiting = blocked
    return names


def _refuse_arms(session: Session, prompt: Prompt, doomed: Collection[PromptVersion]) -> None:
    query = sa.select(PromptAbTest).where(PromptAbTest.prompt_id == prompt.id, PromptAbTest.status == "running")
    for test in session.scalars(query):
        arms = {arm["version"] for arm in test.arms} & {v.version for v in doomed}
        if arms:
            raise Refusal(
                f"Version {min(arms)} is an arm of the A/B test on '{test.label}': decide the test first", code="ab_test_running"
            )
