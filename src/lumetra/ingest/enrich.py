"""Adds to decoded observations what only the project knows: costs and prompt links; and bounds what a row may hold."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lumetra.domain.observation import Observation
from lumetra.ingest.write.rows import Costs, ObservationRow

log = logging.getLogger(__name__)

PriceObservations = Callable[[str, list[Observation]], Sequence[Costs]]
"""(project id, observations) → one result for each, in their order."""

LinkPrompts = Callable[[str, set[tuple[str, int]]], Mapping[tuple[str, int], str]]
"""(project id, {(prompt name, version)}) → prompt ids of those that exist."""

EARLIEST_US: Final = 0
LATEST_US: Final = 4_291_747_200_000_000
"""2106-01-01: past this the analytics engine's hours overflow."""


def bound_times(o: Observation) -> None:
    """Bring times into the range whose hours the store can hold; metadata says what they were. Works in place."""
    if EARLIEST_US <= o.start_time_us < LATEST_US and (o.end_time_us is None or EARLIEST_US <= o.end_time_us < LATEST_US):
        return
    notes: dict[str, str] = {}
    for name in ("start_time_us", "end_time_us", "completion_start_time_us"):
        value: int | None = getattr(o, name)
        if value is not None and not EARLIEST_US <= value < LATEST_US:
            notes[f"lumetra_{name}"] = f"{value}"
            setattr(o, name, min(max(value, EARLIEST_US), LATEST_US - 1))
    o.metadata = {**o.metadata, **notes}


class Enricher:
    """Prices and links the rows of a block, one call a project. Without a price list or prompts, that part is left out."""

    def __init__(self, price: PriceObservations | None, link_prompts: LinkPrompts | None) -> None:
        self._price = price
        self._link_prompts = link_prompts

    def enrich(self, rows: list[ObservationRow]) -> None:
        """Set `costs` and `prompt_id` in place. A failure here never stops a row: it is stored without a price, and logged."""
        by_project: dict[str, list[ObservationRow]] = defaultdict(list)
        for row in rows:
            if not row.is_trace:
                by_project[row.provenance.project_id].append(row)
        for project_id, group in by_project.items():
            self._set_costs(project_id, group)
            self._set_prompts(project_id, group)

    def _set_costs(self, project_id: str, rows: list[ObservationRow]) -> None:
        if self._price is None:
            return
        try:
            results = self._price(project_id, [row.observation for row in rows])
            for row, costs in zip(rows, results, strict=True):
                row.costs = costs
        except Exception:
            log.exception(
                "pricing failed for %d observations of project %s; they are stored without a price", len(rows), project_id
            )

    def _set_prompts(self, project_id: str, rows: list[ObservationRow]) -> None:
        wanted = {
            (o.prompt_name, o.prompt_version)
            for o in (row.observation for row in rows)
            if o.prompt_name and o.prompt_version is not None
        }
        if not wanted or self._link_prompts is None:
            return
        try:
            ids = self._link_prompts(project_id, wanted)
        except Exception:
            log.exception("prompt links failed for project %s; observations are stored without them", project_id)
            return
        for row in rows:
            if row.observation.prompt_version is not None:
                row.prompt_id = ids.get((row.observation.prompt_name, row.observation.prompt_version), "")
