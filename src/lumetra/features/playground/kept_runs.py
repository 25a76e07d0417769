"""Runs and their answers: kept, named, listed, read row by row, summed up, deleted."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Access
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.playground.asked import author_of
from lumetra.features.playground.columns import Column, Row
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundRun, PlaygroundSession

RunKind = Literal["screen", "table"]
_MAX_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class ColumnSummary:
    """How a column did over all rows. Costs in US dollars, times in milliseconds; None where nothing is known."""

    column_id: str
    done: int
    failed: int
    stopped: int
    cost_usd: Decimal | None
    median_latency_ms: float | None
    median_first_token_ms: float | None
    input_tokens: float
    output_tokens: float


def create_run(
    session: Session, access: Access, page: PlaygroundSession, kind: RunKind, column_ids: Sequence[str], rows: list[Row],
    now: datetime, name: str = "",
) -> PlaygroundRun:  # fmt: skip
    """A run of these columns (empty: all) as the session holds them now. Raises Refusal when there is nothing to run."""
    columns = [Column.model_validate(one) for one in page.columns]
    chosen = [column for column in columns if not column_ids or column.id in column_ids]
    if not chosen:
        raise Refusal("There is no column to run")
    run = PlaygroundRun(
        id=new_id(), project_id=access.project_id, session_id=page.id, kind=kind, name=name[:_MAX_NAME], job_id="",
        columns=[column.model_dump() for column in chosen], placeholders=page.placeholders,
        rows=[{**page.variables, **row} for row in rows], created_by=author_of(access), created_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run


def get_run(session: Session, project_id: str, run_id: str) -> PlaygroundRun:
    """One run of this project."""
    row = session.get(PlaygroundRun, run_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Playground run not found")
    return row


def rename_run(run: PlaygroundRun, name: str) -> None:
    """An empty name leaves it unnamed."""
    run.name = name.strip()[:_MAX_NAME]


def forget_failed(session: Session, run: PlaygroundRun) -> None:
    """Take away what failed or was stopped, so that it can be asked again. Raises Refusal for a run on screen."""
    if run.kind != "table":
        raise Refusal("Only a run over a table can be taken up again; run the columns on screen once more instead")
    query = sa.delete(PlaygroundAnswer).where(PlaygroundAnswer.run_id == run.id, PlaygroundAnswer.status != "done")
    session.execute(query)


def list_runs(session: Session, project_id: str, session_id: str, *, before_id: str | None, limit: int) -> list[PlaygroundRun]:
    """Runs of a session, newest first."""
    query = sa.select(PlaygroundRun).where(PlaygroundRun.project_id == project_id, PlaygroundRun.session_id == session_id)
    if before_id is not None:
        query = query.where(PlaygroundRun.id < before_id)
    return list(session.scalars(query.order_by(PlaygroundRun.id.desc()).limit(limit)))


def count_answers(session: Session, run_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many answers of each status these runs have; runs without any are left out."""
    query = sa.select(PlaygroundAnswer.run_id, PlaygroundAnswer.status, sa.func.count())
    query = query.where(PlaygroundAnswer.run_id.in_(run_ids)).group_by(PlaygroundAnswer.run_id, PlaygroundAnswer.status)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for run_id, status, count in session.execute(query):
        counts[run_id][status] = count
    return counts


def answers_of_rows(session: Session, run_id: str, first: int, last: int) -> list[PlaygroundAnswer]:
    """Answers of rows from `first` up to but not including `last`, by row."""
    query = sa.select(PlaygroundAnswer).where(
        PlaygroundAnswer.run_id == run_id, PlaygroundAnswer.row_index >= first, PlaygroundAnswer.row_index < last
    )
    return list(session.scalars(query.order_by(PlaygroundAnswer.row_index, PlaygroundAnswer.id)))


def latest_answers(session: Session, project_id: str, session_id: str) -> list[PlaygroundAnswer]:
    """The newest answer of each column that was given on screen."""
    newest = (
        sa.select(sa.func.max(PlaygroundAnswer.id))
        .join(PlaygroundRun, PlaygroundRun.id == PlaygroundAnswer.run_id)
        .where(
            PlaygroundAnswer.project_id == project_id,
            PlaygroundAnswer.session_id == session_id,
            PlaygroundRun.kind == "screen",
        )
        .group_by(PlaygroundAnswer.column_id)
    )
    return list(session.scalars(sa.select(PlaygroundAnswer).where(PlaygroundAnswer.id.in_(newest))))


def summarize(session: Session, run: PlaygroundRun) -> list[ColumnSummary]:
    """Each column of a run summed up, in the columns' order."""
    query = sa.select(
        PlaygroundAnswer.column_id,
        PlaygroundAnswer.status,
        PlaygroundAnswer.cost_usd,
        PlaygroundAnswer.latency_ms,
        PlaygroundAnswer.first_token_ms,
        PlaygroundAnswer.usage,
    ).where(PlaygroundAnswer.run_id == run.id)
    by_column: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        by_column[row.column_id].append(row)
    return [_summary(column["id"], by_column[column["id"]]) for column in run.columns]


def _summary(column_id: str, rows: Sequence[Any]) -> ColumnSummary:
    status = [row.status for row in rows]
    done = [row for row in rows if row.status == "done"]
    costs = [Decimal(row.cost_usd) for row in rows if row.cost_usd is not None]
    firsts = [row.first_token_ms for row in done if row.first_token_ms is not None]
    return ColumnSummary(
        column_id=column_id,
        done=len(done),
        failed=status.count("failed"),
        stopped=status.count("stopped"),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
        median_latency_ms=statistics.median([row.latency_ms for row in done]) if done else None,
        median_first_token_ms=statistics.median(firsts) if firsts else None,
        input_tokens=sum(count for row in done for name, count in row.usage.items() if name.startswith("input")),
        output_tokens=sum(count for row in done for name, count in row.usage.items() if name.startswith("output")),
    )
