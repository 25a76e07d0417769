"""`/api/v1` of the rules of labels: who must approve a move, or who alone may make it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from lumetra.domain.access import Access, Permission
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.labels.label_rules import list_rules, remove_rule, set_rule
from lumetra.features.prompts.labels.shapes import RuleIn, RuleOut, Rules
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.http.access import requires

READ = Permission.PROMPTS_READ


def add_rules(router: APIRouter, prompts: Prompts) -> None:
    """Rules are read by all and set by those who may."""

    @router.get("/prompt-label-rules")
    def rules(access: Access = requires(READ)) -> Rules:
        with prompts.database.reading() as session:
            return Rules(data=[RuleOut.of(row) for row in list_rules(session, access.project_id)])

    @router.put("/prompt-label-rules/{label}")
    def put_rule(label: str, body: RuleIn, access: Access = requires(Permission.PROMPT_RULES_WRITE)) -> RuleOut:
        with prompts.database.session() as session:
            actor, now = actor_of(access), prompts.clock()
            return RuleOut.of(set_rule(session, access.project_id, label, body.approvals, body.approvers, actor, now))

    @router.delete("/prompt-label-rules/{label}", status_code=204)
    def delete_rule(label: str, access: Access = requires(Permission.PROMPT_RULES_WRITE)) -> Response:
        with prompts.database.session() as session:
            remove_rule(session, access.project_id, label)
        return Response(status_code=204)
