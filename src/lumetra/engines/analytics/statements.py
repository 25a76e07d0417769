"""Named ClickHouse statements: one `.sql` file each, beside the feature that asks. Slots take compiled fragments, never values."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_SLOT = re.compile(r"/\*\s*slot:(\w+)\s*\*/")


class Statement:
    """The text of one `queries/*.sql` file.

    A slot is written `/* slot:where */` and is filled by `with_slots(where=…)` with SQL that our own compiler produced;
    values are always bound parameters.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.slots = frozenset(_SLOT.findall(text))

    def with_slots(self, **fragments: str) -> str:
        """The SQL with every slot filled. A missing or unknown slot is a bug and raises ValueError."""
        if fragments.keys() != self.slots:
            raise ValueError(f"{self.name} has slots {sorted(self.slots)}, got {sorted(fragments)}")
        return _SLOT.sub(lambda match: fragments[match.group(1)], self.text)


@cache
def load_statement(package: str, name: str) -> Statement:
    """Read `queries/<name>.sql` of a feature package, once. Raises FileNotFoundError when there is none."""
    text = resources.files(package).joinpath("queries", f"{name}.sql").read_text("utf-8")
    return Statement(f"{package}/{name}", text)
