"""Brings the analytics schema forward at start: numbered `.sql` files, applied once each, in order, never back."""

from __future__ import annotations

import re
from importlib import resources

from lumetra.engines.analytics.interface import Analytics

_FILE = re.compile(r"^(\d{4})_(\w+)\.sql$")


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


def migrate_analytics(analytics: Analytics) -> list[int]:
    """Apply what is missing and return the numbers applied now (empty when the schema was current)."""
    analytics.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, name String, applied_at DateTime DEFAULT now())"
        " ENGINE = MergeTree ORDER BY number"
    )
    done = {row["number"] for row in analytics.select("SELECT number FROM schema_migrations")}
    applied: list[int] = []
    for number, name, text in migration_files():
        if number in done:
            continue
        for statement in split_statements(text):
            analytics.execute(statement)
        analytics.execute(
            "INSERT INTO schema_migrations (number, name) VALUES ({number:UInt32}, {name:String})",
            {"number": number, "name": name},
        )
        applied.append(number)
    return applied
