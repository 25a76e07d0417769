"""What strangers see of what was shared. Every field is either named here as left out, with what stands in its place, or shown;
a test holds the list of shown ones, so that a new field is not shown before somebody decided so.

Left out: people (users, sessions, authors), what leads into the project (keys, receipts, prompts, models, price books,
experiments), and comments of scores.
"""

from __future__ import annotations

from typing import Any, Final

from lumetra.features.tracing.groups.models import SessionDetail, Turn
from lumetra.features.tracing.responses import ScoreValue
from lumetra.features.tracing.traces.models import ObservationDetail, TraceHeader, TreePage

SCORE_LEFT_OUT: Final[dict[str, Any]] = {"comment": "", "config_id": "", "author_user_id": ""}
TRACE_LEFT_OUT: Final[dict[str, Any]] = {"user_id": "", "session_id": "", "bookmarked": False}
OBSERVATION_LEFT_OUT: Final[dict[str, Any]] = {
    "user_id": "", "session_id": "", "model_id": "", "prompt_id": "", "prompt_name": "", "prompt_version": None,
    "pricing_tier_id": "", "pricing_tier_name": "", "cost_explanation": "", "key_id": "", "receipt_id": "", "experiment_id": "",
    "experiment_name": "", "experiment_dataset_id": "", "experiment_item_id": "", "experiment_item_expected_output": None,
}  # fmt: skip
SESSION_LEFT_OUT: Final[dict[str, Any]] = {"users": []}


def shown_header(header: TraceHeader) -> TraceHeader:
    """A trace's header for strangers."""
    return header.model_copy(update={**TRACE_LEFT_OUT, "score_list": _scores(header.score_list)})


def shown_tree(page: TreePage) -> TreePage:
    """A page of the tree for strangers."""
    return page.model_copy(update={"scores": _scores(page.scores)})


def shown_detail(detail: ObservationDetail) -> ObservationDetail:
    """An observation for strangers."""
    return detail.model_copy(update={**OBSERVATION_LEFT_OUT, "score_list": _scores(detail.score_list)})


def shown_session(found: SessionDetail, open_traces: set[str]) -> SessionDetail:
    """A session for strangers. A turn says `public` when its trace is shared too."""
    turns = [_turn(turn, is_open=turn.id in open_traces) for turn in found.turns]
    return found.model_copy(update={**SESSION_LEFT_OUT, "scores": _scores(found.scores), "turns": turns})


def _turn(turn: Turn, *, is_open: bool) -> Turn:
    return turn.model_copy(update={**TRACE_LEFT_OUT, "public": is_open})


def _scores(scores: list[ScoreValue]) -> list[ScoreValue]:
    return [score.model_copy(update=SCORE_LEFT_OUT) for score in scores]
