"""`/api/v1` routes of annotation queues: what they are, who should work on them, who did how much."""

from __future__ import annotations

from fastapi import APIRouter

from lumetra.domain.access import Access, Permission
from lumetra.features.queues.bodies import AnnotationQueue, AnnotationQueues, PersonRow, QueueBody, QueueProgress
from lumetra.features.queues.open_queues import Queues
from lumetra.features.queues.read_queues import Counts, assigned_to, counts_of, list_queues, progress_of
from lumetra.features.queues.write_queues import assign, change_queue, create_queue, delete_queue, find_queue, unassign
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor

P = Permission


def build_routes(queues: Queues) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}/annotation-queues`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/annotation-queues", tags=["annotation queues"])
    _add_queues(router, queues)
    _add_people(router, queues)
    return router


def _add_queues(router: APIRouter, queues: Queues) -> None:
    @router.get("")
    def get_queues(project_id: str, paging: CursorPaging, access: Access = requires(P.ANNOTATION_READ)) -> AnnotationQueues:
        """Queues, newest first, with what is open and done in each."""
        parts = paging.parts(1)
        offset = int(parts[0]) if parts else 0
        with queues.database.reading() as session:
            rows, total = list_queues(session, access.project_id, limit=paging.limit, offset=offset)
            ids = [row.id for row in rows]
            counts, people = counts_of(session, ids), assigned_to(session, ids)
        data = [AnnotationQueue.of(row, counts.get(row.id, Counts()), people.get(row.id, [])) for row in rows]
        end = offset + len(data)
        return AnnotationQueues(data=data, next_cursor=encode_cursor(end) if end < total else None)

    @router.post("", status_code=201)
    def post_queue(project_id: str, body: QueueBody, access: Access = requires(P.ANNOTATION_WRITE)) -> AnnotationQueue:
        """A new queue."""
        return _shown(queues, access.project_id, create_queue(queues, access, body.draft()))

    @router.get("/{queue_id}")
    def get_queue(project_id: str, queue_id: str, access: Access = requires(P.ANNOTATION_READ)) -> AnnotationQueue:
        """One queue."""
        return _shown(queues, access.project_id, queue_id)

    @router.put("/{queue_id}")
    def put_queue(
        project_id: str, queue_id: str, body: QueueBody, access: Access = requires(P.ANNOTATION_WRITE)
    ) -> AnnotationQueue:
        """Replace name, description, score configs, rule and, if given, who should work on it."""
        change_queue(queues, access, queue_id, body.draft())
        return _shown(queues, access.project_id, queue_id)

    @router.delete("/{queue_id}", status_code=204)
    def remove_queue(project_id: str, queue_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> None:
        """Remove a queue with its items; scores stay."""
        delete_queue(queues, access.project_id, queue_id)


def _add_people(router: APIRouter, queues: Queues) -> None:
    @router.put("/{queue_id}/assignments/{user_id}", status_code=204)
    def put_assignment(project_id: str, queue_id: str, user_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> None:
        """Name somebody who should work on it."""
        assign(queues, access, queue_id, user_id)

    @router.delete("/{queue_id}/assignments/{user_id}", status_code=204)
    def delete_assignment(project_id: str, queue_id: str, user_id: str, access: Access = requires(P.ANNOTATION_WRITE)) -> None:
        """Take that back."""
        unassign(queues, access.project_id, queue_id, user_id)

    @router.get("/{queue_id}/progress")
    def get_progress(project_id: str, queue_id: str, access: Access = requires(P.ANNOTATION_READ)) -> QueueProgress:
        """Who completed and skipped how much."""
        with queues.database.reading() as session:
            find_queue(session, access.project_id, queue_id)
            rows = progress_of(session, queue_id)
        return QueueProgress(data=[PersonRow(**row._asdict()) for row in rows])


def _shown(queues: Queues, project_id: str, queue_id: str) -> AnnotationQueue:
    with queues.database.reading() as session:
        row = find_queue(session, project_id, queue_id)
        counts = counts_of(session, [queue_id]).get(queue_id, Counts())
        return AnnotationQueue.of(row, counts, assigned_to(session, [queue_id]).get(queue_id, []))
