"""Creating and changing automations."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.prompt import PROMPT_ACTIONS
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.automations.tables import Automation, AutomationDelivery

Action = Literal["webhook", "slack", "callout"]
"""Sent when prompts change (`slack` as a message), or when somebody asks for it on a trace (`callout`)."""
OUR_HEADERS: Final = frozenset({"content-type", "user-agent", "x-langfuse-signature", "host", "content-length"})


@dataclass(frozen=True, kw_only=True)
class NewAutomation:
    """What a caller wants. `url` and `headers` None keep what is stored."""

    name: str
    action: Action = "webhook"
    url: str | None = None
    headers: dict[str, str] | None = None
    events: list[str] = field(default_factory=list[str])
    prompt_filter: str = ""
    enabled: bool = True


def create_automation(
    session: Session, sealer: Sealer, project_id: str, new: NewAutomation, now: datetime
) -> tuple[Automation, str]:
    """Store a new automation; returns it with its signing secret, which is shown this once."""
    if new.url is None:
        raise Refusal("An automation needs the address to send to")
    row = Automation(
        id=new_id(), project_id=project_id, sealed_headers="", header_names=[], failures_in_a_row=0, disabled_because="",
        created_at=now,
    )  # fmt: skip
    secret = f"lf-whsec_{secrets.token_hex(32)}"
    row.sealed_secret = sealer.seal(secret, row.id)
    _fill(row, sealer, new, now)
    session.add(row)
    session.flush()
    return row, secret


def change_automation(
    session: Session, sealer: Sealer, project_id: str, automation_id: str, new: NewAutomation, now: datetime
) -> Automation:
    """Replace what is given. Enabling forgets earlier failures."""
    row = get_automation(session, project_id, automation_id)
    if new.enabled and not row.enabled:
        row.failures_in_a_row, row.disabled_because = 0, ""
    _fill(row, sealer, new, now)
    return row


def new_secret(session: Session, sealer: Sealer, project_id: str, automation_id: str, now: datetime) -> str:
    """Give an automation another signing secret; the old one signs nothing more."""
    row = get_automation(session, project_id, automation_id)
    secret = f"lf-whsec_{secrets.token_hex(32)}"
    row.sealed_secret, row.updated_at = sealer.seal(secret, row.id), now
    return secret


def get_automation(session: Session, project_id: str, automation_id: str) -> Automation:
    """One automation of this project."""
    row = session.get(Automation, automation_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Automation not found")
    return row


def list_automations(session: Session, project_id: str) -> list[Automation]:
    """All automations of a project, newest first."""
    query = sa.select(Automation).where(Automation.project_id == project_id).order_by(Automation.id.desc())
    return list(session.scalars(query))


def list_deliveries(
    session: Session, project_id: str, automation_id: str, *, before_id: str | None, limit: int
) -> list[AutomationDelivery]:
    """The log of an automation, newest first."""
    query = sa.select(AutomationDelivery).where(
        AutomationDelivery.project_id == project_id, AutomationDelivery.automation_id == automation_id
    )
    if before_id is not None:
        query = query.where(AutomationDelivery.id < before_id)
    return list(session.scalars(query.order_by(AutomationDelivery.id.desc()).limit(limit)))


def replay(session: Session, project_id: str, delivery_id: str, now: datetime) -> AutomationDelivery:
    """Send the same payload once more, as a delivery of its own."""
    old = session.get(AutomationDelivery, delivery_id)
    if old is None or old.project_id != project_id:
        raise NotFound("Delivery not found")
    return add_delivery(session, old.project_id, old.automation_id, old.event, old.payload, now, replay_of=old.id)


def add_delivery(
    session: Session, project_id: str, automation_id: str, event: str, payload: str, now: datetime, *,
    delivery_id: str = "", replay_of: str = "",
) -> AutomationDelivery:  # fmt: skip
    """Note something to send; the delivery job finds it once the transaction is committed."""
    row = AutomationDelivery(
        id=delivery_id or new_id(), project_id=project_id, automation_id=automation_id, event=event, payload=payload,
        status="pending", attempts=0, next_attempt_at=now, response_status=None, response_body="", error="",
        created_at=now, finished_at=None, replay_of=replay_of,
    )  # fmt: skip
    session.add(row)
    return row


def _fill(row: Automation, sealer: Sealer, new: NewAutomation, now: datetime) -> None:
    if not new.name.strip() or len(new.name) > 200:
        raise Refusal("An automation needs a name of at most 200 characters")
    unknown = sorted(set(new.events) - set(PROMPT_ACTIONS))
    if unknown:
        raise Refusal(f"Unknown event '{unknown[0]}': use {', '.join(PROMPT_ACTIONS)}")
    row.name, row.action, row.enabled, row.updated_at = new.name, new.action, new.enabled, now
    row.events, row.prompt_filter = sorted(set(new.events)), new.prompt_filter
    if new.url is not None:
        parts = urlsplit(new.url)
        row.sealed_url, row.display_url = sealer.seal(new.url, row.id), f"{parts.scheme}://{parts.netloc}/…"
    if new.headers is not None:
        ours = sorted(name for name in new.headers if name.lower() in OUR_HEADERS)
        if ours:
            raise Refusal(f"The header '{ours[0]}' is set by Lumetra and cannot be replaced")
        row.sealed_headers = sealer.seal(orjson.dumps(new.headers).decode(), row.id) if new.headers else ""
        row.header_names = sorted(new.headers)
