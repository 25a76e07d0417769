"""What a label asks before it moves: nothing, membership in a short list (protected), or approvals (reviewed)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Permission
from lumetra.domain.errors import Forbidden, NotFound, Refusal
from lumetra.domain.prompt import LATEST, check_label
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.tables import PromptLabelRule

MAX_APPROVALS = 10


def find_rule(session: Session, project_id: str, label: str) -> PromptLabelRule | None:
    """The rule of a label; None when it moves freely."""
    return session.get(PromptLabelRule, (project_id, label))


def list_rules(session: Session, project_id: str) -> list[PromptLabelRule]:
    """All rules of a project by label."""
    query = sa.select(PromptLabelRule).where(PromptLabelRule.project_id == project_id).order_by(PromptLabelRule.label)
    return list(session.scalars(query))


def set_rule(
    session: Session, project_id: str, label: str, approvals: int, approvers: list[str], actor: Actor, now: datetime
) -> PromptLabelRule:
    """Create or replace the rule of a label. `latest` moves by itself and can have none."""
    if check_label(label) == LATEST:
        raise Refusal("The label 'latest' moves by itself and can have no rule")
    if not 0 <= approvals <= MAX_APPROVALS:
        raise Refusal(f"approvals must be between 0 (protected) and {MAX_APPROVALS}")
    if approvers and approvals > len(set(approvers)):
        raise Refusal(f"{approvals} approvals can never come from {len(set(approvers))} approvers")
    rule = find_rule(session, project_id, label)
    if rule is None:
        rule = PromptLabelRule(project_id=project_id, label=label)
        session.add(rule)
    rule.approvals, rule.approvers = approvals, sorted(set(approvers))
    rule.updated_by, rule.updated_at = actor.name, now
    return rule


def remove_rule(session: Session, project_id: str, label: str) -> None:
    """Let the label move freely again."""
    rule = find_rule(session, project_id, label)
    if rule is None:
        raise NotFound(f"The label '{label}' has no rule")
    session.delete(rule)


def check_free_move(session: Session, project_id: str, label: str, actor: Actor) -> None:
    """Refuse when this actor may not move the label directly; without a rule everybody who writes prompts may."""
    rule = find_rule(session, project_id, label)
    if rule is None:
        return
    if rule.approvals > 0:
        needed = "one approval" if rule.approvals == 1 else f"{rule.approvals} approvals"
        raise Forbidden(
            f"The label '{label}' needs {needed} before it moves: create the version without it, then propose the move",
            code="review_required",
            detail={"label": label, "approvals": rule.approvals},
        )
    allowed = actor.user_id in rule.approvers if rule.approvers else Permission.PROMPT_RULES_WRITE in actor.permissions
    if not allowed:
        raise Forbidden(
            f"The label '{label}' is protected: only the people its rule names may move it",
            code="label_protected",
            detail={"label": label},
        )


def may_approve(rule: PromptLabelRule, actor: Actor) -> bool:
    """True for a person whom the rule, or without a list the role, lets approve. Keys are no people."""
    if not actor.user_id:
        return False
    return actor.user_id in rule.approvers if rule.approvers else Permission.PROMPTS_APPROVE in actor.permissions
