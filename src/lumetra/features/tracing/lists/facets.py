"""What stands beside a list: the fields that may be asked about, their frequent values, counts over time."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel


class FilterField(BaseModel):
    """One field that a filter may ask about; `kind` decides which comparisons it takes. `is_named`: its values are ids of what has
    a name, which facets tell."""

    name: str
    label: str
    kind: str
    aliases: list[str]
    options: list[str]
    is_named: bool


class ValueCount(BaseModel):
    """A value, and how many rows have it: `count`, or up to `error_bound` fewer where a field has too many different values.

    `label` is what the thing with this id is called; null: it is no id, or of what is gone.
    """

    value: str
    count: int
    error_bound: int = 0
    label: str | None = None


class Facet(BaseModel):
    """The most frequent values of one field among the rows that the rest of the filter leaves."""

    field: str
    values: list[ValueCount]


class TimeBucket(BaseModel):
    """How many rows start in a stretch of time that begins at `time`, and how many of them failed."""

    time: datetime
    count: int
    errors: int


class Counts(BaseModel):
    """Rows over time. Empty stretches are left out; each is `bucket_seconds` long."""

    bucket_seconds: int
    total: int
    data: list[TimeBucket]
