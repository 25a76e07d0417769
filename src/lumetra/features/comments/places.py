"""Which part of a trace or an observation a comment is about: a value in one of its fields, or a range of characters of it."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, Field

from lumetra.domain.errors import Refusal
from lumetra.features.comments.tables import CommentRow

MOST_QUOTED = 1000
_QUOTED = ("OBSERVATION", "TRACE")
_PATH = re.compile(r'\$(?:\.[A-Za-z_$][A-Za-z0-9_$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*')


class Place(BaseModel):
    """A value in a field, all of it or a range of its characters; offsets count Unicode code points, `end` is exclusive.

    `quote` is what stood there when the comment was written, at most its first 1000 characters: who shows the place compares
    it, because content can change. Of an object or a list as a whole it is compact JSON.
    """

    field: Literal["input", "output", "metadata"]
    path: str = Field("$", max_length=2000, description='Such as `$.messages[0].content` or `$["odd key"]`; `$` is all of it.')
    start: int | None = Field(None, ge=0, description="Null, like `end`, when the whole value is meant.")
    end: int | None = Field(None, ge=1)
    quote: str = Field(min_length=1, max_length=MOST_QUOTED)


def check_place(object_type: str, place: Place) -> None:
    """Raise Refusal where there can be no such place."""
    if object_type not in _QUOTED:
        raise Refusal(f"Only traces and observations have a field to quote from, not {object_type}: leave out `place`")
    if _PATH.fullmatch(place.path) is None:
        raise Refusal(f'`place.path` {place.path[:100]!r} is no path: write it like $.messages[0].content or $["odd key"]')
    if place.start is None or place.end is None:
        if place.start is not place.end:
            raise Refusal("`place.start` and `place.end` are given together, or not at all for the whole value")
        return
    if place.start >= place.end:
        raise Refusal(f"`place.start` {place.start} must lie before `place.end` {place.end}")
    wanted = min(place.end - place.start, MOST_QUOTED)
    if len(place.quote) != wanted:
        raise Refusal(
            f"`place.quote` has {len(place.quote)} characters, but from {place.start} to {place.end} there are"
            f" {place.end - place.start}: quote the first {wanted}"
        )


def keep_place(row: CommentRow, place: Place) -> None:
    """Write the place to a comment's row."""
    row.field, row.path, row.quote = place.field, place.path, place.quote
    row.range_start, row.range_end = place.start, place.end


def place_of(row: CommentRow) -> Place | None:
    """The place that a comment is about; None when it is about the whole thing."""
    if row.field is None:
        return None
    return Place.model_validate(
        {"field": row.field, "path": row.path, "start": row.range_start, "end": row.range_end, "quote": row.quote}
    )
