"""`/api/v1` of callouts: which there are, and telling one of them about a trace or a step of it."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.automations import edit
from lumetra.features.automations.deliver import CLAIM
from lumetra.features.automations.open_automations import Automations
from lumetra.features.automations.payload import CalledOut, callout_payload
from lumetra.features.automations.tables import Automation, AutomationDelivery
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit


class FindSession(Protocol):
    """Finds the session of a trace."""

    def __call__(self, project_id: str, trace_id: str, observation_id: str) -> str | None:
        """The id of the session, empty when the trace belongs to none; None when the trace, or the step in it, is not there."""
        ...


class Callout(BaseModel):
    """A callout that can be used, without where it leads."""

    id: str
    name: str


class Callouts(BaseModel):
    """The callouts of a project that are switched on, by name."""

    data: list[Callout]


class CalloutAbout(BaseModel):
    """A trace, or a step of it."""

    trace_id: str = Field(min_length=1, max_length=500)
    observation_id: str = Field("", max_length=500)


class CalloutResult(BaseModel):
    """How it went: `error` is empty when the receiver took it. `latency_ms` counts until its answer."""

    delivery_id: str
    delivered: bool
    response_status: int | None
    response_body: str
    error: str
    latency_ms: float


def build_callout_routes(automations: Automations, find_session: FindSession, audit: Audit) -> APIRouter:
    """The routes."""
    router = APIRouter(
        prefix="/api/v1/projects/{project_id}/callouts", tags=["automations"], dependencies=[Depends(project_in_path)]
    )
    database, clock = automations.database, automations.clock

    @router.get("")
    def list_callouts(access: Access = requires(Permission.TRACES_READ)) -> Callouts:
        """What can be called."""
        query = sa.select(Automation).where(
            Automation.project_id == access.project_id, Automation.action == "callout", Automation.enabled.is_(True)
        )
        with database.reading() as session:
            rows = session.scalars(query.order_by(Automation.name, Automation.id))
            return Callouts(data=[Callout(id=row.id, name=row.name) for row in rows])

    @router.post("/{callout_id}/calls", status_code=201)
    def call(callout_id: str, body: CalloutAbout, access: Access = requires(Permission.TRACES_WRITE)) -> CalloutResult:
        """Send the ids of a trace or step to the callout, and wait for how it goes: one attempt of at most 10 s."""
        found = find_session(access.project_id, body.trace_id, body.observation_id)
        if found is None:
            raise NotFound("There is no such trace or step in this project, or it was deleted")
        about = CalledOut(body.trace_id, body.observation_id, found)
        with database.session() as session:
            row = _get(session, access.project_id, callout_id)
            delivery_id = _note(session, automations, access, row, about)
            after = {"name": row.name, "trace_id": about.trace_id, "observation_id": about.observation_id}
            audit(session, access, "call", "automation", row.id, after=after)
        begun = clock()
        automations.sender.send_now(delivery_id)
        latency_ms = (clock() - begun).total_seconds() * 1000
        with database.reading() as session:
            delivery = session.get_one(AutomationDelivery, delivery_id)
            return CalloutResult(
                delivery_id=delivery.id, delivered=delivery.status == "delivered", response_status=delivery.response_status,
                response_body=delivery.response_body, error=delivery.error, latency_ms=latency_ms,
            )  # fmt: skip

    return router


def _get(session: Session, project_id: str, callout_id: str) -> Automation:
    row = edit.get_automation(session, project_id, callout_id)
    if row.action != "callout":
        raise NotFound("Callout not found")
    if not row.enabled:
        raise Refusal(f"The callout '{row.name}' is switched off")
    return row


def _note(session: Session, automations: Automations, access: Access, row: Automation, about: CalledOut) -> str:
    """Store what will be sent, out of reach of the job that sends what is due."""
    now, delivery_id = automations.clock(), new_id()
    user = automations.find_user(session, access.user_id) if access.user_id else None
    payload = callout_payload(delivery_id, access.project_id, about, user, now)
    delivery = edit.add_delivery(session, access.project_id, row.id, "callout", payload, now, delivery_id=delivery_id)
    delivery.next_attempt_at = now + CLAIM
    return delivery_id
