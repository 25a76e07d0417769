"""`/api/v1` of dataset items: list, make, change, history, and one change for many."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import NotFound, Refusal
from lumetra.features.datasets.items.write_items import ItemChange, delete_item, upsert_item
from lumetra.features.datasets.open_datasets import Datasets
from lumetra.features.datasets.read_items import (
    ACTIVE,
    ARCHIVED,
    ItemFilter,
    count_items,
    get_item,
    item_history,
    items_by_id,
    list_items,
)
from lumetra.features.datasets.shapes import (
    ItemIn,
    ItemOut,
    ItemPage,
    ItemPatch,
    ItemsChange,
    ItemsChanged,
    ItemVersionOut,
    ItemVersions,
)
from lumetra.features.datasets.write_datasets import dataset_by_id
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, cursor_moment, decode_text_cursor, encode_cursor

READ, WRITE = Permission.DATASETS_READ, Permission.DATASETS_WRITE


def add_items(router: APIRouter, datasets: Datasets) -> None:
    """Items of one dataset."""
    database = datasets.database

    @router.get("/datasets/{dataset_id}/items")
    def list_all(
        dataset_id: str,
        page: CursorPaging,
        access: Access = requires(READ),
        status: Literal["ACTIVE", "ARCHIVED", "ANY"] = "ACTIVE",
        tag: str | None = None,
        search: str = Query("", max_length=200, description="Words in input, expected output, metadata or id."),
        at: AwareDatetime | None = Query(None, description="The state of that moment; absent: now."),
    ) -> ItemPage:
        after = None
        if page.cursor:
            made, own_id = decode_text_cursor(page.cursor, 2)
            after = (cursor_moment(made), own_id)
        with database.reading() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            chosen = None if status == "ANY" else status
            where = ItemFilter(dataset_id=dataset.id, status=chosen, tag=tag or None, search=search, at=at)
            found = list_items(session, access.project_id, where, limit=page.limit + 1, after=after)
            total = count_items(session, access.project_id, where)
        shown = found[: page.limit]
        next_cursor = encode_cursor(shown[-1].created_at.isoformat(), shown[-1].id) if len(found) > page.limit else None
        return ItemPage(data=[ItemOut.of(item) for item in shown], total=total, next_cursor=next_cursor)

    @router.post("/datasets/{dataset_id}/items", status_code=201)
    def create(dataset_id: str, body: ItemIn, access: Access = requires(WRITE)) -> ItemOut:
        change = ItemChange(**body.model_dump(exclude={"id"}), parse=False)
        with database.session() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            return ItemOut.of(
                upsert_item(session, dataset, body.id, change, changed_by=access.user_id or "API", now=datasets.clock())
            )


def add_item(router: APIRouter, datasets: Datasets) -> None:
    """One item of a dataset, and what it was."""
    database = datasets.database

    @router.get("/datasets/{dataset_id}/items/{item_id}")
    def read(dataset_id: str, item_id: str, access: Access = requires(READ), at: AwareDatetime | None = None) -> ItemOut:
        with database.reading() as session:
            return ItemOut.of(_item(session, access.project_id, dataset_id, item_id, at))

    @router.patch("/datasets/{dataset_id}/items/{item_id}")
    def change(dataset_id: str, item_id: str, body: ItemPatch, access: Access = requires(WRITE)) -> ItemOut:
        sent = {name: getattr(body, name) for name in body.model_fields_set}
        if "status" in sent and sent["status"] is None:
            raise Refusal("status must be ACTIVE or ARCHIVED")
        with database.session() as session:
            _item(session, access.project_id, dataset_id, item_id, None)
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            wish = ItemChange(**sent, none_clears=True, parse=False)
            author = access.user_id or "API"
            return ItemOut.of(upsert_item(session, dataset, item_id, wish, changed_by=author, now=datasets.clock()))

    @router.delete("/datasets/{dataset_id}/items/{item_id}", status_code=204)
    def delete(dataset_id: str, item_id: str, access: Access = requires(WRITE)) -> Response:
        with database.session() as session:
            _item(session, access.project_id, dataset_id, item_id, None)
            delete_item(session, access.project_id, item_id, changed_by=access.user_id or "API", now=datasets.clock())
        return Response(status_code=204)

    @router.get("/datasets/{dataset_id}/items/{item_id}/versions")
    def history(dataset_id: str, item_id: str, access: Access = requires(READ)) -> ItemVersions:
        with database.reading() as session:
            rows = [row for row in item_history(session, access.project_id, item_id) if row.dataset_id == dataset_id]
            if not rows:
                raise NotFound("Dataset item not found")
            return ItemVersions(data=[ItemVersionOut.of(row) for row in rows])


def _item(session: Session, project_id: str, dataset_id: str, item_id: str, at: datetime | None) -> DatasetItem:
    if at is None:
        item = get_item(session, project_id, item_id)
        if item.dataset_id != dataset_id:
            raise NotFound("Dataset item not found")
        return item
    where = ItemFilter(dataset_id=dataset_id, status=None, ids=[item_id], at=at)
    found = list_items(session, project_id, where)
    if not found:
        raise NotFound("Dataset item not found")
    return found[0]


def add_bulk(router: APIRouter, datasets: Datasets) -> None:
    """One change for many items: one version of the dataset."""

    @router.post("/datasets/{dataset_id}/items/bulk")
    def bulk(dataset_id: str, body: ItemsChange, access: Access = requires(WRITE)) -> ItemsChanged:
        """Ids that are not in the dataset are left out; the whole change is one version."""
        if body.action in {"add_tag", "remove_tag"} and not body.tag.strip():
            raise Refusal("Say which tag")
        author, now = access.user_id or "API", datasets.clock()
        with datasets.database.session() as session:
            dataset = dataset_by_id(session, access.project_id, dataset_id)
            found = items_by_id(session, access.project_id, body.item_ids)
            chosen = [item for item in found.values() if item.dataset_id == dataset.id]
            for item in chosen:
                if body.action == "delete":
                    delete_item(session, access.project_id, item.id, changed_by=author, now=now)
                else:
                    wish = _wish(body, item)
                    upsert_item(session, dataset, item.id, wish, changed_by=author, now=now)
        return ItemsChanged(changed=len(chosen))


def _wish(body: ItemsChange, item: DatasetItem) -> ItemChange:
    match body.action:
        case "archive":
            return ItemChange(status=ARCHIVED)
        case "activate":
            return ItemChange(status=ACTIVE)
        case "add_tag":
            return ItemChange(tags=[*item.tags, body.tag] if body.tag not in item.tags else item.tags)
        case _:
            return ItemChange(tags=[tag for tag in item.tags if tag != body.tag])
