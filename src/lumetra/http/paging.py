"""Paging, both ways: opaque cursors of `/api/v1` and of the wire API's newer lists, page numbers of its older ones."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, Query
from pydantic import BaseModel, Field

from lumetra.domain.errors import Refusal

MAX_LIMIT = 1000
DEFAULT_LIMIT = 50


def encode_cursor(*parts: str | int | float | None) -> str:
    """An opaque, URL-safe cursor out of the sort key of the last row that was shown."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The parts given to `encode_cursor`. Raises Refusal when the text is not a cursor of that many parts."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Refusal("Invalid cursor format", code="invalid_cursor") from error
    if not isinstance(parts, list) or len(parts) != length:
        raise Refusal("Invalid cursor format", code="invalid_cursor")
    return parts


def decode_text_cursor(cursor: str, length: int) -> list[str]:
    """The same, for a cursor whose parts are all text. Raises Refusal when one is not."""
    parts = decode_cursor(cursor, length)
    if not all(isinstance(part, str) for part in parts):
        raise Refusal("Invalid cursor format", code="invalid_cursor")
    return parts


def cursor_moment(text: object) -> datetime:
    """A moment out of a cursor. Raises Refusal when it is none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError as error:
        raise Refusal("Invalid cursor format", code="invalid_cursor") from error


class CursorPage(BaseModel):
    """What a cursor-paged route was asked for."""

    limit: int
    cursor: str | None

    def parts(self, length: int) -> list[Any] | None:
        """The decoded cursor, or None on the first page."""
        return None if self.cursor is None else decode_cursor(self.cursor, length)


def _cursor_page(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows a page.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before; absent for the first.")] = None,
) -> CursorPage:
    return CursorPage(limit=limit, cursor=cursor or None)


CursorPaging = Annotated[CursorPage, Depends(_cursor_page)]
"""Parameter type of a cursor-paged `/api/v1` route."""


class WirePage(BaseModel):
    """What a page-numbered wire route was asked for (wire contract 1.5)."""

    page: int = Field(ge=1)
    limit: int = Field(ge=0)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.limit

    def meta(self, total_items: int) -> WireMeta:
        """The `meta` of the response."""
        pages = -(-total_items // self.limit) if self.limit else 0
        return WireMeta(page=self.page, limit=self.limit, totalItems=total_items, totalPages=pages)


class WireMeta(BaseModel):
    """`meta` of a page-numbered list. SDK loops stop when `totalPages <= page`."""

    page: int
    limit: int
    totalItems: int  # noqa: N815  (the wire's own name)
    totalPages: int  # noqa: N815  (the wire's own name)


def wire_paging(default_limit: int = 50, max_limit: int = 100) -> Any:
    """Parameter default of a page-numbered wire route: `paging: WirePage = wire_paging()`. An empty string counts as absent."""

    def read(
        page: Annotated[int | Literal[""], Query()] = 1,
        limit: Annotated[int | Literal[""], Query()] = default_limit,
    ) -> WirePage:
        number = 1 if page == "" else page
        size = default_limit if limit == "" else limit
        if number < 1:
            raise Refusal("Invalid request data", detail=[_issue("page", "must be greater than 0")])
        if not 1 <= size <= max_limit:
            raise Refusal("Invalid request data", detail=[_issue("limit", f"must lie between 1 and {max_limit}")])
        return WirePage(page=number, limit=size)

    return Depends(read)


def _issue(name: str, message: str) -> dict[str, Any]:
    return {"code": "invalid_value", "path": [name], "message": f"{name} {message}"}
