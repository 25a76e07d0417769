"""Follows a run that this process does not conduct, by what is kept of it: after a lost connection, or from another process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from starlette.concurrency import run_in_threadpool

from lumetra.features.playground.answer_shape import AnswerOut
from lumetra.features.playground.kept_runs import answers_of_rows, get_run
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.runs.live_runs import event_bytes
from lumetra.features.playground.runs.run_state import screen_state

_LOOK_SECONDS: Final = 1.0


async def follow_kept(playground: Playground, project_id: str, run_id: str) -> AsyncGenerator[bytes]:
    """The events `run`, `answer` for each kept answer, and `end` once there will be no more."""
    told: set[str] = set()
    column_ids = await run_in_threadpool(_column_ids, playground, project_id, run_id)
    yield event_bytes("run", {"run_id": run_id, "column_ids": column_ids})
    while True:
        answers, goes_on = await run_in_threadpool(_look, playground, project_id, run_id)
        for answer in answers:
            if answer.id not in told:
                told.add(answer.id)
                yield event_bytes("answer", answer.model_dump(mode="json"))
        if not goes_on:
            yield event_bytes("end", {"run_id": run_id})
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _column_ids(playground: Playground, project_id: str, run_id: str) -> list[str]:
    with playground.database.reading() as session:
        return [str(column["id"]) for column in get_run(session, project_id, run_id).columns]


def _look(playground: Playground, project_id: str, run_id: str) -> tuple[list[AnswerOut], bool]:
    with playground.database.reading() as session:
        run = get_run(session, project_id, run_id)
        answers = [AnswerOut.of(row) for row in answers_of_rows(session, run_id, 0, len(run.rows))]
        return answers, screen_state(run, len(answers), playground.clock()) == "running"
