"""Asking a team's own application to run an experiment: a signed POST to the address they gave."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx2
import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock
from lumetra.domain.errors import LumetraError, NotFound
from lumetra.domain.ids import new_id
from lumetra.domain.signing import sign
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts, check_address, guarded_client
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.experiments.tables import RemoteTriggerRow, TriggerFiringRow

SIGNATURE: Final = "x-lumetra-signature"
TIMEOUT_SECONDS: Final = 15.0
_SHOWN: Final = 500
_KEPT: Final = 50


@dataclass(frozen=True)
class Triggers:
    """Stored addresses and firing them."""

    database: Database
    sealer: Sealer
    allowed: AllowedHosts
    clock: Clock

    def save(self, session: Session, project_id: str, dataset_id: str, url: str, payload: Any, now: datetime) -> str | None:
        """Store the address; returns the signing secret when it is new, which is shown this once. Raises Refusal for a bad address."""
        asyncio.run(check_address(url, self.allowed))
        row = session.get(RemoteTriggerRow, dataset_id)
        if row is not None:
            row.url, row.payload, row.updated_at = url, payload, now
            return None
        secret, sealed = self._new_secret(dataset_id)
        session.add(
            RemoteTriggerRow(
                dataset_id=dataset_id, project_id=project_id, url=url, payload=payload, sealed_secret=sealed, updated_at=now
            )
        )
        return secret

    def renew_secret(self, row: RemoteTriggerRow) -> str:
        """A new signing secret, shown this once; the old one signs no more."""
        secret, row.sealed_secret = self._new_secret(row.dataset_id)
        row.updated_at = self.clock()
        return secret

    def _new_secret(self, dataset_id: str) -> tuple[str, str]:
        secret = f"lmt-{secrets.token_urlsafe(32)}"
        return secret, self.sealer.seal(secret, dataset_id)

    def fire(self, row: RemoteTriggerRow, dataset_name: str, payload: Any, *, is_test: bool, fired_by: str) -> TriggerFiringRow:
        """Send `{projectId, datasetId, datasetName, payload}`, with `test: true` for a trial, and keep what came back.

        An answer that does not come is a firing with an error, not an exception.
        """
        said = {"projectId": row.project_id, "datasetId": row.dataset_id, "datasetName": dataset_name, "payload": payload}
        body = orjson.dumps({**said, "test": True} if is_test else said).decode()
        signature = sign(self.sealer.unseal(row.sealed_secret, row.dataset_id), body, self.clock())
        status, answer, error = None, "", ""
        began = time.monotonic()
        try:
            status, answer = asyncio.run(self._post(row.url, body, {"content-type": "application/json", SIGNATURE: signature}))
        except (httpx2.HTTPError, LumetraError) as failure:
            error = str(failure) or type(failure).__name__
        firing = TriggerFiringRow(
            id=new_id(), project_id=row.project_id, dataset_id=row.dataset_id, is_test=is_test, status=status, answer=answer,
            error=error, latency_ms=(time.monotonic() - began) * 1000, fired_by=fired_by, fired_at=self.clock(),
        )  # fmt: skip
        with self.database.session() as session:
            session.add(firing)
            session.flush()
            _forget_old(session, row)
        return firing

    async def _post(self, url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        async with guarded_client(self.allowed, timeout_seconds=TIMEOUT_SECONDS) as client:
            response = await client.post(url, content=body.encode(), headers=headers)
            return response.status_code, response.text[:_SHOWN]


def get_trigger(session: Session, project_id: str, dataset_id: str) -> RemoteTriggerRow:
    """Raises NotFound."""
    row = session.get(RemoteTriggerRow, dataset_id)
    if row is None or row.project_id != project_id:
        raise NotFound("This dataset has no remote trigger")
    return row


def list_firings(session: Session, project_id: str, dataset_id: str) -> list[TriggerFiringRow]:
    """Newest first; the last 50 are kept."""
    row = TriggerFiringRow
    query = sa.select(row).where(row.project_id == project_id, row.dataset_id == dataset_id)
    return list(session.scalars(query.order_by(row.id.desc()).limit(_KEPT)))


def _forget_old(session: Session, trigger: RemoteTriggerRow) -> None:
    kept = [one.id for one in list_firings(session, trigger.project_id, trigger.dataset_id)]
    row = TriggerFiringRow
    session.execute(
        sa.delete(row).where(row.project_id == trigger.project_id, row.dataset_id == trigger.dataset_id, row.id.not_in(kept))
    )
