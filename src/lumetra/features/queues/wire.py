"""Annotation queues on the Langfuse-compatible API (wire contract 2.12)."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.features.queues.add_items import add_existing
from lumetra.features.queues.open_queues import ObjectType, Queues, Target
from lumetra.features.queues.read_queues import list_items, list_queues
from lumetra.features.queues.tables import QueueItemRow, QueueRow
from lumetra.features.queues.take_items import find_item, set_status
from lumetra.features.queues.write_queues import QueueDraft, assign, create_queue, find_queue, unassign
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import WirePage, wire_paging
from lumetra.http.wire_time import wire_time

P = Permission
Status = Literal["PENDING", "COMPLETED"]


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class NewQueue(_Body):
    """Body of `POST /annotation-queues`."""

    name: str
    description: str | None = None
    score_config_ids: list[str] = Field(min_length=1)


class NewQueueItem(_Body):
    """Body of `POST …/items`."""

    object_id: str
    object_type: ObjectType
    status: Status = "PENDING"


class ItemChange(_Body):
    """Body of `PATCH …/items/{itemId}`."""

    status: Status | None = None


class Assignment(_Body):
    """Body of both assignment calls."""

    user_id: str


def build_wire_routes(queues: Queues) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/public/annotation-queues", tags=["wire: annotation queues"])
    _add_queues(router, queues)
    _add_items(router, queues)
    _add_assignments(router, queues)
    return router


def _add_queues(router: APIRouter, queues: Queues) -> None:
    @router.get("")
    def get_queues(paging: WirePage = wire_paging(), access: Access = requires(P.ANNOTATION_READ)) -> Response:
        """A page of queues."""
        with queues.database.reading() as session:
            rows, total = list_queues(session, access.project_id, limit=paging.limit, offset=paging.offset)
        return json_response({"data": [_queue(row) for row in rows], "meta": paging.meta(total).model_dump()})

    @router.post("")
    def post_queue(body: NewQueue, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """A new queue."""
        queue_id = create_queue(queues, access, QueueDraft(body.name, body.description, body.score_config_ids))
        return get_queue(queue_id, access)

    @router.get("/{queue_id}")
    def get_queue(queue_id: str, access: Access = requires(P.ANNOTATION_READ)) -> Response:
        """One queue."""
        with queues.database.reading() as session:
            return json_response(_queue(find_queue(session, access.project_id, queue_id)))


def _add_items(router: APIRouter, queues: Queues) -> None:
    @router.get("/{queue_id}/items")
    def get_items(
        queue_id: str,
        status: Status | Literal[""] = "",
        paging: WirePage = wire_paging(),
        access: Access = requires(P.ANNOTATION_READ),
    ) -> Response:
        """A page of items, newest first."""
        with queues.database.reading() as session:
            find_queue(session, access.project_id, queue_id)
            rows, total = list_items(session, queue_id, status=status, limit=paging.limit, offset=paging.offset)
        return json_response({"data": [_item(row) for row in rows], "meta": paging.meta(total).model_dump()})

    @router.post("/{queue_id}/items")
    def post_item(queue_id: str, body: NewQueueItem, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """Add a thing; one that is in the queue already is answered as it is."""
        target = Target(body.object_type, body.object_id)
        add_existing(queues, access.project_id, queue_id, [target], "API")
        with queues.database.session() as session:
            row = session.query(QueueItemRow).filter_by(
                queue_id=queue_id, object_type=body.object_type, object_id=body.object_id
            ).order_by(QueueItemRow.id.desc()).first()  # fmt: skip
            assert row is not None
            if body.status != row.status:
                set_status(row, body.status, _person(access), queues.clock())
            return json_response(_item(row))

    @router.get("/{queue_id}/items/{item_id}")
    def get_item(queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_READ)) -> Response:
        """One item."""
        with queues.database.reading() as session:
            return json_response(_item(find_item(session, access.project_id, queue_id, item_id)))

    @router.patch("/{queue_id}/items/{item_id}")
    def patch_item(queue_id: str, item_id: str, body: ItemChange, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """Change its status."""
        with queues.database.session() as session:
            row = find_item(session, access.project_id, queue_id, item_id)
            if body.status is not None:
                set_status(row, body.status, _person(access), queues.clock())
            return json_response(_item(row))

    @router.delete("/{queue_id}/items/{item_id}")
    def delete_item(queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """Take it out of the queue."""
        with queues.database.session() as session:
            session.delete(find_item(session, access.project_id, queue_id, item_id))
        return json_response({"success": True, "message": "Annotation queue item deleted successfully"})


def _add_assignments(router: APIRouter, queues: Queues) -> None:
    @router.post("/{queue_id}/assignments")
    def post_assignment(queue_id: str, body: Assignment, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """Name somebody who should work on it."""
        assign(queues, access, queue_id, body.user_id)
        return json_response({"userId": body.user_id, "queueId": queue_id, "projectId": access.project_id})

    @router.delete("/{queue_id}/assignments")
    def delete_assignment(queue_id: str, body: Assignment, access: Access = requires(P.ANNOTATION_WRITE)) -> Response:
        """Take that back."""
        unassign(queues, access.project_id, queue_id, body.user_id)
        return json_response({"success": True})


def _person(access: Access) -> str:
    return access.user_id or f"key:{access.key_id}"


def _queue(row: QueueRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "scoreConfigIds": row.score_config_ids,
        "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at),
    }


def _item(row: QueueItemRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "queueId": row.queue_id,
        "objectId": row.object_id,
        "objectType": row.object_type,
        "status": row.status,
        "completedAt": wire_time(row.completed_at) if row.completed_at else None,
        "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at),
    }
