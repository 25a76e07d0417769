"""A run's results as a file: one line a row, with its values and each column's answer and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final, Literal

import orjson

from lumetra.engines.database import Database
from lumetra.features.playground.kept_runs import answers_of_rows
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundRun

ExportFormat = Literal["csv", "jsonl"]
MEDIA_TYPES: Final[dict[ExportFormat, str]] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_ROWS_AT_ONCE: Final = 200
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FIGURES: Final = ("status", "error", "cost_usd", "latency_ms", "first_token_ms", "input_tokens", "output_tokens", "trace_id")


def export_run(database: Database, run: PlaygroundRun, format_: ExportFormat) -> Iterator[bytes]:
    """The file in pieces."""
    titles = column_titles(run)
    names = list(dict.fromkeys(name for row in run.rows for name in row))
    if format_ == "csv":
        figures = [f"{title} {figure}" for title in titles for figure in ("answer", *_FIGURES)]
        yield b"\xef\xbb\xbf" + _line([*names, *figures])  # the mark lets spreadsheets read it as UTF-8
    for first in range(0, len(run.rows), _ROWS_AT_ONCE):
        last = min(first + _ROWS_AT_ONCE, len(run.rows))
        with database.reading() as session:
            found = {(a.row_index, a.column_id): a for a in answers_of_rows(session, run.id, first, last)}
        for index in range(first, last):
            answers = [found.get((index, column["id"])) for column in run.columns]
            yield _csv_row(run.rows[index], names, answers) if format_ == "csv" else _json_row(run.rows[index], titles, answers)


def column_titles(run: PlaygroundRun) -> list[str]:
    """What each column is called in a file, each name once: its title, prompt version or model."""
    titles: list[str] = []
    for number, column in enumerate(run.columns, 1):
        prompt = f"{column['prompt_name']} v{column['prompt_version']}" if column["prompt_name"] else ""
        wanted = column["title"] or prompt or column["model"] or f"column {number}"
        titles.append(wanted if wanted not in titles else f"{wanted} ({number})")
    return titles


def _csv_row(row: dict[str, Any], names: list[str], answers: list[PlaygroundAnswer | None]) -> bytes:
    cells = [_cell(row.get(name)) for name in names]
    for answer in answers:
        cells.append("" if answer is None else _cell(_said(answer)))
        cells.extend(_cell(value) for value in _figures(answer).values())
    return _line(cells)


def _json_row(row: dict[str, Any], titles: list[str], answers: list[PlaygroundAnswer | None]) -> bytes:
    columns = {
        title: None if answer is None else {"answer": _said(answer), "tool_calls": answer.tool_calls, **_figures(answer)}
        for title, answer in zip(titles, answers, strict=True)
    }
    return orjson.dumps({"variables": row, "answers": columns}) + b"\n"


def _said(answer: PlaygroundAnswer) -> str:
    return answer.text or (orjson.dumps(answer.tool_calls).decode() if answer.tool_calls else "")


def _figures(answer: PlaygroundAnswer | None) -> dict[str, Any]:
    if answer is None:
        return dict.fromkeys(_FIGURES)
    tokens = answer.usage.items()
    return {
        "status": answer.status,
        "error": answer.error,
        "cost_usd": answer.cost_usd,
        "latency_ms": round(answer.latency_ms, 1),
        "first_token_ms": None if answer.first_token_ms is None else round(answer.first_token_ms, 1),
        "input_tokens": sum(count for name, count in tokens if name.startswith("input")),
        "output_tokens": sum(count for name, count in tokens if name.startswith("output")),
        "trace_id": answer.trace_id,
    }


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    return f"'{value}" if value.startswith(_FORMULA) else value


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode()
