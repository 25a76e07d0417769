"""Reads the query parameters of large reads, one by one, the way the Langfuse API does (wire contract 1.5, 1.6): an empty value counts as absent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from lumetra.domain.errors import Refusal
from lumetra.http.wire_parameters import parse_wire_time


class WireParameters:
    """The query parameters of one request. Every reader raises Refusal in the contract's shape when a value does not fit."""

    def __init__(self, request: Request) -> None:
        self._query = request.query_params

    def names(self) -> set[str]:
        """The names that were given."""
        return set(self._query.keys())

    def text(self, name: str) -> str:
        """The value, empty when absent."""
        return self._query.get(name, "")

    def given(self, name: str) -> bool:
        """True when the parameter stands in the URL, even with an empty value."""
        return name in self._query

    def many(self, name: str) -> list[str]:
        """All values of a parameter that may be repeated or comma separated."""
        return [part.strip() for value in self._query.getlist(name) for part in value.split(",") if part.strip()]

    def integer(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = int(value)
        except ValueError:
            raise _invalid(name, "invalid_type", f"Expected a whole number, received {value!r}") from None
        if not least <= number <= most:
            raise _invalid(name, "too_small" if number < least else "too_big", f"Number must be between {least} and {most}")
        return number

    def number(self, name: str) -> float | None:
        """A number, None when absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise _invalid(name, "invalid_type", f"Expected a number, received {value!r}") from None
        if not math.isfinite(number):
            raise _invalid(name, "invalid_type", "Expected a finite number")
        return number

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 date-time with an offset, None when absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            return parse_wire_time(value.replace(" ", "+")).astimezone(UTC)
        except ValueError as error:
            raise _invalid(name, "invalid_format", f"Invalid ISO datetime: {error}") from None

    def flag(self, name: str) -> bool | None:
        """The words true or false, None when absent."""
        value = self.text(name)
        if value not in ("", "true", "false"):
            raise _invalid(name, "invalid_value", "Expected 'true' or 'false'")
        return None if not value else value == "true"

    def choice(self, name: str, options: Sequence[str], *, ignore_case: bool = False) -> str:
        """One of the options, empty when absent."""
        value = self.text(name)
        if value and ignore_case:
            value = value.upper()
        if value and value not in options:
            raise _invalid(name, "invalid_value", f"Expected one of {', '.join(options)}; received {value!r}")
        return value

    def page(self, *, default_limit: int = 50) -> tuple[int, int]:
        """`page` from 1, and `limit` from 1 to 100."""
        return (
            self.integer("page", 1, least=1, most=1_000_000_000),
            self.integer("limit", default_limit, least=1, most=100),
        )


def _invalid(name: str, code: str, message: str) -> Refusal:
    return Refusal("Invalid request data", detail=[{"code": code, "path": [name], "message": message}])


def page_meta(page: int, limit: int, total: int) -> Mapping[str, Any]:
    """The `meta` of a list that is paged by number."""
    return {"page": page, "limit": limit, "totalItems": total, "totalPages": math.ceil(total / limit)}
