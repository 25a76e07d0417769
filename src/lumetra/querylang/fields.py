"""What a filter may ask about: fields and subjects, declared as data. The tables of fields are in `subjects/`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

Record = Mapping[str, object]
"""One row by column name; times are aware datetimes, maps are dicts, absent text is the empty string, absent numbers None."""


class Kind(StrEnum):
    """What a field holds, which decides what may be asked of it."""

    KEYWORD = "keyword"
    OPTION = "option"
    LEVEL = "level"
    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    MONEY = "money"
    TIME = "time"
    FLAG = "flag"
    LIST = "list"
    METADATA = "metadata"
    NUMBERS = "numbers"
    SCORES = "scores"


@dataclass(frozen=True)
class Field:
    """One field of a subject. `sql` is an expression over the subject's columns; `read` takes the same value from a record.

    Numbers and times are Nullable in SQL and None in a record when absent; everything else is empty when absent.
    `any_row` marks a field of single observations inside a subject that groups them: the condition then means
    "some observation of the group". `options` are the values of an OPTION or LEVEL, in order.
    """

    name: str
    kind: Kind
    label: str
    sql: str
    read: Callable[[Record], object]
    aliases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    any_row: bool = False
    words_sql: str = ""
    """For TEXT: the indexed expression to look words up in before `sql` is read, empty when there is none."""
    elsewhere: bool = False
    """Kept apart from what was recorded: whoever reads the filter puts the things that meet the condition in its place."""


@dataclass(frozen=True)
class Subject:
    """A thing that can be filtered: its fields, and for groups the columns that name a group and the table of their rows.

    `group_key` is empty for plain rows. `score_link` is a predicate template that finds scores, with `{where}` for the
    condition on the score; empty when scores cannot be asked for.
    """

    name: str
    fields: tuple[Field, ...]
    words: Field
    group_key: str = ""
    rows_table: str = "observations"
    rows_where: str = "type != 'TRACE'"
    score_link: str = ""

    def find(self, name: str) -> Field | None:
        """The field of this name or alias; upper and lower case, `_` and camel case do not matter."""
        return self.by_name().get(_plain(name))

    def by_name(self) -> dict[str, Field]:
        """Every name and alias, in plain form."""
        return {_plain(name): field for field in self.fields for name in (field.name, *field.aliases)}

    def closest(self, name: str) -> str:
        """The canonical name of the field that looks most like `name`, empty when none does."""
        names = self.by_name()
        close = difflib.get_close_matches(_plain(name), names, n=1, cutoff=0.6)
        return names[close[0]].name if close else ""


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def of_any_row(field: Field) -> Field:
    """The same field, asked of the observations inside a group."""
    return replace(field, any_row=True)
