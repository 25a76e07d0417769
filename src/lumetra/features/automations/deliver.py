"""Sending: due deliveries one after the other, retried with growing pauses, given up on after the fourth attempt."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import httpx2
import orjson
import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from lumetra.domain.clock import Clock
from lumetra.domain.errors import Refusal
from lumetra.domain.signing import sign
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts, guarded_client
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.automations.tables import Automation, AutomationDelivery

PAUSES_SECONDS: Final = (5, 60, 300)
"""Before the second, third and fourth attempt."""
FAILURES_TO_DISABLE: Final = 5
TIMEOUT_SECONDS: Final = 10.0
MAX_BODY_BYTES: Final = 2_000
BATCH: Final = 100
CLAIM: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Outcome:
    """How one attempt went; `error` is empty when it was delivered."""

    status: int | None
    body: str
    error: str


class Sender:
    """Sends what is due. Safe in several processes: each attempt is claimed first."""

    def __init__(self, database: Database, sealer: Sealer, allowed: AllowedHosts, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._allowed = allowed
        self._clock = clock

    def send_due(self) -> int:
        """Attempt every delivery that is due; returns how many attempts were made."""
        now = self._clock()
        with self._database.reading() as session:
            query = (
                sa.select(AutomationDelivery.id, AutomationDelivery.attempts)
                .where(AutomationDelivery.status == "pending", AutomationDelivery.next_attempt_at <= now)
                .order_by(AutomationDelivery.id)
                .limit(BATCH)
            )
            due = [(row[0], row[1]) for row in session.execute(query)]
        return sum(self._attempt(delivery_id, attempts) for delivery_id, attempts in due)

    def send_now(self, delivery_id: str) -> None:
        """Attempt a delivery while somebody waits for how it goes: once, and never by itself again."""
        self._attempt(delivery_id, 0, is_last=True)

    def seconds_to_next(self) -> float | None:
        """How long until something is due; None when nothing waits."""
        with self._database.reading() as session:
            earliest = session.scalar(
                sa.select(sa.func.min(AutomationDelivery.next_attempt_at)).where(AutomationDelivery.status == "pending")
            )
        return None if earliest is None else max(0.0, (earliest - self._clock()).total_seconds())

    def _attempt(self, delivery_id: str, attempts: int, *, is_last: bool = False) -> bool:
        if not self._claim(delivery_id, attempts):
            return False
        with self._database.reading() as session:
            delivery = session.get_one(AutomationDelivery, delivery_id)
            automation = session.get_one(Automation, delivery.automation_id)
            url = self._sealer.unseal(automation.sealed_url, automation.id)
            headers = self._headers(automation, delivery.payload)
        outcome = asyncio.run(post(url, delivery.payload, headers, self._allowed))
        self._note(delivery_id, outcome, is_last=is_last)
        return True

    def _claim(self, delivery_id: str, attempts: int) -> bool:
        """Take this attempt for ourselves; if we die, the delivery is due again after a while."""
        with self._database.session() as session:
            result = session.execute(
                sa.update(AutomationDelivery)
                .where(
                    AutomationDelivery.id == delivery_id,
                    AutomationDelivery.status == "pending",
                    AutomationDelivery.attempts == attempts,
                )
                .values(attempts=attempts + 1, next_attempt_at=self._clock() + CLAIM)
            )
            return cast("CursorResult[Any]", result).rowcount == 1

    def _headers(self, automation: Automation, body: str) -> dict[str, str]:
        own = orjson.loads(self._sealer.unseal(automation.sealed_headers, automation.id)) if automation.sealed_headers else {}
        headers = {**own, "content-type": "application/json", "user-agent": "Langfuse/1.0"}
        if automation.action != "slack":
            secret = self._sealer.unseal(automation.sealed_secret, automation.id)
            headers["x-langfuse-signature"] = sign(secret, body, self._clock())
        return headers

    def _note(self, delivery_id: str, outcome: Outcome, *, is_last: bool) -> None:
        now = self._clock()
        with self._database.session() as session:
            delivery = session.get_one(AutomationDelivery, delivery_id, with_for_update=True)
            automation = session.get_one(Automation, delivery.automation_id, with_for_update=True)
            delivery.response_status, delivery.response_body = outcome.status, outcome.body
            delivery.error = outcome.error
            if not outcome.error:
                delivery.status, delivery.finished_at = "delivered", now
                automation.failures_in_a_row = 0
            elif is_last or delivery.attempts > len(PAUSES_SECONDS):
                delivery.status, delivery.finished_at = "failed", now
                if automation.action != "callout":  # of which somebody saw the failure
                    _count_failure(automation, outcome, now)
            else:
                delivery.next_attempt_at = now + timedelta(seconds=PAUSES_SECONDS[delivery.attempts - 1])


def _count_failure(automation: Automation, outcome: Outcome, now: datetime) -> None:
    automation.failures_in_a_row += 1
    if automation.failures_in_a_row >= FAILURES_TO_DISABLE and automation.enabled:
        automation.enabled, automation.updated_at = False, now
        automation.disabled_because = f"{FAILURES_TO_DISABLE} deliveries in a row failed; the last: {outcome.error}"


async def post(url: str, body: str, headers: dict[str, str], allowed: AllowedHosts) -> Outcome:
    """One attempt, within 10 s, over at most 10 redirects, each checked."""
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            guarded_client(allowed, ports=frozenset({80, 443}), timeout_seconds=TIMEOUT_SECONDS) as client,
            client.stream("POST", url, content=body.encode(), headers=headers) as answer,
        ):
            text = await _head_of(answer)
    except Refusal as refusal:
        return Outcome(None, "", refusal.message)
    except (TimeoutError, httpx2.TimeoutException):
        return Outcome(None, "", f"The receiver did not answer within {TIMEOUT_SECONDS:.0f} s")
    except httpx2.TooManyRedirects:
        return Outcome(None, "", "The receiver redirected more than 10 times")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        return Outcome(None, "", f"The receiver cannot be reached: {error}")
    error = "" if 200 <= answer.status_code < 300 else f"The receiver answered {answer.status_code}"
    return Outcome(answer.status_code, text, error)


async def _head_of(answer: httpx2.Response) -> str:
    """The first bytes of the answer, for the log; the rest is not read."""
    read = b""
    async for chunk in answer.aiter_bytes():
        read += chunk
        if len(read) >= MAX_BODY_BYTES:
            break
    return read[:MAX_BODY_BYTES].decode("utf-8", "replace")
