"""`/api/v1` of remote triggers: one address a dataset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.running.trigger import Triggers, get_trigger, list_firings
from lumetra.features.experiments.tables import RemoteTriggerRow
from lumetra.http.access import requires

READ, WRITE = Permission.EXPERIMENTS_READ, Permission.EXPERIMENTS_WRITE


class TriggerIn(BaseModel):
    """Where to POST, and the payload that is offered first."""

    url: str
    payload: Any = None


class TriggerOut(BaseModel):
    """`secret` signs the requests; it is shown once, when the trigger is made."""

    url: str
    payload: Any
    secret: str | None


class FireIn(BaseModel):
    """What to send as `payload`. A trial says `test: true` in its body, so that the application need not run anything."""

    payload: Any = None
    is_test: bool = False


class FiringOut(BaseModel):
    """One POST: what the application answered, or why no answer came (`status` null). `answer` is cut to 500 characters."""

    id: str
    is_test: bool
    status: int | None
    answer: str
    error: str
    latency_ms: float
    fired_by: str
    fired_at: datetime


class FiringsOut(BaseModel):
    """Newest first, at most 50."""

    data: list[FiringOut]


def add_trigger(router: APIRouter, experiments: Experiments, triggers: Triggers) -> None:
    """One trigger a dataset."""

    def name_of(access: Access, dataset_id: str) -> str:
        names = experiments.dataset_names(access.project_id, [dataset_id])
        if dataset_id not in names:
            raise NotFound("Dataset not found")
        return names[dataset_id]

    @router.get("/datasets/{dataset_id}/remote-trigger")
    def read(dataset_id: str, access: Access = requires(READ)) -> TriggerOut:
        with triggers.database.reading() as session:
            return _out(get_trigger(session, access.project_id, dataset_id), None)

    @router.put("/datasets/{dataset_id}/remote-trigger")
    def save(dataset_id: str, body: TriggerIn, access: Access = requires(WRITE)) -> TriggerOut:
        name_of(access, dataset_id)
        with triggers.database.session() as session:
            secret = triggers.save(session, access.project_id, dataset_id, body.url, body.payload, triggers.clock())
            session.flush()
            return _out(get_trigger(session, access.project_id, dataset_id), secret)

    @router.delete("/datasets/{dataset_id}/remote-trigger", status_code=204)
    def delete(dataset_id: str, access: Access = requires(WRITE)) -> Response:
        with triggers.database.session() as session:
            session.delete(get_trigger(session, access.project_id, dataset_id))
        return Response(status_code=204)

    @router.post("/datasets/{dataset_id}/remote-trigger/secret")
    def renew_secret(dataset_id: str, access: Access = requires(WRITE)) -> TriggerOut:
        """A new signing secret; the old one signs no more."""
        with triggers.database.session() as session:
            row = get_trigger(session, access.project_id, dataset_id)
            return _out(row, triggers.renew_secret(row))

    _add_firings(router, triggers, name_of)


def _add_firings(router: APIRouter, triggers: Triggers, name_of: Callable[[Access, str], str]) -> None:
    @router.post("/datasets/{dataset_id}/remote-trigger/fire")
    def fire(dataset_id: str, body: FireIn, access: Access = requires(WRITE)) -> FiringOut:
        """Send it now and wait for the answer, at most 15 seconds."""
        with triggers.database.reading() as session:
            row = get_trigger(session, access.project_id, dataset_id)
        by = access.user_id or f"key:{access.key_id}"
        firing = triggers.fire(row, name_of(access, dataset_id), body.payload, is_test=body.is_test, fired_by=by)
        return FiringOut.model_validate(firing, from_attributes=True)

    @router.get("/datasets/{dataset_id}/remote-trigger/firings")
    def firings(dataset_id: str, access: Access = requires(READ)) -> FiringsOut:
        with triggers.database.reading() as session:
            rows = list_firings(session, access.project_id, dataset_id)
            return FiringsOut(data=[FiringOut.model_validate(row, from_attributes=True) for row in rows])


def _out(row: RemoteTriggerRow, secret: str | None) -> TriggerOut:
    return TriggerOut(url=row.url, payload=row.payload, secret=secret)
