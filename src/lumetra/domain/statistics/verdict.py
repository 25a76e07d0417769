"""A comparison in words that never claim more than its numbers."""

from __future__ import annotations

from typing import Literal

import msgspec

from lumetra.domain.statistics.paired import PairedComparison
from lumetra.domain.statistics.power import ALPHA

Outcome = Literal["better", "worse", "no_worse", "equal", "cannot_tell"]


class Verdict(msgspec.Struct, frozen=True):
    """The outcome and its sentence in English. `low` and `high` bound the gain (the difference, counted so that more is better; None
    when nothing can be said). `more_items` says how many items more would settle it, where that can be told.
    """

    outcome: Outcome
    sentence: str
    low: float | None = None
    high: float | None = None
    more_items: int | None = None


def judge(
    comparison: PairedComparison,
    *,
    adjusted_p: float | None,
    margin: float,
    items_for_margin: int | None,
    higher_is_better: bool = True,
) -> Verdict:
    """What may be said of one score.

    better/worse: the adjusted p is below 5 % and the interval leaves out 0. no_worse: the interval excludes a loss larger than `margin`
    (non-inferiority). cannot_tell: neither. `margin` is in the score's own unit and > 0.
    """
    difference = comparison.difference
    if difference.low is None or difference.high is None:
        return Verdict("cannot_tell", "cannot tell: fewer than two items have this score in both runs")
    if comparison.test == "identical":
        return Verdict("equal", f"the same on all {difference.count} items", 0.0, 0.0)
    low, high = (difference.low, difference.high) if higher_is_better else (-difference.high, -difference.low)
    significant = adjusted_p is not None and adjusted_p < ALPHA
    if significant and low > 0:
        return Verdict("better", f"better by {_number(low)} to {_number(high)}", low, high)
    if significant and high < 0:
        return Verdict("worse", f"worse by {_number(-high)} to {_number(-low)}", low, high)
    if low > -margin:
        return Verdict("no_worse", f"no worse than {_number(max(0.0, -low))}", low, high)
    more = None if items_for_margin is None else max(0, items_for_margin - difference.count)
    if not more:
        return Verdict("cannot_tell", f"cannot tell: the difference lies between {_signed(low)} and {_signed(high)}", low, high)
    return Verdict("cannot_tell", f"cannot tell: about {_rounded(more)} more items needed", low, high, _rounded(more))


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "−") + _number(abs(value))


def _rounded(count: int) -> int:
    step = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step
