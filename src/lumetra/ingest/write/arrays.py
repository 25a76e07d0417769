"""Builds Arrow arrays from Python lists at C speed. Columns in which nothing is set cost next to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, chain

import pyarrow as pa

MICROSECONDS = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(38, 18)


def warm_up() -> None:
    """Make the first array now: pyarrow looks for pandas then, which takes 0.3 s of CPU, and the first event should not wait for it."""
    pa.array([""], pa.string())


def text(values: Sequence[str]) -> pa.Array:
    """A string column. Lone surrogates, which are no Unicode text, become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([value.encode("utf-8", "replace").decode() for value in values], pa.string())


def times(values: Sequence[int | None]) -> pa.Array:
    """A column of moments from microseconds since 1970."""
    return pa.array(values, pa.int64()).cast(MICROSECONDS)


def text_lists(values: Sequence[Sequence[str]]) -> pa.Array:
    """A column of lists of strings."""
    return pa.ListArray.from_arrays(_offsets(values), text(list(chain.from_iterable(values))))


def text_maps(values: Sequence[Mapping[str, str]]) -> pa.Array:
    """A column of maps from string to string."""
    return pa.MapArray.from_arrays(_offsets(values), _keys(values), text([v for m in values if m for v in m.values()]))


def number_maps(values: Sequence[Mapping[str, float]]) -> pa.Array:
    """A column of maps from string to 64-bit float."""
    numbers = pa.array([v for m in values if m for v in m.values()], pa.float64())
    return pa.MapArray.from_arrays(_offsets(values), _keys(values), numbers)


def money_maps(values: Sequence[Mapping[str, Decimal]]) -> pa.Array:
    """A column of maps from string to an amount with 18 decimal places."""
    return pa.MapArray.from_arrays(_offsets(values), _keys(values), money([v for m in values if m for v in m.values()]))


def money(values: Sequence[Decimal | None]) -> pa.Array:
    """A column of amounts. Digits beyond 18 decimal places are rounded off."""
    try:
        return pa.array(values, MONEY)
    except pa.ArrowInvalid:
        return pa.array([None if v is None else round(v, 18) for v in values], MONEY)


def _offsets(values: Sequence[Sequence[str]] | Sequence[Mapping[str, object]]) -> pa.Array:
    return pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())


def _keys(values: Sequence[Mapping[str, object]]) -> pa.Array:
    return text(list(chain.from_iterable(values)))
