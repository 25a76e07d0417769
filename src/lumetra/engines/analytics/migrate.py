"""Brings the analytics schema forward at start: numbered `.sql` files, applied once each, in order, never back."""

from __future__ import annotations

import re
from importlib import resources

from lumetra.domain.errors import LumetraError
from lumetra.engines.analytics.cluster_ddl import for_cluster
from lumetra.engines.analytics.interface import Analytics

_FILE = re.compile(r"^(\d{4})_(\w+)\.sql$")
_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, name String, applied_at DateTime DEFAULT now())
ENGINE = MergeTree
ORDER BY number
"""


def migration_files() -> list[tuple[int, str, str]]:
    """All migrations as (number, name, text), ascending."""
    found: list[tuple[int, str, str]] = []
    for entry in resources.files("lumetra.engines.analytics").joinpath("migrations").iterdir():
        match = _FILE.match(entry.name)
        if match:
            found.append((int(match.group(1)), match.group(2), entry.read_text("utf-8")))
    return sorted(found)


def split_statements(text: str) -> list[str]:
    """The statements of a migration: comments at line start removed, split at `;` at line end."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return [part.strip() for part in re.split(r";\s*$", "\n".join(lines), flags=re.MULTILINE) if part.strip()]


def migrate_analytics(analytics: Analytics, *, cluster: str = "") -> list[int]:
    """Apply what is missing and return the numbers applied now (empty when the schema was current).

    The caller holds the migration lock. ClickHouse cannot roll DDL back, so a file is recorded when all of it is done
    and, after a crash in between, carried out again: every statement must bear that. `cluster` names the cluster whose
    replicas get the schema. Raises LumetraError when the data is of a newer version than this program.
    """

    def execute(statement: str) -> None:
        analytics.execute(for_cluster(statement, cluster) if cluster else statement)

    execute(_LEDGER)
    done = {row["number"] for row in analytics.select("SELECT number FROM schema_migrations")}
    known = migration_files()
    if newer := done - {number for number, _, _ in known}:
        raise LumetraError(
            f"The analytics data was written by a newer version (its schema has migration {max(newer):04}, this version knows"
            f" up to {known[-1][0]:04}). Install that version or a later one; schemas only go forward."
        )
    applied: list[int] = []
    for number, name, text in known:
        if number in done:
            continue
        for statement in split_statements(text):
            execute(statement)
        analytics.execute(
            "INSERT INTO schema_migrations (number, name) VALUES ({number:UInt32}, {name:String})",
            {"number": number, "name": name},
        )
        applied.append(number)
    return applied
