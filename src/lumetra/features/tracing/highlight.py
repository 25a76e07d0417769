"""Shows where searched words stand: a piece of text around the first hit, and the ranges of all hits in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.responses import Highlight
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Checked
from lumetra.querylang.checked import AllOf, AnyOf, HasWords, Like

BEFORE: Final = 60
LENGTH: Final = 240
_FIELDS = ("name", "status_message", "input", "output")


def searched_words(node: Checked) -> list[str]:
    """The words and phrases that a filter looks for; what it excludes is not among them."""
    match node:
        case AllOf(items) | AnyOf(items):
            return list(dict.fromkeys(word for item in items for word in searched_words(item)))
        case HasWords(_, text):
            return [text.strip()]
        case Like(field, _, parts) if field.words_sql or field.sql == "search_text":
            return [part for part in parts if part]
        case _:
            return []


def find_highlights(
    analytics: Analytics, project_id: str, words: Sequence[str], keys: Sequence[tuple[str, str]], hours: Sequence[int]
) -> dict[tuple[str, str], list[Highlight]]:
    """Pieces of the texts of these (trace id, observation id) pairs. `hours`: the first second of every hour they start in."""
    if not words or not keys:
        return {}
    rows = analytics.select(
        load_statement("lumetra.features.tracing", "snippets").text,
        {
            "project_id": project_id,
            "hours": list(hours),
            "trace_ids": list({trace for trace, _ in keys}),
            "ids": list({own for _, own in keys}),
            "words": [word.lower() for word in words],
            "before": BEFORE,
            "length": LENGTH,
        },
        settings=READ_SETTINGS,
    )
    found: dict[tuple[str, str], list[Highlight]] = {}
    for row in rows:
        pieces = [_mark(field, row[f"{field}_piece"], words) for field in _FIELDS if row[f"{field}_piece"]]
        found[(row["trace_id"], row["id"])] = [piece for piece in pieces if piece.ranges]
    return found


def trace_highlights(
    analytics: Analytics, project_id: str, words: Sequence[str], trace_ids: Sequence[str], window: Window
) -> dict[str, list[Highlight]]:
    """Pieces of the texts of these traces, one for each kind of text. `window` bounds the rows of the traces."""
    rows = analytics.select(
        load_statement("lumetra.features.tracing", "trace_snippets").text,
        {
            "project_id": project_id,
            **window.parameters,
            "trace_ids": list(trace_ids),
            "words": [word.lower() for word in words],
            "before": BEFORE,
            "length": LENGTH,
        },
        settings=READ_SETTINGS,
    )
    found: dict[str, list[Highlight]] = {}
    for row in sorted(rows, key=lambda row: _FIELDS.index(row["field"])):
        piece = _mark(row["field"], row["piece"], words)
        if piece.ranges:
            found.setdefault(row["trace_id"], []).append(piece)
    return found


def _mark(field: str, text: str, words: Sequence[str]) -> Highlight:
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    ranges = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return Highlight(field=field, text=text, ranges=ranges)
