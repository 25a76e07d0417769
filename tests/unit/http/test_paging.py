"""Cursors invert, page numbers add up, times and lists are read as the contract says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumetra.domain.errors import Refusal
from lumetra.http.paging import WirePage, decode_cursor, encode_cursor
from lumetra.http.wire_parameters import parse_wire_time, wire_list

PARTS = st.lists(st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")), min_size=1, max_size=4)


@given(PARTS)
def test_a_cursor_gives_back_what_it_was_made_of(parts: list[str | int | None]) -> None:
    cursor = encode_cursor(*parts)
    assert decode_cursor(cursor, len(parts)) == parts
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?")


@given(st.text(max_size=40))
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    try:
        decode_cursor(text, 3)
    except Refusal as refusal:
        assert refusal.message == "Invalid cursor format"
    else:
        raise AssertionError(text)


@given(st.integers(1, 1000), st.integers(1, 100), st.integers(0, 100_000))
def test_pages_cover_every_item_once(page: int, limit: int, total: int) -> None:
    asked = WirePage(page=page, limit=limit)
    pages = asked.meta(total).totalPages
    assert (pages - 1) * limit < total <= pages * limit or total == pages == 0
    assert asked.offset == (page - 1) * limit


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T13:00:00.5+01:00", datetime(2026, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-01-31T12:00:00.123456789Z", datetime(2026, 1, 31, 12, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_strict_times_are_read_to_the_microsecond(text: str, moment: datetime) -> None:
    assert parse_wire_time(text) == moment


@pytest.mark.parametrize(
    "text", ["2026-01-31", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "yesterday", "2026-02-30T00:00:00Z", ""]
)
def test_looser_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_wire_time(text)


def test_a_list_may_be_repeated_or_comma_separated() -> None:
    assert wire_list(["a,b", "c", " ", ""]) == ["a", "b", "c"]
    assert wire_list(None) == []
