"""Running columns over a table of variable sets: a durable job, some rows at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from lumetra.domain.access import Access
from lumetra.domain.errors import Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.work import Work
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs
from lumetra.engines.queue import LiveEvents
from lumetra.features.playground.asked import Asked
from lumetra.features.playground.calls.run_column import answer_column
from lumetra.features.playground.columns import Column, filling_of_row
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.runs.live_runs import stop_channel, stopper
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundRun
from lumetra.llm.failures import CallFailure
from lumetra.llm.pace import HeldBack

TABLE_RUN: Final = "playground.table"
ROWS_PER_STEP: Final = 10
CALLS_AT_ONCE: Final = 8
QUEUE: Final = JobQueue("playground", concurrency=2, concurrency_per_project=1, work=Work.EVALUATIONS)


def register_jobs(jobs: Jobs, playground: Playground, live_events: LiveEvents) -> None:
    """Make the kind known."""

    def run(context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        run_id = str(argument["run_id"])
        with playground.database.reading() as session:
            table = session.get(PlaygroundRun, run_id)
        if table is None:  # deleted before its turn came
            return {"rows": 0, "failed": 0}
        failed = 0
        for first in range(0, len(table.rows), ROWS_PER_STEP):
            last = min(first + ROWS_PER_STEP, len(table.rows))
            asked = _Rows(table, _access(table, argument), first, last)
            failed += context.step(f"rows from {first}", lambda a=asked: a.run(playground, live_events))
            context.progress(last, len(table.rows))
        return {"rows": len(table.rows), "failed": failed}

    jobs.register(JobKind(TABLE_RUN, run, QUEUE))


def submit_table(jobs: Jobs, access: Access, run_id: str) -> str:
    """Queue a job that asks what has no answer yet; its id."""
    who = {"organization_id": access.organization_id, "user_id": access.user_id, "key_id": access.key_id}
    return jobs.submit(TABLE_RUN, {"run_id": run_id, **who}, key=f"{run_id}/{new_id()}", project_id=access.project_id)


def _access(table: PlaygroundRun, argument: Mapping[str, Any]) -> Access:
    """On whose behalf the answers are traced."""
    return Access(
        project_id=table.project_id,
        organization_id=str(argument["organization_id"]),
        permissions=frozenset(),
        user_id=str(argument["user_id"]),
        key_id=str(argument["key_id"]),
    )


class _Rows:
    """Rows `first` up to `last` of a table, asked of all its columns."""

    def __init__(self, table: PlaygroundRun, access: Access, first: int, last: int) -> None:
        self._table, self._access, self._first, self._last = table, access, first, last

    def run(self, playground: Playground, live_events: LiveEvents) -> int:
        """How many answers failed. What a killed run had answered already is left alone."""
        asked = self._asked(playground)
        answers = asyncio.run(self._answer_all(playground, live_events, asked))
        return sum(answer is None or answer.status != "done" for answer in answers)

    def _asked(self, playground: Playground) -> list[Asked]:
        with playground.database.reading() as session:
            query = sa.select(PlaygroundAnswer.row_index, PlaygroundAnswer.column_id).where(
                PlaygroundAnswer.run_id == self._table.id, PlaygroundAnswer.row_index.between(self._first, self._last - 1)
            )
            done = {(row[0], row[1]) for row in session.execute(query)}
        return [
            Asked(
                access=self._access,
                session_id=self._table.session_id,
                run_id=self._table.id,
                row_index=index,
                column=Column.model_validate(column),
                filling=filling_of_row(self._table.rows[index], self._table.placeholders),
            )
            for index in range(self._first, self._last)
            for column in self._table.columns
            if (index, column["id"]) not in done
        ]

    async def _answer_all(
        self, playground: Playground, live_events: LiveEvents, asked: list[Asked]
    ) -> list[PlaygroundAnswer | None]:
        """The answers; None for what a stop kept from being asked or finished."""
        places = asyncio.Semaphore(CALLS_AT_ONCE)

        async def one(question: Asked) -> PlaygroundAnswer:
            async with places:
                return await _answer_in_turn(playground, question)

        tasks = [asyncio.create_task(one(question)) for question in asked]
        end_listening = live_events.listen(stop_channel(self._table.project_id), stopper(self._table.id, tasks))
        try:
            answers = await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            end_listening()
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return [answer if isinstance(answer, PlaygroundAnswer) else None for answer in answers]


async def _answer_in_turn(playground: Playground, asked: Asked) -> PlaygroundAnswer:
    """The answer, asked when the connection's limits have room. A rate limit that the provider states slows all of us down."""
    answer: PlaygroundAnswer | None = None
    try:
        connection = await asyncio.to_thread(playground.open_connection, asked.access.project_id, asked.column.provider)
    except Refusal:  # there is none: the answer will say so
        return await answer_column(playground, asked)
    while answer is None:
        with contextlib.suppress(HeldBack, CallFailure):
            async with playground.pacer.turn(connection):
                answer = await answer_column(playground, asked)
                if answer.error_kind == "rate_limit":
                    raise CallFailure("rate_limit", answer.error)
    return answer
