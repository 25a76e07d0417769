"""Two scores of the same things: how far a judge and a person, or two judges, agree, from sums that the engine makes."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from lumetra.domain.errors import Refusal
from lumetra.domain.statistics.agreement_summary import agreement_estimate, correlation_estimate, kappa_estimate
from lumetra.domain.statistics.intervals import Estimate, moments_estimate
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.scores.analyse_scores import Selection, own_condition
from lumetra.features.scores.read_scores import READ_SETTINGS

_PACKAGE: Final = "lumetra.features.scores"
_BINS: Final = 10
_FIRST, _SECOND = own_condition("one"), own_condition("two")

Thing = Literal["target", "trace"]
_THINGS: Final[dict[str, str]] = {
    "target": "trace_id, observation_id, session_id, experiment_id",
    "trace": "if(trace_id = '', concat('session ', session_id, ' experiment ', experiment_id), trace_id)",
}
"""Two scores are of the same thing when these are equal: the very target, or only its trace."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Matched pairs. `numbers` for NUMERIC and BOOLEAN, `categories` for CATEGORICAL and BOOLEAN; `confusion[i][j]` counts
    first = first_labels[i] with second = second_labels[j], for numbers in ten bins each."""

    pairs: int
    only_first: int
    only_second: int
    first_labels: list[str]
    second_labels: list[str]
    confusion: list[list[int]]
    agreement: Estimate | None = None
    kappa: Estimate | None = None
    pearson: Estimate | None = None
    spearman: Estimate | None = None
    mean_absolute_error: Estimate | None = None
    root_mean_square_error: float | None = None
    first_mean: float | None = None
    second_mean: float | None = None


def compare(
    analytics: Analytics, project_id: str, first: Selection, second: Selection, thing: Thing, now: datetime
) -> Comparison:
    """Of several scores of one thing the latest counts. Raises FilterError, and Refusal for a number against a category."""
    if (first.data_type == "CATEGORICAL") != (second.data_type == "CATEGORICAL"):
        raise Refusal(
            "A category and a number cannot be compared: choose two categorical scores, or two that are numbers or yes and no.",
            code="scores_do_not_compare",
        )
    window = first.window(now)
    slots = {"filter": window.sql, "first": _FIRST, "second": _SECOND, "thing": _THINGS[thing]}
    parameters = {"project_id": project_id, **window.parameters, **first.parameters("one"), **second.parameters("two")}
    sql = load_statement(_PACKAGE, "score_pairs").with_slots(**slots)
    [row] = analytics.select(sql, parameters, settings=READ_SETTINGS)
    binned = "NUMERIC" in (first.data_type, second.data_type)
    if binned:
        parameters |= _bounds(row, "first") | _bounds(row, "second")
    x = _bin_of(first, "first") if binned else "string_value"
    y = _bin_of(second, "second") if binned else "string_value"
    counted = load_statement(_PACKAGE, "score_confusion").with_slots(**slots, x=x, y=y)
    cells = analytics.select(counted, parameters, settings=READ_SETTINGS) if row["pairs"] else []
    if binned and row["pairs"]:
        ranks = load_statement(_PACKAGE, "score_ranks").with_slots(**slots)
        row |= analytics.select(ranks, parameters, settings=READ_SETTINGS)[0]
    return _numbers(row, cells, first, second) if binned else _categories(row, cells, first.data_type == "BOOLEAN")


def _bin_of(side: Selection, name: str) -> str:
    """The bin of a number as text, the number itself for yes and no."""
    if side.data_type == "BOOLEAN":
        return "toString(ifNull(value, 0))"
    return f"toString(least(toInt64(floor((ifNull(value, 0) - {{{name}_low:Float64}}) / {{{name}_width:Float64}})), {_BINS - 1}))"


def _bounds(row: Row, name: str) -> dict[str, float]:
    """What `_bin_of` binds."""
    low, high = float(row[f"{name}_lowest"]), float(row[f"{name}_highest"])
    return {f"{name}_low": low, f"{name}_width": (high - low) / _BINS or 1.0}


def _categories(row: Row, cells: list[Row], boolean: bool) -> Comparison:
    labels = sorted({cell[side] for cell in cells for side in ("x", "y")})
    confusion = _matrix(cells, labels, labels)
    return Comparison(
        **_counts(row), first_labels=labels, second_labels=labels, confusion=confusion,
        agreement=agreement_estimate(confusion), kappa=kappa_estimate(confusion),
        **(_means(row) if boolean else {}),
    )  # fmt: skip


def _numbers(row: Row, cells: list[Row], first: Selection, second: Selection) -> Comparison:
    pairs = int(row["pairs"])
    x_names, y_names = _bin_names(first, row, "first"), _bin_names(second, row, "second")
    error = moments_estimate(pairs, float(row["mean_error"]), _finite(row["error_variance"])) if pairs else None
    return Comparison(
        **_counts(row), first_labels=[name for _, name in x_names], second_labels=[name for _, name in y_names],
        confusion=_matrix(cells, [key for key, _ in x_names], [key for key, _ in y_names]),
        pearson=correlation_estimate(float(row["pearson"]), pairs) if pairs else None,
        spearman=correlation_estimate(float(row["spearman"]), pairs, ranks=True) if pairs else None,
        mean_absolute_error=error, root_mean_square_error=_finite(row["root_mean_square_error"]) if pairs else None,
        **_means(row),
    )  # fmt: skip


def _bin_names(side: Selection, row: Row, name: str) -> list[tuple[str, str]]:
    if not row["pairs"]:
        return []
    if side.data_type == "BOOLEAN":
        return [("0", "False"), ("1", "True")]
    low, high = float(row[f"{name}_lowest"]), float(row[f"{name}_highest"])
    if low == high:
        return [("0", f"{low:g}")]
    return [(str(place), f"{low + place * (high - low) / _BINS:.3g}") for place in range(_BINS)]


def _matrix(cells: list[Row], rows: list[str], columns: list[str]) -> list[list[int]]:
    counted = {(cell["x"], cell["y"]): int(cell["pairs"]) for cell in cells}
    return [[counted.get((row, column), 0) for column in columns] for row in rows]


def _counts(row: Row) -> dict[str, Any]:
    return {"pairs": int(row["pairs"]), "only_first": int(row["only_first"]), "only_second": int(row["only_second"])}


def _means(row: Row) -> dict[str, Any]:
    if not row["pairs"]:
        return {}
    return {"first_mean": _finite(row["first_mean"]), "second_mean": _finite(row["second_mean"])}


def _finite(value: object) -> float:
    number = float(str(value))
    return 0.0 if math.isnan(number) else number
