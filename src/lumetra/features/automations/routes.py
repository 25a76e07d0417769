"""`/api/v1` of automations: create, change, delete, the delivery log, replay, a test message."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.prompt import PROMPT_ACTIONS, PromptAction, PromptEvent, PromptVersion
from lumetra.engines.outbound import check_address
from lumetra.engines.outbound.guard import WEB_PORTS
from lumetra.features.automations import edit
from lumetra.features.automations.open_automations import Automations
from lumetra.features.automations.payload import CalledOut, callout_payload, prompt_payload, slack_payload
from lumetra.features.automations.tables import Automation, AutomationDelivery
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit

READ, WRITE = Permission.AUTOMATIONS_READ, Permission.AUTOMATIONS_WRITE


class AutomationIn(BaseModel):
    """An automation. `url` and `headers` null keep what is stored. `prompt_filter`: a name, or a folder ending in `/`."""

    name: str
    action: edit.Action = "webhook"
    url: str | None = None
    headers: dict[str, str] | None = None
    events: list[PromptAction] = []
    prompt_filter: str = ""
    enabled: bool = True


class AutomationOut(BaseModel):
    """An automation without its secrets. `secret` is set only in the answer that creates or replaces it."""

    id: str
    name: str
    action: edit.Action
    display_url: str
    header_names: list[str]
    events: list[PromptAction]
    prompt_filter: str
    enabled: bool
    failures_in_a_row: int
    disabled_because: str
    created_at: datetime
    updated_at: datetime
    secret: str | None = None

    @classmethod
    def of(cls, row: Automation, secret: str | None = None) -> AutomationOut:
        """From its row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields if name != "secret"}, secret=secret)


class AutomationList(BaseModel):
    """The automations of a project, newest first, and the events there are."""

    data: list[AutomationOut]
    events: list[PromptAction]


class DeliveryOut(BaseModel):
    """One sending. `status`: pending, delivered or failed."""

    id: str
    automation_id: str
    event: str
    payload: str
    status: str
    attempts: int
    next_attempt_at: datetime
    response_status: int | None
    response_body: str
    error: str
    created_at: datetime
    finished_at: datetime | None
    replay_of: str

    @classmethod
    def of(cls, row: AutomationDelivery) -> DeliveryOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class DeliveryPage(BaseModel):
    """The delivery log, newest first."""

    data: list[DeliveryOut]
    next_cursor: str | None


def build_routes(automations: Automations, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["automations"], dependencies=[Depends(project_in_path)])
    _add_automations(router, automations, audit)
    _add_deliveries(router, automations)
    return router


def _add_automations(router: APIRouter, automations: Automations, audit: Audit) -> None:
    database, sealer = automations.database, automations.sealer

    def check(body: AutomationIn) -> edit.NewAutomation:
        if body.url is not None:
            asyncio.run(check_address(body.url, automations.allowed, ports=WEB_PORTS))
        values: dict[str, Any] = body.model_dump()
        return edit.NewAutomation(**values)

    @router.get("/automations")
    def list_all(access: Access = requires(READ)) -> AutomationList:
        with database.reading() as session:
            rows = edit.list_automations(session, access.project_id)
            return AutomationList(data=[AutomationOut.of(row) for row in rows], events=list(PROMPT_ACTIONS))

    @router.post("/automations", status_code=201)
    def create(body: AutomationIn, access: Access = requires(WRITE)) -> AutomationOut:
        new = check(body)
        with database.session() as session:
            row, secret = edit.create_automation(session, sealer, access.project_id, new, automations.clock())
            audit(session, access, "create", "automation", row.id, after={"name": row.name, "action": row.action})
            return AutomationOut.of(row, secret if row.action != "slack" else None)

    @router.put("/automations/{automation_id}")
    def change(automation_id: str, body: AutomationIn, access: Access = requires(WRITE)) -> AutomationOut:
        new = check(body)
        with database.session() as session:
            row = edit.change_automation(session, sealer, access.project_id, automation_id, new, automations.clock())
            audit(session, access, "update", "automation", row.id, after={"name": row.name, "enabled": row.enabled})
            return AutomationOut.of(row)

    @router.post("/automations/{automation_id}/secret")
    def replace_secret(automation_id: str, access: Access = requires(WRITE)) -> AutomationOut:
        with database.session() as session:
            secret = edit.new_secret(session, sealer, access.project_id, automation_id, automations.clock())
            row = edit.get_automation(session, access.project_id, automation_id)
            audit(session, access, "update", "automation", row.id, after={"secret": "replaced"})
            return AutomationOut.of(row, secret)

    @router.delete("/automations/{automation_id}", status_code=204)
    def delete(automation_id: str, access: Access = requires(WRITE)) -> Response:
        with database.session() as session:
            row = edit.get_automation(session, access.project_id, automation_id)
            audit(session, access, "delete", "automation", row.id, before={"name": row.name})
            session.delete(row)
        return Response(status_code=204)


def _add_deliveries(router: APIRouter, automations: Automations) -> None:
    database = automations.database

    @router.get("/automations/{automation_id}/deliveries")
    def log(
        automation_id: str, access: Access = requires(READ), cursor: str | None = None, limit: int = Query(50, ge=1, le=200)
    ) -> DeliveryPage:
        with database.reading() as session:
            edit.get_automation(session, access.project_id, automation_id)
            rows = edit.list_deliveries(session, access.project_id, automation_id, before_id=cursor, limit=limit + 1)
            data = [DeliveryOut.of(row) for row in rows]
        return DeliveryPage(data=data[:limit], next_cursor=data[limit - 1].id if len(data) > limit else None)

    @router.post("/automation-deliveries/{delivery_id}/replay", status_code=201)
    def replay(delivery_id: str, access: Access = requires(WRITE)) -> DeliveryOut:
        with database.session() as session:
            row = edit.replay(session, access.project_id, delivery_id, automations.clock())
            session.flush()
            shown = DeliveryOut.of(row)
        automations.wake()
        return shown

    @router.post("/automations/{automation_id}/test", status_code=201)
    def test(automation_id: str, access: Access = requires(WRITE)) -> DeliveryOut:
        now = automations.clock()
        event = PromptEvent(action="updated", prompt=_sample(access.project_id, now), user_id=access.user_id)
        with database.session() as session:
            row = edit.get_automation(session, access.project_id, automation_id)
            payload = _test_payload(row, event, now)
            delivery = edit.add_delivery(session, access.project_id, row.id, "test", payload, now)
            session.flush()
            shown = DeliveryOut.of(delivery)
        automations.wake()
        return shown


def _test_payload(row: Automation, event: PromptEvent, now: datetime) -> str:
    if row.action == "callout":
        return callout_payload("test", row.project_id, CalledOut("test-trace", "", ""), None, now, is_test=True)
    return slack_payload(event, None) if row.action == "slack" else prompt_payload("test", event, None, now)


def _sample(project_id: str, now: datetime) -> PromptVersion:
    return PromptVersion(
        id="test", project_id=project_id, prompt_id="test", name="test-message", version=1, type="text",
        prompt="This is a test message.", config={}, labels=["latest"], tags=[], commit_message="A test of this automation",
        created_by="API", created_at=now, updated_at=now,
    )  # fmt: skip
