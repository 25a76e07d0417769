"""Rules of a gate: what must hold of a run, alone or beside a baseline, for a pipeline to go on. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from lumetra.domain.errors import Refusal
from lumetra.domain.statistics.intervals import Estimate
from lumetra.domain.statistics.power import ALPHA
from lumetra.domain.statistics.run_comparison import MetricComparison

RuleKind = Literal["not_worse", "no_worse_than", "better", "at_least", "at_most"]
_RULE: Final = re.compile(
    r"^(?P<metric>.+?)\s*:\s*(?P<kind>not-worse|no-worse-than|better|at-least|at-most)(?:\s+(?P<number>[0-9.]+)(?P<percent>%?))?$"
)
HOW: Final = (
    "a rule is `metric: not-worse`, `metric: no-worse-than 0.02` (or `5%` of the baseline), `metric: better`, "
    "`metric: at-least 0.8` or `metric: at-most 2000`"
)


class GateRule(msgspec.Struct, frozen=True):
    """One rule. `number` is in the metric's unit, or a share of the baseline's mean when `is_share`."""

    text: str
    metric: str
    kind: RuleKind
    number: float = 0.0
    is_share: bool = False


class GateResult(msgspec.Struct, frozen=True):
    """What became of a rule, and why in one sentence."""

    rule: str
    passed: bool
    reason: str


def parse_rule(text: str) -> GateRule:
    """Raises Refusal that says how rules are written.

    not-worse fails when the run is significantly worse; no-worse-than fails unless the data exclude a larger loss; better fails
    unless it is significantly better; at-least and at-most compare the run's own mean.
    """
    found = _RULE.match(text.strip())
    if found is None:
        raise Refusal(f"{text!r} is not a rule: {HOW}", code="invalid_rule")
    kind, number = found["kind"], found["number"]
    if (number is None) != (kind in {"not-worse", "better"}):
        raise Refusal(f"{text!r} {'needs a number' if number is None else 'takes no number'}: {HOW}", code="invalid_rule")
    if found["percent"] and kind != "no-worse-than":
        raise Refusal(f"{text!r} takes a plain number: {HOW}", code="invalid_rule")
    try:
        value = float(number or 0)
    except ValueError as error:
        raise Refusal(f"{number!r} is not a number: {HOW}", code="invalid_rule") from error
    kinds: dict[str, RuleKind] = {
        "not-worse": "not_worse", "no-worse-than": "no_worse_than", "better": "better", "at-least": "at_least", "at-most": "at_most",
    }  # fmt: skip
    share = bool(found["percent"])
    return GateRule(text.strip(), found["metric"], kinds[kind], value / 100 if share else value, share)


def check_gate(
    rules: Sequence[GateRule], comparisons: Mapping[str, MetricComparison], means: Mapping[str, Estimate]
) -> list[GateResult]:
    """Every rule's result. A metric that is not there fails its rule: a gate that measures nothing must not let anything through."""
    return [_check(rule, comparisons.get(rule.metric), means.get(rule.metric)) for rule in rules]


def _check(rule: GateRule, comparison: MetricComparison | None, mean: Estimate | None) -> GateResult:
    if rule.kind in {"at_least", "at_most"}:
        if mean is None:
            return GateResult(rule.text, False, f"the run has no {rule.metric}")
        passed = mean.value >= rule.number if rule.kind == "at_least" else mean.value <= rule.number
        return GateResult(rule.text, passed, f"the mean is {mean.value:.4g}")
    if comparison is None:
        return GateResult(rule.text, False, f"no item has {rule.metric} in both runs")
    verdict = comparison.verdict
    if verdict.low is None or verdict.high is None:
        return GateResult(rule.text, False, verdict.sentence)
    significant = comparison.adjusted_p is not None and comparison.adjusted_p < ALPHA
    if rule.kind == "not_worse":
        return GateResult(rule.text, not (significant and verdict.high < 0), verdict.sentence)
    if rule.kind == "better":
        return GateResult(rule.text, significant and verdict.low > 0, verdict.sentence)
    margin = rule.number * abs(comparison.result.baseline_mean) if rule.is_share else rule.number
    reason = f"a loss of up to {max(0.0, -verdict.low):.4g} cannot be excluded, {margin:.4g} is allowed"
    return GateResult(rule.text, -verdict.low <= margin, reason)
