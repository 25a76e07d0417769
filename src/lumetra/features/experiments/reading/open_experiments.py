"""What the routes and jobs of experiments share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lumetra.domain.clock import Clock
from lumetra.features.experiments.reading.read_items import ItemsById
from lumetra.features.experiments.reading.read_results import ReadRuns

DatasetNames = Callable[[str, list[str]], dict[str, str]]
"""(project id, dataset ids) → names by id; unknown ids are left out."""

PromptIds = Callable[[str, Collection[str]], dict[str, str]]
"""(project id, names) → ids of prompts by name; unknown names are left out."""


@dataclass(frozen=True)
class Experiments:
    """Reading runs, and what other features know of datasets and prompts."""

    runs: ReadRuns
    items_by_id: ItemsById
    dataset_names: DatasetNames
    prompt_ids: PromptIds
    clock: Clock
