"""Which prompts a run used, so that its page can lead to them and the better one can be promoted."""

from __future__ import annotations

from typing import Final

import msgspec

from lumetra.engines.analytics import load_statement
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.reading.read_results import Run

_PACKAGE = "lumetra.features.experiments"
_TRACES: Final = 100


class UsedPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a prompt. `prompt_id` is None when no prompt has this name (any more)."""

    name: str
    version: int
    prompt_id: str | None


def prompts_of_run(experiments: Experiments, project_id: str, run: Run) -> list[UsedPrompt]:
    """By name and version, at most 20; from the linked generations of 100 executions spread over the run, empty where none is linked."""
    every = max(1, len(run.executions) // _TRACES)
    trace_ids = [one.trace_id for one in run.executions[::every]][:_TRACES]
    if not trace_ids:
        return []
    statement = load_statement(_PACKAGE, "prompts_of_traces").with_slots()
    rows = experiments.runs.analytics.select(statement, {"project_id": project_id, "trace_ids": trace_ids})
    ids = experiments.prompt_ids(project_id, {row["name"] for row in rows}) if rows else {}
    return [UsedPrompt(name=row["name"], version=row["version"], prompt_id=ids.get(row["name"])) for row in rows]
