"""Label moves that wait for approval: propose, approve, refuse, withdraw, apply, schedule, roll back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, Forbidden, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import LATEST
from lumetra.features.prompts.actor import SERVER, Actor
from lumetra.features.prompts.history import record, version_before
from lumetra.features.prompts.labels.label_rules import check_free_move, find_rule, may_approve
from lumetra.features.prompts.labels.move_labels import point, refuse_while_testing
from lumetra.features.prompts.read_versions import get_prompt, label_target, version_row
from lumetra.features.prompts.tables import Prompt, PromptLabelRule, PromptProposal, PromptReview

MAX_WORDS = 2_000
PENDING = ("open", "approved")


def propose(
    session: Session,
    project_id: str,
    name: str,
    label: str,
    to_version: int,
    actor: Actor,
    now: datetime,
    *,
    note: str = "",
    apply_at: datetime | None = None,
) -> PromptProposal:
    """Ask for a move of a reviewed label. With `apply_at` it is carried out then, once it has its approvals."""
    prompt = get_prompt(session, project_id, name, lock=True)
    _rule(session, project_id, label)
    if version_row(session, prompt.id, to_version) is None:
        raise NotFound(f"Prompt not found: '{prompt.name}' with version {to_version}")
    current = label_target(session, prompt.id, label)
    if current == to_version:
        raise Refusal(f"The label '{label}' already points to version {to_version}")
    if len(note) > MAX_WORDS:
        raise Refusal(f"A note has at most {MAX_WORDS} characters")
    proposal = PromptProposal(
        id=new_id(),
        project_id=project_id,
        prompt_id=prompt.id,
        label=label,
        from_version=current,
        to_version=to_version,
        status="open",
        note=note,
        proposed_by=actor.name,
        apply_at=apply_at,
        created_at=now,
        decided_at=None,
        applied_at=None,
    )
    session.add(proposal)
    _record(session, prompt, proposal, actor, "review_asked", now, note)
    session.flush()
    return proposal


def review(
    session: Session, project_id: str, proposal_id: str, approve: bool, reason: str, actor: Actor, now: datetime
) -> PromptProposal:
    """Approve or refuse. One refusal ends the proposal; a refusal needs its reason."""
    proposal = get_proposal(session, project_id, proposal_id)
    prompt = _lock(session, proposal)
    rule = _rule(session, project_id, proposal.label)
    _check_reviewer(session, prompt, proposal, rule, actor)
    if proposal.status not in PENDING:
        raise Conflict(f"This proposal is already {proposal.status}", code="proposal_over")
    if not approve and not reason.strip():
        raise Refusal("A refusal needs a reason")
    if len(reason) > MAX_WORDS:
        raise Refusal(f"A reason has at most {MAX_WORDS} characters")
    given = session.get(PromptReview, (proposal.id, actor.name))
    if given is None:
        given = PromptReview(proposal_id=proposal.id, reviewer=actor.name, project_id=project_id)
        session.add(given)
    given.verdict, given.reason, given.created_at = ("approved" if approve else "refused"), reason, now
    session.flush()
    _record(session, prompt, proposal, actor, given.verdict, now, reason)
    if not approve:
        proposal.status, proposal.decided_at = "refused", now
    elif _approvals(session, proposal) >= rule.approvals:
        proposal.status, proposal.decided_at = "approved", now
        if proposal.apply_at is not None and proposal.apply_at <= now:
            _apply(session, prompt, proposal, actor, now)
    session.flush()
    return proposal


def withdraw(session: Session, project_id: str, proposal_id: str, actor: Actor, now: datetime) -> PromptProposal:
    """Take back one's own proposal."""
    proposal = get_proposal(session, project_id, proposal_id)
    prompt = _lock(session, proposal)
    if proposal.proposed_by != actor.name:
        raise Forbidden("Only who proposed it may withdraw a proposal")
    if proposal.status not in PENDING:
        raise Conflict(f"This proposal is already {proposal.status}", code="proposal_over")
    proposal.status, proposal.decided_at = "withdrawn", now
    _record(session, prompt, proposal, actor, "withdrawn", now, "")
    return proposal


def apply(session: Session, project_id: str, proposal_id: str, actor: Actor, now: datetime) -> PromptProposal:
    """Carry out an approved move now, whatever time it was scheduled for."""
    proposal = get_proposal(session, project_id, proposal_id)
    prompt = _lock(session, proposal)
    _refuse_unless_approved(session, proposal)
    _apply(session, prompt, proposal, actor, now)
    return proposal


def schedule(
    session: Session, project_id: str, proposal_id: str, apply_at: datetime | None, actor: Actor, now: datetime
) -> PromptProposal:
    """Set or clear the time at which the move is carried out by itself."""
    proposal = get_proposal(session, project_id, proposal_id)
    prompt = _lock(session, proposal)
    if proposal.status not in PENDING:
        raise Conflict(f"This proposal is already {proposal.status}", code="proposal_over")
    if apply_at is not None and apply_at <= now:
        raise Refusal("The time to apply must lie in the future")
    proposal.apply_at = apply_at
    note = "no time" if apply_at is None else apply_at.isoformat()
    _record(session, prompt, proposal, actor, "scheduled", now, note)
    return proposal


def apply_due(session: Session, project_id: str, proposal_id: str, now: datetime) -> bool:
    """Carry out a scheduled move whose time has come; False when it is no longer approved, due, or possible."""
    proposal = get_proposal(session, project_id, proposal_id)
    prompt = _lock(session, proposal)
    if proposal.status != "approved" or proposal.apply_at is None or proposal.apply_at > now:
        return False
    try:
        _refuse_unless_approved(session, proposal)
        _apply(session, prompt, proposal, SERVER, now)
    except Refusal as refusal:
        proposal.apply_at = None
        _record(session, prompt, proposal, SERVER, "schedule_failed", now, refusal.message)
        return False
    return True


def due_proposals(session: Session, now: datetime) -> list[tuple[str, str]]:
    """(project, proposal) of every approved move whose time has come."""
    query = sa.select(PromptProposal.project_id, PromptProposal.id).where(
        PromptProposal.status == "approved", PromptProposal.apply_at <= now
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def roll_back(session: Session, project_id: str, name: str, label: str, actor: Actor, now: datetime) -> int:
    """Point a label to where it was before its last move; returns that version. Needs no new review: it had been served."""
    prompt = get_prompt(session, project_id, name, lock=True)
    rule = find_rule(session, project_id, label)
    if rule is not None and rule.approvals > 0 and not may_approve(rule, actor):
        raise Forbidden(f"Only those who may approve moves of '{label}' may roll it back", code="review_required")
    if rule is None or rule.approvals == 0:
        check_free_move(session, project_id, label, actor)
    refuse_while_testing(session, prompt, label)
    before = version_before(session, project_id, prompt.id, label)
    current = label_target(session, prompt.id, label)
    if label == LATEST or before is None or current is None:
        raise Refusal(f"The label '{label}' has no earlier version to go back to")
    if version_row(session, prompt.id, before) is None:
        raise Refusal(f"Version {before}, where '{label}' was before, has been deleted")
    point(session, prompt, label, before, actor, now, action="rolled_back")
    session.execute(
        sa.update(PromptProposal)
        .where(
            PromptProposal.prompt_id == prompt.id,
            PromptProposal.label == label,
            PromptProposal.to_version == current,
            PromptProposal.status == "applied",
        )
        .values(status="rolled_back")
    )
    return before


def get_proposal(session: Session, project_id: str, proposal_id: str) -> PromptProposal:
    """One proposal of this project."""
    proposal = session.get(PromptProposal, proposal_id)
    if proposal is None or proposal.project_id != project_id:
        raise NotFound("Proposal not found")
    return proposal


def list_proposals(
    session: Session,
    project_id: str,
    *,
    prompt_id: str | None = None,
    status: str | None = None,
    before_id: str | None = None,
    limit: int = 50,
) -> list[PromptProposal]:
    """Proposals newest first, of a project or of one prompt."""
    query = sa.select(PromptProposal).where(PromptProposal.project_id == project_id)
    if prompt_id is not None:
        query = query.where(PromptProposal.prompt_id == prompt_id)
    if status is not None:
        query = query.where(PromptProposal.status == status)
    if before_id is not None:
        query = query.where(PromptProposal.id < before_id)
    return list(session.scalars(query.order_by(PromptProposal.id.desc()).limit(limit)))


def reviews_of(session: Session, proposal_id: str) -> list[PromptReview]:
    """What people said to a proposal, in order."""
    query = sa.select(PromptReview).where(PromptReview.proposal_id == proposal_id).order_by(PromptReview.created_at)
    return list(session.scalars(query))


def _rule(session: Session, project_id: str, label: str) -> PromptLabelRule:
    rule = find_rule(session, project_id, label)
    if rule is None or rule.approvals == 0:
        raise Refusal(f"The label '{label}' needs no review: move it directly", code="no_review_needed")
    return rule


def _check_reviewer(session: Session, prompt: Prompt, proposal: PromptProposal, rule: PromptLabelRule, actor: Actor) -> None:
    if not may_approve(rule, actor):
        raise Forbidden(f"The rule of '{proposal.label}' does not name you as an approver", code="not_an_approver")
    row = version_row(session, prompt.id, proposal.to_version)
    if actor.name == proposal.proposed_by or (row is not None and row.created_by == actor.user_id):
        raise Forbidden("Nobody reviews what they proposed or wrote", code="own_proposal")


def _approvals(session: Session, proposal: PromptProposal) -> int:
    query = sa.select(sa.func.count()).where(PromptReview.proposal_id == proposal.id, PromptReview.verdict == "approved")
    return session.scalars(query).one()


def _refuse_unless_approved(session: Session, proposal: PromptProposal) -> None:
    rule = find_rule(session, proposal.project_id, proposal.label)
    needed = 0 if rule is None else rule.approvals
    if proposal.status not in PENDING:
        raise Conflict(f"This proposal is already {proposal.status}", code="proposal_over")
    given = _approvals(session, proposal)
    if given < needed:
        raise Forbidden(f"This proposal has {given} of {needed} approvals", code="review_required")


def _apply(session: Session, prompt: Prompt, proposal: PromptProposal, actor: Actor, now: datetime) -> None:
    refuse_while_testing(session, prompt, proposal.label)
    if version_row(session, prompt.id, proposal.to_version) is None:
        raise Refusal(f"Version {proposal.to_version} has been deleted")
    proposal.status, proposal.applied_at = "applied", now
    point(session, prompt, proposal.label, proposal.to_version, actor, now, proposal_id=proposal.id, note=proposal.note)


def _record(
    session: Session, prompt: Prompt, proposal: PromptProposal, actor: Actor, action: str, now: datetime, note: str
) -> None:
    record(
        session, prompt, actor, action, now, label=proposal.label, from_version=proposal.from_version,
        to_version=proposal.to_version, proposal_id=proposal.id, note=note, detail={"proposalId": proposal.id},
    )  # fmt: skip


def _lock(session: Session, proposal: PromptProposal) -> Prompt:
    prompt = session.scalars(sa.select(Prompt).where(Prompt.id == proposal.prompt_id).with_for_update()).one()
    session.refresh(proposal)
    return prompt
