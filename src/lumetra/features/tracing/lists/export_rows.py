"""Writes every row that a filter finds as CSV, JSONL or Parquet, page by page, so that the size of the answer does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import orjson
from pydantic import BaseModel

from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_IO, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.filters import Filter
from lumetra.features.tracing.lists.listed import ListedObservation, ListedTrace
from lumetra.features.tracing.pages_of_traces import page_of_traces
from lumetra.features.tracing.read_filters import AskComments
from lumetra.features.tracing.read_observations import ObservationKey, page_keys, rows_of_keys
from lumetra.features.tracing.read_scores import score_rows
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.responses import OBSERVATION_ROW_COLUMNS, TRACE_ROW_EXTRAS, ObservationRow, TraceRow
from lumetra.features.tracing.time_windows import Window
from lumetra.http.row_files import FileFormat, Page, Record, write_rows
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.subjects.observations import INPUT_MONEY_SQL, OUTPUT_MONEY_SQL

_PAGE: Final = 500
_LEFT_OUT: Final = frozenset({"input_preview", "output_preview", "metadata_preview", "highlights"})
_WHOLE: Final = ("input", "output", "metadata")
_MONEY: Final = {"cost_usd": "total_cost", "input_cost_usd": "input_money", "output_cost_usd": "output_money"}
"""Amounts of money and where a row has them exactly: a table on screen shows the nearest number, a file holds what was charged."""


def export_rows(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, format_: FileFormat, comments: AskComments
) -> Iterator[bytes]:
    """The file, in pieces. Newest first; input, output and metadata whole. Lists are JSON text in CSV and Parquet."""
    about_observations = filter_.subject is OBSERVATIONS
    model: type[BaseModel] = ListedObservation if about_observations else ListedTrace
    read = observation_pages if about_observations else trace_pages
    columns = [name for name in model.model_fields if name not in _LEFT_OUT] + list(_WHOLE)

    def pages() -> Iterator[Page]:
        for page in read(analytics, project_id, filter_, window):
            said = comments.count(project_id, filter_.subject.name, [record["id"] for record in page])
            yield [{**record, "comment_count": said.get(record["id"], 0)} for record in page]

    return write_rows(format_, model, columns, pages(), money=frozenset(_MONEY))


def trace_pages(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> Iterator[Page]:
    """Whole traces, newest first, with the columns of an export."""
    after: TraceKey | None = None
    while True:
        page = page_of_traces(
            analytics,
            project_id,
            filter_,
            window,
            TRACE_CORE,
            TRACE_TOTALS,
            TRACE_PREVIEW,
            {
                **TRACE_ROW_EXTRAS,
                **TRACE_IO,
                "input_money": f"sum({INPUT_MONEY_SQL})",
                "output_money": f"sum({OUTPUT_MONEY_SQL})",
            },
            limit=_PAGE,
            after=after,
        )
        scores = score_rows(analytics, project_id, [row["trace_id"] for row in page.rows])
        own: dict[str, list[Row]] = {}
        for score in scores:
            if not score["observation_id"]:
                own.setdefault(score["trace_id"], []).append(score)
        yield [_record(TraceRow.of(row, own.get(row["trace_id"], [])), row) for row in page.rows]
        after = page.next_key
        if after is None:
            return


def observation_pages(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> Iterator[Page]:
    """Whole observations, newest first, with the columns of an export."""
    after: ObservationKey | None = None
    while True:
        keys = page_keys(analytics, project_id, filter_, window, limit=_PAGE, after=after)
        money = ("total_cost", f"{INPUT_MONEY_SQL} AS input_money", f"{OUTPUT_MONEY_SQL} AS output_money")
        rows = rows_of_keys(analytics, project_id, keys, (*OBSERVATION_ROW_COLUMNS, *money, "input", "output"))
        own: dict[tuple[str, str], list[Row]] = {}
        for score in score_rows(analytics, project_id, list({row["trace_id"] for row in rows})):
            own.setdefault((score["trace_id"], score["observation_id"]), []).append(score)
        yield [_record(ObservationRow.of(row, own.get((row["trace_id"], row["id"]), [])), row) for row in rows]
        if len(keys) < _PAGE:
            return
        after = keys[-1]


def _record(shown: BaseModel, row: Row) -> Record:
    record = shown.model_dump(exclude=set(_LEFT_OUT))
    record |= {name: row[exact] for name, exact in _MONEY.items() if record[name] is not None}
    metadata: Mapping[str, str] = row["metadata"]
    text = "{" + ", ".join(f"{orjson.dumps(key).decode()}: {value}" for key, value in metadata.items()) + "}"
    return {**record, "input": row["input"], "output": row["output"], "metadata": text}
