"""`/api/v1` of the release flow: rules of labels, proposals and their review, roll-back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.domain.prompt import PromptVersion
from lumetra.engines.analytics import Analytics
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.composition.analyse import compare
from lumetra.features.prompts.figures.read_numbers import read_numbers
from lumetra.features.prompts.figures.shapes import NumbersOut
from lumetra.features.prompts.labels.label_rules import find_rule, may_approve
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import get_version, names_of, prompt_by_id
from lumetra.features.prompts.registry.shapes import VersionOut
from lumetra.features.prompts.release import proposals
from lumetra.features.prompts.release.shapes import (
    ProposalDetail,
    ProposalIn,
    ProposalOut,
    ProposalPage,
    ReasonIn,
    ReviewOut,
    RolledBack,
    ScheduleIn,
)
from lumetra.features.prompts.tables import PromptProposal
from lumetra.http.access import requires

READ, WRITE, APPROVE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE, Permission.PROMPTS_APPROVE


def add_proposals(router: APIRouter, prompts: Prompts, analytics: Analytics) -> None:
    """Proposing a move, and reading what was proposed."""

    @router.post("/prompts/{prompt_id}/proposals", status_code=201)
    def propose(prompt_id: str, body: ProposalIn, access: Access = requires(WRITE)) -> ProposalOut:
        def change(session: Session, now: datetime) -> ProposalOut:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            row = proposals.propose(
                session, access.project_id, name, body.label, body.to_version, actor_of(access), now,
                note=body.note, apply_at=body.apply_at,
            )  # fmt: skip
            return ProposalOut.of(row)

        return prompts.writer.write(access.project_id, change)

    @router.get("/prompt-proposals")
    def list_all(
        access: Access = requires(READ),
        prompt_id: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
        limit: int = Query(50, ge=1, le=200),
    ) -> ProposalPage:
        with prompts.database.reading() as session:
            rows = proposals.list_proposals(
                session, access.project_id, prompt_id=prompt_id, status=status, before_id=cursor, limit=limit + 1
            )
            data = [ProposalOut.of(row) for row in rows]
        return ProposalPage(data=data[:limit], next_cursor=data[limit - 1].id if len(data) > limit else None)

    @router.get("/prompt-proposals/{proposal_id}")
    def read(proposal_id: str, access: Access = requires(READ)) -> ProposalDetail:
        with prompts.database.reading() as session:
            row = proposals.get_proposal(session, access.project_id, proposal_id)
            prompt = prompt_by_id(session, access.project_id, row.prompt_id)
            detail = _detail(session, access, row, prompt.name)
            names = names_of(session, prompt)
        found = read_numbers(analytics, access.project_id, names)
        detail.numbers = [NumbersOut.of(found[v]) for v in (row.from_version, row.to_version) if v is not None and v in found]
        return detail


def add_decisions(router: APIRouter, prompts: Prompts) -> None:
    """What people do with a proposal, and roll-back."""

    def decide(access: Access, change: Callable[[Session, datetime], PromptProposal]) -> ProposalOut:
        return prompts.writer.write(access.project_id, lambda session, now: ProposalOut.of(change(session, now)))

    @router.post("/prompt-proposals/{proposal_id}/approve")
    def approve(proposal_id: str, body: ReasonIn, access: Access = requires(APPROVE)) -> ProposalOut:
        return decide(
            access,
            lambda s, now: proposals.review(s, access.project_id, proposal_id, True, body.reason, actor_of(access), now),
        )

    @router.post("/prompt-proposals/{proposal_id}/refuse")
    def refuse(proposal_id: str, body: ReasonIn, access: Access = requires(APPROVE)) -> ProposalOut:
        return decide(
            access,
            lambda s, now: proposals.review(s, access.project_id, proposal_id, False, body.reason, actor_of(access), now),
        )

    @router.post("/prompt-proposals/{proposal_id}/withdraw")
    def withdraw(proposal_id: str, access: Access = requires(WRITE)) -> ProposalOut:
        return decide(access, lambda s, now: proposals.withdraw(s, access.project_id, proposal_id, actor_of(access), now))

    @router.post("/prompt-proposals/{proposal_id}/apply")
    def apply(proposal_id: str, access: Access = requires(WRITE)) -> ProposalOut:
        return decide(access, lambda s, now: proposals.apply(s, access.project_id, proposal_id, actor_of(access), now))

    @router.put("/prompt-proposals/{proposal_id}/schedule")
    def schedule(proposal_id: str, body: ScheduleIn, access: Access = requires(WRITE)) -> ProposalOut:
        return decide(
            access,
            lambda s, now: proposals.schedule(s, access.project_id, proposal_id, body.apply_at, actor_of(access), now),
        )

    @router.post("/prompts/{prompt_id}/labels/{label}/roll-back")
    def roll_back(prompt_id: str, label: str, access: Access = requires(WRITE)) -> RolledBack:
        def change(session: Session, now: datetime) -> int:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            return proposals.roll_back(session, access.project_id, name, label, actor_of(access), now)

        return RolledBack(label=label, version=prompts.writer.write(access.project_id, change))


def _detail(session: Session, access: Access, row: PromptProposal, name: str) -> ProposalDetail:
    rule = find_rule(session, access.project_id, row.label)
    reviews = proposals.reviews_of(session, row.id)
    before = _version(session, access, name, row.from_version)
    after = _version(session, access, name, row.to_version)
    actor = actor_of(access)
    is_own = row.proposed_by == actor.name or (after is not None and after.created_by == actor.user_id)
    return ProposalDetail(
        proposal=ProposalOut.of(row),
        prompt_name=name,
        approvals_needed=0 if rule is None else rule.approvals,
        approvals_given=sum(review.verdict == "approved" for review in reviews),
        may_approve=rule is not None and may_approve(rule, actor) and not is_own,
        reviews=[ReviewOut.of(review) for review in reviews],
        before=VersionOut.of(before) if before else None,
        after=VersionOut.of(after) if after else None,
        diff=compare(before, after) if before and after else None,
        numbers=[],
    )


def _version(session: Session, access: Access, name: str, version: int | None) -> PromptVersion | None:
    if version is None:
        return None
    try:
        return get_version(session, access.project_id, name, version=version)
    except NotFound:
        return None
