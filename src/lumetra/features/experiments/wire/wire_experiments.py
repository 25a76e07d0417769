"""`GET /experiments` and `GET /experiment-items` (contract 8.4): whatever way an experiment was reported, by cursor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.experiments.reading.read_experiments import BEGINNING, END, ExperimentFilter, list_experiments
from lumetra.features.experiments.reading.read_items import ExecutedItemFilter
from lumetra.features.experiments.wire.open_wire import ExperimentsWire
from lumetra.features.experiments.wire.wire_form import wire_experiment, wire_item
from lumetra.http.access import requires
from lumetra.http.paging import cursor_moment, decode_cursor, encode_cursor
from lumetra.http.wire_parameters import WireText, WireTime, wire_list
from lumetra.querylang import check
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import EVERYTHING
from lumetra.querylang.wire_filter import WireFilter, parse_wire_filter

_SCORES_OF_AN_ITEM = 50


class WireRange(BaseModel):
    """What both lists are asked: when, which groups of fields, how many, and from where on."""

    start: datetime
    end: datetime
    fields: set[str]
    limit: int
    cursor: str | None


def _read_range(
    fromStartTime: WireTime = None,
    toStartTime: WireTime = None,
    fields: WireText = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: WireText = None,
) -> WireRange:
    if fromStartTime is None:
        raise Refusal("Invalid request data", detail=[{"code": "invalid_type", "path": ["fromStartTime"], "message": "Required"}])
    return WireRange(start=fromStartTime, end=toStartTime or END, fields=set(_csv(fields)), limit=limit, cursor=cursor)


Range = Annotated[WireRange, Depends(_read_range)]


def add_experiments(router: APIRouter, wire: ExperimentsWire) -> None:
    """The list of experiments, latest activity first."""

    @router.get("/experiments")
    def experiments(
        *,
        access: Access = requires(Permission.EXPERIMENTS_READ),  # first: nobody is told what is wrong before we know who asks
        asked: Range,
        experiment_id: Annotated[WireText, Query(alias="id")] = None,
        name: WireText = None,
        datasetId: WireText = None,
        conditions: Annotated[WireText, Query(alias="filter")] = None,
        scoreLimit: Annotated[int, Query(ge=1, le=50)] = 50,
    ) -> dict[str, Any]:
        where = _experiments(asked, _Conditions(conditions, "experiments"), experiment_id, name, datasetId)
        if asked.cursor:
            _, moment, _, identifier = decode_cursor(asked.cursor, 4)
            where = msgspec.structs.replace(where, before=(cursor_moment(moment), identifier))
        found = list_experiments(wire.database, wire.analytics, access.project_id, where, asked.limit + 1)
        shown = found[: asked.limit]
        data = [wire_experiment(one, where, "metadata" in asked.fields) for one in shown]
        if "scores" in asked.fields:
            ids = [one.id for one in shown]
            scores = wire.scores("scores_of_experiments", access.project_id, "experiment_id", ids, scoreLimit)
            data = [row | {"scores": scores.get(row["id"], [])} for row in data]
        more = len(found) > asked.limit
        return {
            "data": data,
            "meta": {"cursor": encode_cursor(1, shown[-1].end_time.isoformat(), "", shown[-1].id)} if more else {},
        }


def add_experiment_items(router: APIRouter, wire: ExperimentsWire) -> None:
    """The list of executed items, newest first."""

    @router.get("/experiment-items")
    def experiment_items(
        *,
        access: Access = requires(Permission.EXPERIMENTS_READ),  # first, as above
        asked: Range,
        experimentId: WireText = None,
        experimentName: WireText = None,
        experimentItemId: WireText = None,
        datasetId: WireText = None,
        conditions: Annotated[WireText, Query(alias="filter")] = None,
    ) -> dict[str, Any]:
        filtered = _Conditions(conditions, "experiment-items")
        experiments = _experiments(asked, filtered, experimentId, experimentName, datasetId)
        before = None
        if asked.cursor:
            _, moment, trace_id, identifier = decode_cursor(asked.cursor, 4)
            before = (cursor_moment(moment), trace_id, identifier)
        where = ExecutedItemFilter(
            experiments=experiments, item_ids=filtered.unless("experiment_item_id", experimentItemId), before=before
        )
        found = wire.items(access.project_id, where, asked.limit + 1)
        shown, groups = found[: asked.limit], asked.fields or {"core", "dataset"}
        scores: dict[str, list[dict[str, Any]]] = {}
        if "scores" in groups:
            traces = [item.trace_id for item in shown]
            scores = wire.scores("scores_of_traces", access.project_id, "trace_id", traces, _SCORES_OF_AN_ITEM)
        data = [wire_item(item, groups, scores.get(item.trace_id, [])) for item in shown]
        if len(found) <= asked.limit:
            return {"data": data, "meta": {}}
        last = shown[-1]
        return {"data": data, "meta": {"cursor": encode_cursor(1, last.start_time.isoformat(), last.trace_id, last.id)}}


class _Conditions:
    """The advanced filter. A simple parameter steps back where the filter asks for the same column (contract 0.3)."""

    def __init__(self, text: str | None, table: str) -> None:
        parsed = parse_wire_filter(text, table, OBSERVATIONS) if text else WireFilter(EVERYTHING, frozenset())
        self.matching = check(parsed.node, OBSERVATIONS, BEGINNING) if text else None
        self._columns = parsed.columns

    def unless(self, column: str, parameter: str | None) -> list[str]:
        """The values of the simple parameter for that column."""
        return [] if column in self._columns else _csv(parameter)


def _experiments(
    asked: WireRange, conditions: _Conditions, ids: str | None, names: str | None, dataset_ids: str | None
) -> ExperimentFilter:
    return ExperimentFilter(
        start=asked.start,
        end=asked.end,
        ids=conditions.unless("experiment_id", ids),
        names=conditions.unless("experiment_name", names),
        dataset_ids=conditions.unless("experiment_dataset_id", dataset_ids),
        matching=conditions.matching,
    )


def _csv(text: str | None) -> list[str]:
    return wire_list([text]) if text else []
