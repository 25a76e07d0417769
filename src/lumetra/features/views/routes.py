"""`/api/v1` for saved views. A personal view is seen by its owner only; a project's view by everyone, changed by who may write views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.database import Database
from lumetra.features.views.tables import SavedViewRow
from lumetra.http.access import check_access, requires

TableName = Literal["traces", "observations", "sessions", "session", "users", "scores", "datasets", "experiments", "prompts"]
"""What has views: tables, and the page of one session."""

_Option = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ViewState(BaseModel):
    """What a view restores; `columns` are the visible ones in their order, `widths` are pixels by column, `options` what else the page
    says in its address, by name: the chart instead of the table, what of each turn of a session is shown."""

    filter: str = Field(default="", max_length=10_000)
    order: str = ""
    columns: list[str] = Field(default_factory=list[str], max_length=200)
    widths: dict[str, int] = Field(default_factory=dict[str, int])
    row_height: Literal["small", "medium", "large"] = "small"
    time_range: str = ""
    options: dict[_Option, _Option] = Field(default_factory=dict[str, str], max_length=20)


class SavedView(BaseModel):
    """A view by name."""

    id: str
    table: str
    name: str
    is_personal: bool
    is_default: bool
    state: ViewState
    created_at: datetime
    updated_at: datetime


class SavedViews(BaseModel):
    """The views of a table that the caller sees, by name."""

    data: list[SavedView]
    next_cursor: str | None = None


class NewView(BaseModel):
    """A view to save."""

    table: TableName
    name: str = Field(min_length=1, max_length=100)
    is_personal: bool = True
    is_default: bool = False
    state: ViewState


class ViewChange(BaseModel):
    """What to change; absent fields stay."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    is_default: bool | None = None
    state: ViewState | None = None


class DeletedView(BaseModel):
    """The view that is gone."""

    id: str


def build_routes(database: Database, clock: Callable[[], datetime]) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/views", tags=["views"])

    @router.get("")
    def list_views(
        project_id: str, table: Annotated[TableName, Query()], access: Access = requires(Permission.VIEWS_READ)
    ) -> SavedViews:
        """The project's views of a table and one's own."""
        with database.reading() as session:
            rows = session.scalars(_visible(access).where(SavedViewRow.table_name == table).order_by(SavedViewRow.name))
            return SavedViews(data=[_view(row) for row in rows])

    @router.post("", status_code=201)
    def create(project_id: str, body: NewView, access: Access = requires(Permission.VIEWS_READ)) -> SavedView:
        """Save a view. Who may only read saves for themselves. A key has no person behind it, so it saves for the project."""
        if body.is_personal and not access.user_id:
            raise Refusal("A personal view needs a signed-in person: save it for the project with is_personal = false")
        if not body.is_personal:
            _check_may_share(access)
        now = clock()
        with database.session() as session:
            row = SavedViewRow(
                id=new_id(), project_id=access.project_id, table_name=body.table, name=body.name,
                owner_user_id=access.user_id if body.is_personal else None, is_default=False, state=body.state.model_dump(),
                created_by=access.user_id or access.key_id, created_at=now, updated_at=now,
            )  # fmt: skip
            session.add(row)
            _set_default(session, row, body.is_default)
            return _view(row)

    @router.patch("/{view_id}")
    def change(project_id: str, view_id: str, body: ViewChange, access: Access = requires(Permission.VIEWS_READ)) -> SavedView:
        """Rename a view, replace what it restores, or make it the default."""
        with database.session() as session:
            row = _get_to_change(session, access, view_id)
            row.name = body.name or row.name
            row.state = body.state.model_dump() if body.state else row.state
            row.updated_at = clock()
            if body.is_default is not None:
                _set_default(session, row, body.is_default)
            return _view(row)

    @router.delete("/{view_id}")
    def delete(project_id: str, view_id: str, access: Access = requires(Permission.VIEWS_READ)) -> DeletedView:
        """Remove a view."""
        with database.session() as session:
            session.delete(_get_to_change(session, access, view_id))
        return DeletedView(id=view_id)

    return router


def _visible(access: Access) -> sa.Select[Any]:
    own = SavedViewRow.owner_user_id == access.user_id if access.user_id else sa.false()
    return sa.select(SavedViewRow).where(
        SavedViewRow.project_id == access.project_id, sa.or_(SavedViewRow.owner_user_id.is_(None), own)
    )


def _check_may_share(access: Access) -> None:
    """What everyone in the project sees is changed only by who may write views."""
    check_access(access, Permission.VIEWS_WRITE, "project")


def _get_to_change(session: Session, access: Access, view_id: str) -> SavedViewRow:
    row = _get(session, access, view_id)
    if row.owner_user_id is None:
        _check_may_share(access)
    return row


def _get(session: Session, access: Access, view_id: str) -> SavedViewRow:
    row: SavedViewRow | None = session.scalar(_visible(access).where(SavedViewRow.id == view_id))
    if row is None:
        raise NotFound(f"There is no view {view_id} in this project")
    return row


def _set_default(session: Session, row: SavedViewRow, is_default: bool) -> None:
    """One default for a table and owner: setting one takes it from the other."""
    row.is_default = is_default
    session.flush()
    if is_default:
        same_owner = (
            SavedViewRow.owner_user_id.is_(None) if row.owner_user_id is None else SavedViewRow.owner_user_id == row.owner_user_id
        )
        session.execute(
            sa.update(SavedViewRow)
            .where(
                SavedViewRow.project_id == row.project_id,
                SavedViewRow.table_name == row.table_name,
                same_owner,
                SavedViewRow.id != row.id,
            )
            .values(is_default=False)
        )


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(
        id=row.id, table=row.table_name, name=row.name, is_personal=row.owner_user_id is not None, is_default=row.is_default,
        state=ViewState.model_validate(row.state), created_at=row.created_at, updated_at=row.updated_at,
    )  # fmt: skip
