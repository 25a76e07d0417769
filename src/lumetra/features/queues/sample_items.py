"""Samples new traffic into queues for spot checks. Which of the matching things come in depends on their ids alone, not on chance."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from lumetra.domain.errors import LumetraError
from lumetra.engines.analytics import load_statement
from lumetra.features.queues.add_items import insert_targets
from lumetra.features.queues.open_queues import Queues, Target
from lumetra.features.queues.tables import QueueRow
from lumetra.querylang import check, parse, to_sql
from lumetra.querylang.subjects import OBSERVATIONS

log = logging.getLogger(__name__)

SETTLE: Final = timedelta(seconds=30)
"""Arrivals are looked at so long after they came: by then they are visible, and a trace has most of its parts."""
_MOST: Final = 1000
_MILLION: Final = 1_000_000
_BEGINNING: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def sample_into_queues(queues: Queues) -> int:
    """One turn over all queues with a rule; how many items came in. A rule that fails says so on its queue."""
    with queues.database.reading() as session:
        ids = list(session.scalars(sa.select(QueueRow.id).where(QueueRow.sample_of != "", QueueRow.sample_share > 0)))
    return sum(_sample_one(queues, queue_id) for queue_id in ids)


def _sample_one(queues: Queues, queue_id: str) -> int:
    until = queues.clock() - SETTLE
    with queues.database.reading() as session:
        queue = session.get(QueueRow, queue_id)
    if queue is None or queue.sampled_until is None or queue.sampled_until >= until:
        return 0
    try:
        targets = _sampled(queues, queue, queue.sampled_until, until)
    except LumetraError as error:
        log.warning("sampling into queue %s failed: %s", queue_id, error)
        _note(queues, queue_id, problem=str(error))
        return 0
    with queues.database.session() as session:
        added = insert_targets(session, queue.project_id, queue_id, targets, "RULE", queues.clock())
        row = session.get(QueueRow, queue_id)
        if row is not None:
            row.sampled_until, row.sample_problem = until, ""
    return added


def _sampled(queues: Queues, queue: QueueRow, after: datetime, until: datetime) -> list[Target]:
    compiled = to_sql(check(parse(queue.sample_filter), OBSERVATIONS, queues.clock()), OBSERVATIONS)
    of_traces = queue.sample_of == "TRACE"
    sql = load_statement("lumetra.features.queues", "sampled_observations").with_slots(
        object="trace_id" if of_traces else "concat(trace_id, id)",
        only="parent_id = ''" if of_traces else "1",
        filter=compiled.sql,
    )
    parameters = {
        "project_id": queue.project_id,
        "queue_id": queue.id,
        "after_us": _us(after),
        "until_us": _us(until),
        "share": round(queue.sample_share * _MILLION),
        "limit": _MOST,
        **compiled.parameters,
    }
    rows = queues.analytics.select(sql, parameters, settings={"prefer_column_name_to_alias": 1})
    if of_traces:
        return [Target("TRACE", row["trace_id"], row["trace_id"]) for row in rows]
    return [Target("OBSERVATION", row["id"], row["trace_id"]) for row in rows]


def _note(queues: Queues, queue_id: str, *, problem: str) -> None:
    with queues.database.session() as session:
        row = session.get(QueueRow, queue_id)
        if row is not None:
            row.sample_problem = problem[:500]


def _us(moment: datetime) -> int:
    return (moment - _BEGINNING) // timedelta(microseconds=1)
