"""Writes docs/reference/dialects.md from the dialects' tables: `python -m tests.policy.dialect_reference`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from lumetra.dialects import precedence
from lumetra.dialects.dialect import Dialect

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "dialects.md"
MODULES = (
    "langfuse", "otel", "gen_ai", "gen_ai_events", "gen_ai_legacy", "openinference", "traceloop", "vercel_ai", "pydantic_ai",
    "mlflow", "google_adk", "genkit", "livekit", "langsmith", "litellm", "plain",
)  # fmt: skip


def page() -> str:
    """The whole page."""
    lines = [
        "# Dialects",
        "",
        "Generated from `src/lumetra/dialects/` by `python -m tests.policy.dialect_reference`; do not edit.",
        "",
        "Whatever is not listed here stays in an observation's metadata under `attributes`, with its type.",
        "",
        "## Who is believed first",
        "",
        "| fields | order, first value wins |",
        "|---|---|",
    ]
    for name in ("FIELDS", "TYPE", "NAME", "CONTENT", "METERING"):
        dialects: tuple[Dialect, ...] = getattr(precedence, name)
        lines.append(f"| {name.lower()} | {' › '.join(dict.fromkeys(dialect.name for dialect in dialects))} |")
    for name in MODULES:
        module = importlib.import_module(f"lumetra.dialects.{name}")
        lines += ["", f"## {name}", "", (module.__doc__ or "").strip().replace("\n", " "), ""]
        lines += tables(module)
    return "\n".join(lines) + "\n"


def tables(module: ModuleType) -> Iterator[str]:
    """One line for each table of keys."""
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_") and not isinstance(value, Dialect):
            text = words(value)
            if text:
                yield f"- **{name.lower().replace('_', ' ')}**: {text}"


def words(value: Any) -> str:
    """A table in words."""
    if isinstance(value, str):
        return f"`{value}`" if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{words(key)} → {words(item)}" for key, item in value.items() if words(item))
    if isinstance(value, (tuple, list)):
        return ", ".join(filter(None, map(words, value)))
    if isinstance(value, frozenset):
        return ", ".join(sorted(filter(None, map(words, value))))
    return ""


if __name__ == "__main__":
    PAGE.write_text(page())
