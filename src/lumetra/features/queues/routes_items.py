"""`/api/v1` routes of the items of an annotation queue: adding, listing, removing, and working through them."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from fastapi import APIRouter

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.queues.add_items import add_existing, add_found
from lumetra.features.queues.bodies import Added, FoundItems, ItemIds, NewItems, NextItem, QueueItem, QueueItems, Removed
from lumetra.features.queues.open_queues import Queues, Target
from lumetra.features.queues.read_queues import Counts, counts_of, list_items
from lumetra.features.queues.tables import QueueItemRow
from lumetra.features.queues.take_items import complete, find_item, keep, let_go, reopen, skip, take_next
from lumetra.features.queues.write_queues import find_queue
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor

P = Permission


def build_item_routes(queues: Queues) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/annotation-queues/{queue_id}`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/annotation-queues/{queue_id}", tags=["annotation queues"])
    _add_adding(router, queues)
    _add_listing(router, queues)
    _add_taking(router, queues)
    return router


def _add_adding(router: APIRouter, queues: Queues) -> None:
    @router.post("/items")
    def post_items(project_id: str, queue_id: str, body: NewItems, access: Access = requires(P.ANNOTATION_WRITE)) -> Added:
        """Add things one by one; those that are in the queue already stay as they are."""
        targets = [Target(item.object_type, item.object_id, item.trace_id) for item in body.items]
        source = "PERSON" if access.user_id else "API"
        return Added(found=len(targets), added=add_existing(queues, access.project_id, queue_id, targets, source))

    @router.post("/items/found")
    def post_found(project_id: str, queue_id: str, body: FoundItems, access: Access = requires(P.ANNOTATION_WRITE)) -> Added:
        """Add everything that a filter finds."""
        if body.to_time <= body.from_time:
            raise Refusal("The period ends before it begins.", code="invalid_period")
        found, added = add_found(queues, access.project_id, queue_id, body.subject, body.filter, body.from_time, body.to_time)
        return Added(found=found, added=added)

    @router.post("/items/remove")
    def remove_items(project_id: str, queue_id: str, body: ItemIds, access: Access = requires(P.ANNOTATION_WRITE)) -> Removed:
        """Take items out of the queue; scores stay."""
        with queues.database.session() as session:
            find_queue(session, access.project_id, queue_id)
            mine = sa.delete(QueueItemRow).where(QueueItemRow.queue_id == queue_id, QueueItemRow.id.in_(body.item_ids))
            count = len(session.execute(mine.returning(QueueItemRow.id)).all())
        return Removed(count=count)


def _add_listing(router: APIRouter, queues: Queues) -> None:
    @router.get("/items")
    def get_items(
        project_id: str,
        queue_id: str,
        paging: CursorPaging,
        status: Literal["PENDING", "COMPLETED", ""] = "",
        access: Access = requires(P.ANNOTATION_READ),
    ) -> QueueItems:
        """Items, newest first."""
        parts = paging.parts(1)
        with queues.database.reading() as session:
            find_queue(session, access.project_id, queue_id)
            before = str(parts[0]) if parts else ""
            rows, total = list_items(session, queue_id, status=status, limit=paging.limit + 1, before_id=before)
        page = rows[: paging.limit]
        following = encode_cursor(page[-1].id) if len(rows) > len(page) else None
        return QueueItems(data=[QueueItem.of(row, queues.clock()) for row in page], total=total, next_cursor=following)

    @router.get("/items/{item_id}")
    def get_item(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_READ)) -> QueueItem:
        """One item."""
        with queues.database.reading() as session:
            return QueueItem.of(find_item(session, access.project_id, queue_id, item_id), queues.clock())


def _add_taking(router: APIRouter, queues: Queues) -> None:
    @router.post("/next")
    def post_next(project_id: str, queue_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> NextItem:
        """Take the next item: the caller's for ten minutes, nobody else's. Skipped ones come last."""
        item = take_next(queues, access.project_id, queue_id, _person(access))
        with queues.database.reading() as session:
            counts = counts_of(session, [queue_id]).get(queue_id, Counts())
        shown = None if item is None else QueueItem.of(item, queues.clock())
        return NextItem(item=shown, pending=counts.pending, completed=counts.completed)

    @router.post("/items/{item_id}/lock")
    def post_lock(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> QueueItem:
        """Open this item, or keep it for another ten minutes. 409 when somebody else has it."""
        return QueueItem.of(keep(queues, access.project_id, queue_id, item_id, _person(access)), queues.clock())

    @router.post("/items/{item_id}/unlock", status_code=204)
    def post_unlock(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> None:
        """Let go of it."""
        let_go(queues, access.project_id, queue_id, item_id, _person(access))

    @router.post("/items/{item_id}/complete")
    def post_complete(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> QueueItem:
        """Done. 409 when somebody else works on it."""
        return QueueItem.of(complete(queues, access.project_id, queue_id, item_id, _person(access)), queues.clock())

    @router.post("/items/{item_id}/skip", status_code=204)
    def post_skip(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> None:
        """Pass it by; it stays open for others."""
        skip(queues, access.project_id, queue_id, item_id, _person(access))

    @router.post("/items/{item_id}/reopen")
    def post_reopen(project_id: str, queue_id: str, item_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> QueueItem:
        """Make it pending again."""
        return QueueItem.of(reopen(queues, access.project_id, queue_id, item_id), queues.clock())


def _person(access: Access) -> str:
    """Who works: a user, or a program by its key."""
    return access.user_id or f"key:{access.key_id}"
