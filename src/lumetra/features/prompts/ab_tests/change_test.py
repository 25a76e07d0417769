"""A/B tests on a label: start, weigh, stop an arm, promote, stop. The label itself keeps pointing to the control arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, Forbidden, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import LATEST, check_label
from lumetra.features.prompts.ab_tests.compare_arms import BASE_METRICS, Goal, GuardRail
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.history import record, was_served
from lumetra.features.prompts.labels.label_rules import check_free_move, find_rule
from lumetra.features.prompts.labels.move_labels import point
from lumetra.features.prompts.read_versions import get_prompt, label_target, version_row
from lumetra.features.prompts.serving.assign import Arm
from lumetra.features.prompts.tables import Prompt, PromptAbExposure, PromptAbTest, PromptProposal

MAX_ARMS = 10


@dataclass(frozen=True, kw_only=True)
class NewAbTest:
    """What a caller asks for. `alpha` is the error rate of each comparison over the whole life of the test."""

    label: str
    arms: list[Arm]
    goal: Goal | None = None
    guard_rails: list[GuardRail] = field(default_factory=list[GuardRail])
    alpha: float = 0.05
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    """In which each metric is counted, see `ab_ranges`."""


def start_test(session: Session, project_id: str, name: str, new: NewAbTest, actor: Actor, now: datetime) -> PromptAbTest:
    """Begin to split a label. The version it points to now is the control and must be among the arms."""
    prompt = get_prompt(session, project_id, name, lock=True)
    _check(session, prompt, new)
    if running_test(session, prompt, new.label) is not None:
        raise Conflict(f"An A/B test already runs on the label '{new.label}'", code="ab_test_running")
    control = label_target(session, prompt.id, new.label)
    versions = [arm.version for arm in new.arms]
    if control is None:
        check_free_move(session, project_id, new.label, actor)
        control = versions[0]
        point(session, prompt, new.label, control, actor, now)
    if control not in versions:
        raise Refusal(f"The label points to version {control}: it is the control and must be one of the arms")
    for version in versions:
        if version != control:
            _check_allowed(session, prompt, new.label, version, actor)
    ordered = sorted(new.arms, key=lambda arm: arm.version != control)
    test = PromptAbTest(
        id=new_id(),
        project_id=project_id,
        prompt_id=prompt.id,
        label=new.label,
        status="running",
        arms=[{"version": arm.version, "weight": arm.weight, "stopped_because": ""} for arm in ordered],
        goal={} if new.goal is None else msgspec.to_builtins(new.goal),
        guard_rails=msgspec.to_builtins(new.guard_rails),
        alpha=new.alpha,
        ranges={metric: list(ends) for metric, ends in new.ranges.items()},
        started_by=actor.name,
        started_at=now,
        decided_by="",
        decided_at=None,
        decision="",
    )
    session.add(test)
    record(session, prompt, actor, "ab_test_started", now, label=new.label, to_version=control, note=_words(test.arms))
    session.flush()
    return test


def change_weights(session: Session, test: PromptAbTest, weights: dict[int, float], actor: Actor, now: datetime) -> PromptAbTest:
    """Set new shares of the arms. Keys move only as far as the shares move."""
    _refuse_decided(test)
    versions = [arm["version"] for arm in test.arms]
    if set(weights) != set(versions):
        raise Refusal(f"Give a weight for each arm: {versions}")
    _check_weights(list(weights.values()))
    test.arms = [{**arm, "weight": weights[arm["version"]]} for arm in test.arms]
    record(session, _prompt(session, test), actor, "ab_test_weighed", now, label=test.label, note=_words(test.arms))
    return test


def stop_arm(session: Session, test: PromptAbTest, version: int, reason: str, actor: Actor, now: datetime) -> PromptAbTest:
    """Give an arm nobody any more; the others share what it had, in proportion. The control cannot be stopped."""
    _refuse_decided(test)
    if version == test.arms[0]["version"]:
        raise Refusal("The control arm cannot be stopped: stop the test instead")
    if version not in {arm["version"] for arm in test.arms}:
        raise NotFound(f"Version {version} is no arm of this test")
    arms = [{**arm, "weight": 0.0, "stopped_because": reason} if arm["version"] == version else dict(arm) for arm in test.arms]
    if all(float(arm["weight"]) <= 0 for arm in arms):
        arms[0]["weight"] = 1.0
    test.arms = arms
    detail = {"decision": "arm-stopped", "testId": test.id, "reason": reason}
    record(
        session, _prompt(session, test), actor, "ab_arm_stopped", now, label=test.label, to_version=version, note=reason,
        detail=detail,
    )  # fmt: skip
    return test


def promote(session: Session, test: PromptAbTest, version: int, actor: Actor, now: datetime) -> PromptAbTest:
    """End the test with one arm getting everybody: the label moves to it."""
    _refuse_decided(test)
    if version not in {arm["version"] for arm in test.arms}:
        raise NotFound(f"Version {version} is no arm of this test")
    prompt = _prompt(session, test)
    if version != label_target(session, prompt.id, test.label):
        _check_allowed(session, prompt, test.label, version, actor)
    _decide(session, prompt, test, "promoted", version, actor, now)
    point(session, prompt, test.label, version, actor, now, note="promoted by A/B test")
    return test


def stop_test(session: Session, test: PromptAbTest, actor: Actor, now: datetime) -> PromptAbTest:
    """End the test without a winner: everybody gets the control again."""
    _refuse_decided(test)
    _decide(session, _prompt(session, test), test, "stopped", test.arms[0]["version"], actor, now)
    return test


def running_test(session: Session, prompt: Prompt, label: str) -> PromptAbTest | None:
    """The test that splits this label now."""
    query = sa.select(PromptAbTest).where(
        PromptAbTest.prompt_id == prompt.id, PromptAbTest.label == label, PromptAbTest.status == "running"
    )
    return session.scalars(query).first()


def list_tests(session: Session, project_id: str, prompt: Prompt) -> list[PromptAbTest]:
    """All tests of a prompt, newest first."""
    query = sa.select(PromptAbTest).where(PromptAbTest.project_id == project_id, PromptAbTest.prompt_id == prompt.id)
    return list(session.scalars(query.order_by(PromptAbTest.id.desc())))


def get_test(session: Session, project_id: str, test_id: str) -> PromptAbTest:
    """One test of this project."""
    test = session.get(PromptAbTest, test_id)
    if test is None or test.project_id != project_id:
        raise NotFound("A/B test not found")
    return test


def exposures_of(session: Session, test_id: str) -> dict[int, tuple[int, int]]:
    """Fetches and keyed fetches of each arm so far, by version."""
    query = (
        sa.select(PromptAbExposure.version, sa.func.sum(PromptAbExposure.fetches), sa.func.sum(PromptAbExposure.keyed_fetches))
        .where(PromptAbExposure.test_id == test_id)
        .group_by(PromptAbExposure.version)
    )
    return {version: (fetches, keyed) for version, fetches, keyed in session.execute(query)}


def _decide(
    session: Session, prompt: Prompt, test: PromptAbTest, decision: str, version: int, actor: Actor, now: datetime
) -> None:
    test.status, test.decision = decision, f"version {version}"
    test.decided_by, test.decided_at = actor.name, now
    session.flush()
    detail = {"decision": decision, "testId": test.id}
    record(session, prompt, actor, "ab_test_decided", now, label=test.label, to_version=version, note=decision, detail=detail)


def _check(session: Session, prompt: Prompt, new: NewAbTest) -> None:
    if check_label(new.label) == LATEST:
        raise Refusal("The label 'latest' moves by itself and cannot be split")
    versions = [arm.version for arm in new.arms]
    if not 2 <= len(versions) <= MAX_ARMS or len(set(versions)) != len(versions):
        raise Refusal(f"An A/B test needs 2 to {MAX_ARMS} different versions")
    for version in versions:
        if version_row(session, prompt.id, version) is None:
            raise NotFound(f"Prompt not found: '{prompt.name}' with version {version}")
    _check_weights([arm.weight for arm in new.arms])
    if not 0 < new.alpha <= 0.5:
        raise Refusal("alpha must be between 0 and 0.5")
    metrics = [rail.metric for rail in new.guard_rails] + ([new.goal.metric] if new.goal else [])
    for metric in metrics:
        if metric not in BASE_METRICS and not metric.startswith("score:"):
            raise Refusal(f"Unknown metric '{metric}': use one of {', '.join(BASE_METRICS)} or score:<name>")
    if any(rail.compared_to == "control" and rail.limit < 0 for rail in new.guard_rails):
        raise Refusal("A limit compared to the control is a tolerated difference and cannot be negative")


def _check_weights(weights: Sequence[float]) -> None:
    if any(not 0 <= weight < 1e9 for weight in weights) or sum(weights) <= 0:
        raise Refusal("Weights must be numbers from 0, and one of them above 0")


def _check_allowed(session: Session, prompt: Prompt, label: str, version: int, actor: Actor) -> None:
    """A version that users get through a reviewed label must have been approved for it, test or not, or been served by it before."""
    rule = find_rule(session, prompt.project_id, label)
    if rule is None or rule.approvals == 0:
        check_free_move(session, prompt.project_id, label, actor)
        return
    approved = sa.select(PromptProposal.id).where(
        PromptProposal.prompt_id == prompt.id,
        PromptProposal.label == label,
        PromptProposal.to_version == version,
        PromptProposal.status.in_(("approved", "applied")),
    )
    if session.scalars(approved).first() is None and not was_served(session, prompt, label, version):
        raise Forbidden(
            f"The label '{label}' needs review: version {version} has no approved proposal for it",
            code="review_required",
            detail={"label": label, "version": version},
        )


def _refuse_decided(test: PromptAbTest) -> None:
    if test.status != "running":
        raise Conflict(f"This A/B test is over: {test.status} {test.decision}", code="ab_test_over")


def _prompt(session: Session, test: PromptAbTest) -> Prompt:
    prompt = session.get(Prompt, test.prompt_id)
    assert prompt is not None
    return prompt


def _words(arms: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"v{arm['version']}: {arm['weight']:g}" for arm in arms)
