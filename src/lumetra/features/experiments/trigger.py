"""Asking a team's own application to run an experiment: a signed POST to the address they gave."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx2
import orjson
from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock
from lumetra.domain.errors import NotFound, Unprocessable
from lumetra.domain.signing import sign
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts, check_address, guarded_client
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.experiments.tables import RemoteTriggerRow

SIGNATURE: Final = "x-lumetra-signature"
TIMEOUT_SECONDS: Final = 15.0
_SHOWN: Final = 500


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
        secret = f"lmt-{secrets.token_urlsafe(32)}"
        sealed = self.sealer.seal(secret, dataset_id)
        session.add(
            RemoteTriggerRow(
                dataset_id=dataset_id, project_id=project_id, url=url, payload=payload, sealed_secret=sealed, updated_at=now
            )
        )
        return secret

    def fire(self, row: RemoteTriggerRow, dataset_name: str, payload: Any) -> tuple[int, str]:
        """Send `{projectId, datasetId, datasetName, payload}`; the answer's status and the beginning of its body.

        Raises Unprocessable when no answer comes.
        """
        said = {"projectId": row.project_id, "datasetId": row.dataset_id, "datasetName": dataset_name, "payload": payload}
        body = orjson.dumps(said).decode()
        signature = sign(self.sealer.unseal(row.sealed_secret, row.dataset_id), body, self.clock())
        try:
            return asyncio.run(self._post(row.url, body, {"content-type": "application/json", SIGNATURE: signature}))
        except httpx2.HTTPError as error:
            raise Unprocessable(f"{row.url} did not answer: {error}", code="no_answer") from error

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
