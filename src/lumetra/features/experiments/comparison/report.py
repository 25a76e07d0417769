"""A comparison as Markdown, in English or Chinese: what was compared, what may be said, and the items that moved most."""

from __future__ import annotations

from typing import Any, Final

import orjson

from lumetra.features.experiments.comparison.report_words import WORDS, Language, number
from lumetra.features.experiments.comparison.shapes_compare import (
    CandidateOut,
    CategoryComparisonOut,
    ComparisonOut,
    ItemPairOut,
    MetricComparisonOut,
    VerdictOut,
)
from lumetra.features.experiments.shapes import EstimateOut

MOST_ITEMS: Final = 20
_TEXT: Final = 300


def write_report(
    comparison: ComparisonOut, moved: dict[str, tuple[list[ItemPairOut], list[ItemPairOut]]], language: Language
) -> str:
    """The whole text. `moved` holds regressed and improved items by the candidate's id."""
    words = WORDS[language]
    baseline = comparison.baseline.experiment
    lines = [f"# {words['title']}: {_inline(baseline.name)}", ""]
    if baseline.dataset_name:
        lines.append(f"- {words['dataset']}: {_inline(baseline.dataset_name)}")
    lines += [f"- {words['baseline']}: {_inline(baseline.name)} ({comparison.baseline.summary.items} {words['items']})", ""]
    for candidate in comparison.candidates:
        lines += _candidate(candidate, words)
        regressed, improved = moved.get(candidate.results.experiment.id, ([], []))
        lines += _moved(words["regressed"], regressed, words) + _moved(words["improved"], improved, words)
    return "\n".join([*lines, "---", "", words["method"], ""])


def _candidate(candidate: CandidateOut, words: dict[str, str]) -> list[str]:
    columns = [words[name] for name in ("metric", "before", "after", "difference", "p", "detectable", "verdict")]
    head = [f"## {words['candidate']}: {_inline(candidate.results.experiment.name)}", ""]
    head += [words["common"].format(count=candidate.common_items), ""]
    table = [f"| {' | '.join(columns)} |", "|---|---:|---:|---|---:|---:|---|"]
    mixes = [line for one in candidate.categories for line in _categories(one, words)]
    return [*head, *table, *(_metric(one, words) for one in candidate.comparisons), "", *mixes]


def _categories(one: CategoryComparisonOut, words: dict[str, str]) -> list[str]:
    """A score without order: what may be said of the mix, then each category's share."""
    columns = [words[name] for name in ("category", "share_before", "share_after", "difference", "p")]
    said = words[f"mix_{one.outcome}"].format(moved=one.moved, items=one.items)
    head = [f"### {_inline(one.name)}", "", f"**{said}** ({words['p']}: {number(one.adjusted_p)})", ""]
    rows = [
        f"| {_inline(shift.label)}{' ★' if shift.certain else ''} | {number(shift.baseline_share)} | {number(shift.candidate_share)}"
        f" | {number(shift.difference.value)} {_interval(shift.difference)} | {number(shift.adjusted_p)} |"
        for shift in one.categories
    ]
    return [*head, f"| {' | '.join(columns)} |", "|---|---:|---:|---|---:|", *rows, ""]


def _interval(estimate: EstimateOut) -> str:
    return "" if estimate.low is None else f"[{number(estimate.low)}, {number(estimate.high)}]"


def _metric(one: MetricComparisonOut, words: dict[str, str]) -> str:
    difference = one.difference
    cells = [
        _inline(words.get(one.name, one.name)) if one.name in ("cost_usd", "latency_ms") else _inline(one.name),
        number(one.baseline_mean),
        number(one.candidate_mean),
        f"{number(difference.value)} {_interval(difference)}".rstrip(),
        number(one.adjusted_p),
        number(one.smallest_detectable),
        f"**{say(one.verdict, words)}**",
    ]
    return f"| {' | '.join(cells)} |"


def say(verdict: VerdictOut, words: dict[str, str]) -> str:
    """The verdict in these words."""
    low, high = verdict.low, verdict.high
    if verdict.outcome == "better":
        return words["better"].format(low=number(low), high=number(high))
    if verdict.outcome == "worse":
        return words["worse"].format(low=number(-(high or 0)), high=number(-(low or 0)))
    if verdict.outcome == "no_worse":
        return words["no_worse"].format(low=number(max(0.0, -(low or 0))))
    if verdict.outcome == "equal":
        return words["equal"]
    if verdict.more_items:
        return words["more_items"].format(count=verdict.more_items)
    return words["between"].format(low=number(low), high=number(high)) if low is not None else words["cannot_tell"]


def _moved(title: str, pairs: list[ItemPairOut], words: dict[str, str]) -> list[str]:
    lines = [f"### {title}", ""]
    if not pairs:
        return [*lines, words["none"], ""]
    for pair in pairs:
        before, after = (row.executions[0].output if row.executions else None for row in (pair.baseline, pair.candidate))
        lines += [
            f"- `{pair.baseline.item_id}` ({number(pair.gain)}): {_short(pair.baseline.input)}",
            f"  - {words['expected']}: {_short(pair.baseline.expected_output)}",
            f"  - {words['baseline']}: {_short(before)}",
            f"  - {words['candidate']}: {_short(after)}",
        ]
    return [*lines, ""]


def _short(value: Any) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return _inline(text if len(text) <= _TEXT else f"{text[:_TEXT]}…")


def _inline(text: str) -> str:
    """One line that neither ends a table cell nor becomes markup."""
    plain = " ".join(text.split())
    for character in "\\`*_|<>[]#":
        plain = plain.replace(character, f"\\{character}")
    return plain
