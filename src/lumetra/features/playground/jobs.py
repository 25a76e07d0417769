"""Running all columns over a table of variable sets: a durable job, some rows at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs
from lumetra.features.playground.columns import Column, Filling
from lumetra.features.playground.run import Asked, Playground, answer_column
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundTableRun

TABLE_RUN: Final = "playground.table"
ROWS_PER_STEP: Final = 5
MAX_ROWS: Final = 1_000
QUEUE: Final = JobQueue("playground", concurrency=2, concurrency_per_project=1)


def register_jobs(jobs: Jobs, playground: Playground) -> None:
    """Make the kind known."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        run_id = str(argument["table_run_id"])
        with playground.database.reading() as session:
            table = session.get_one(PlaygroundTableRun, run_id)
        failed = 0
        for first in range(0, len(table.rows), ROWS_PER_STEP):
            last = min(first + ROWS_PER_STEP, len(table.rows))
            failed += context.step(f"rows from {first}", lambda a=first, b=last: _run_rows(playground, table, argument, a, b))
            context.progress(last, len(table.rows))
        return {"rows": len(table.rows), "failed": failed}

    jobs.register(JobKind(TABLE_RUN, run, QUEUE))


def _run_rows(playground: Playground, table: PlaygroundTableRun, argument: Mapping[str, Any], first: int, last: int) -> int:
    """Answer all columns of these rows at once; rows that a killed run had answered already are left alone."""
    with playground.database.reading() as session:
        query = sa.select(PlaygroundAnswer.row_index, PlaygroundAnswer.column_id).where(
            PlaygroundAnswer.table_run_id == table.id, PlaygroundAnswer.row_index.between(first, last - 1)
        )
        done = {(row[0], row[1]) for row in session.execute(query)}
    access = Access(
        project_id=table.project_id,
        organization_id=str(argument["organization_id"]),
        permissions=frozenset(),
        user_id=str(argument["user_id"]),
        key_id=str(argument["key_id"]),
    )
    asked = [
        Asked(
            access=access,
            session_id=table.session_id,
            column=Column.model_validate(column),
            filling=Filling(variables=table.rows[index], placeholders=table.placeholders),
            table_run_id=table.id,
            row_index=index,
        )
        for index in range(first, last)
        for column in table.columns
        if (index, column["id"]) not in done
    ]

    async def answer_all() -> list[PlaygroundAnswer]:
        return await asyncio.gather(*(answer_column(playground, one) for one in asked))

    return sum(answer.status != "done" for answer in asyncio.run(answer_all()))
