"""Money in answers of `/api/v1`: US dollars as decimal text, so that no digit is lost on the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer


def _as_text(amount: Decimal) -> str:
    return format(amount, "f")


Dollars = Annotated[Decimal, PlainSerializer(_as_text, return_type=str)]
"""Type of a field that holds an exact amount."""
