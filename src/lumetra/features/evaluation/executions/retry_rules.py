"""What happens to an execution that failed: again later, never again by itself, or a pause of its evaluator. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumetra.domain.evaluation import draw
from lumetra.features.evaluation.outcome import PASSING, PAUSING, Failed

PAUSES_SECONDS: Final = (5.0, 30.0, 120.0, 600.0, 1800.0)
"""Before the second to sixth attempt, each give or take a fifth, so that what failed together does not return together."""
ARRIVING_SECONDS: Final = (1.0, 5.0, 30.0)
"""Before the second to fourth attempt when there is nothing to evaluate: what was just written can be read a moment later."""
UNREACHABLE_ATTEMPTS: Final = 3
"""After so many attempts an endpoint counts as gone, and the evaluator waits instead of every single execution trying on."""


@dataclass(frozen=True)
class Verdict:
    """`retry_seconds` None: it stays failed. `pauses`: its evaluator is paused, and the execution waits for the end of that."""

    retry_seconds: float | None
    pauses: bool = False


def after_failure(failure: Failed, execution: str, attempts: int) -> Verdict:
    """`attempts` counts this one."""
    if failure.kind in PAUSING or (failure.kind == "unreachable" and attempts >= UNREACHABLE_ATTEMPTS):
        return Verdict(0.0, pauses=True)
    if failure.kind == "gone" and attempts <= len(ARRIVING_SECONDS):
        return Verdict(ARRIVING_SECONDS[attempts - 1])
    if failure.kind not in PASSING or attempts > len(PAUSES_SECONDS):
        return Verdict(None)
    return Verdict(PAUSES_SECONDS[attempts - 1] * (0.8 + 0.4 * draw(execution, str(attempts))))
