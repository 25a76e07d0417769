"""A whole trace or session as text that a judge can read. Pure, bounded, and it says where it leaves something out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

Row = dict[str, Any]
MAX_CHARACTERS: Final = 60_000
FIELD_CHARACTERS: Final = 4_000
MAX_ROWS: Final = 500


def trace_text(rows: Sequence[Row]) -> str:
    """Every observation in tree order, indented by depth: type, name, then what went in and came out. By start, as `rows` are."""
    steps = [row for row in rows if row["type"] != "TRACE"]
    known = {row["id"] for row in steps}
    children: dict[str, list[Row]] = {}
    for row in steps:
        parent = row["parent_id"] if row["parent_id"] in known and row["parent_id"] != row["id"] else ""
        children.setdefault(parent, []).append(row)
    lines: list[str] = []
    stack = [(row, 0) for row in reversed(children.get("", []))]
    seen: set[str] = set()
    while stack:
        row, depth = stack.pop()
        if row["id"] in seen:
            continue
        seen.add(row["id"])
        lines.append(_step(row, depth))
        stack.extend((child, depth + 1) for child in reversed(children.get(row["id"], [])))
    if len(rows) >= MAX_ROWS:
        lines.append(f"[only the first {MAX_ROWS} steps are shown]")
    return bounded("\n".join(lines))


def session_text(turns: Sequence[Sequence[Row]]) -> str:
    """A conversation: one block a trace, in order."""
    blocks: list[str] = []
    for number, rows in enumerate(turns, start=1):
        speaks = speaking_row(rows)
        blocks.append(f"## Turn {number}\n[user]\n{cut(speaks['input'])}\n[assistant]\n{cut(speaks['output'])}")
    return bounded("\n\n".join(blocks))


def speaking_row(rows: Sequence[Row]) -> Row:
    """The row whose input and output are the trace's own: its TRACE row when that has any, else the first root."""
    own = next((row for row in rows if row["type"] == "TRACE" and (row["input"] or row["output"])), None)
    return own or next((row for row in rows if row["type"] != "TRACE"), rows[0])


def bounded(text: str, limit: int = MAX_CHARACTERS) -> str:
    """The text, or its beginning and end with a note of how much is missing between them."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def cut(text: str) -> str:
    """One field, bounded."""
    return bounded(text, FIELD_CHARACTERS)


def _step(row: Row, depth: int) -> str:
    pad = "  " * min(depth, 20)
    head = f"{pad}- {row['type'].lower()} {row['name']}".rstrip()
    if row["level"] == "ERROR":
        head += f" [failed: {row['status_message'] or 'no message'}]"
    parts = [head]
    for label, value in (("in", row["input"]), ("out", row["output"])):
        if value:
            parts.append(f"{pad}  {label}: {cut(value)}")
    return "\n".join(parts)
