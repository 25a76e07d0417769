"""Two runs over the same items in a score without order, such as a topic: did the mix of categories change, and which ones?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np

from lumetra.domain.statistics.correction import holm
from lumetra.domain.statistics.paired import PairedComparison, compare_paired, compare_yes_no
from lumetra.domain.statistics.power import ALPHA
from lumetra.domain.statistics.resampling import RESAMPLES, Floats

Labels = Mapping[str, Sequence[str]]
"""item id → the labels of its repetitions, at least one each."""
CategoryOutcome = Literal["changed", "equal", "cannot_tell"]
MOST_CATEGORIES: Final = 20
OTHERS: Final = "…"
"""What the rarest categories are counted under when there are more than 20."""
_EXACT_ITEMS: Final = 14
_FEW_ROWS: Final = 512
_CHUNK_CELLS: Final = 4_000_000
_Groups = Sequence[Sequence[str]]
"""The labels of each item, one a repetition."""


class CategoryShift(msgspec.Struct, frozen=True, kw_only=True):
    """One category: its share of the items in both runs, the difference with its interval, and p corrected over the categories."""

    label: str
    result: PairedComparison
    adjusted_p: float | None

    @property
    def is_certain(self) -> bool:
        """Whether the share surely rose or fell: the corrected p is below 5 % and the interval leaves out 0."""
        low, high = self.result.difference.low, self.result.difference.high
        return self.adjusted_p is not None and self.adjusted_p < ALPHA and low is not None and high is not None and low * high > 0


class CategoryComparison(msgspec.Struct, frozen=True, kw_only=True):
    """`statistic` is Stuart and Maxwell's χ² with `degrees` degrees of freedom; `p_value` of all categories together, two-sided.

    None: nothing can be tested. `moved` counts items whose labels are not the same in both runs.
    """

    name: str
    items: int
    moved: int
    statistic: float | None
    degrees: int
    p_value: float | None
    test: str
    shifts: list[CategoryShift]

    def outcome(self, adjusted_p: float | None) -> CategoryOutcome:
        """What may be said: no category is better than another, so a mix has changed, is the same, or nobody can tell."""
        if self.items and not self.moved:
            return "equal"
        return "changed" if adjusted_p is not None and adjusted_p < ALPHA else "cannot_tell"


def compare_categories(
    name: str, baseline: Labels, candidate: Labels, *, resamples: int = RESAMPLES, seed: int = 0
) -> CategoryComparison | None:
    """Compare over the items that both runs have; None when there is none. Deterministic for a seed.

    All categories together: marginal homogeneity (Stuart 1955; Maxwell 1970). Its p comes from exchanging the runs inside items,
    which holds for few items and for repetitions as well, where χ² is only an approximation. Each category: its share, compared
    like a yes/no score, corrected over the categories (Holm).
    """
    common = sorted(set(baseline) & set(candidate))
    if not common:
        return None
    before, after, labels = _kept_labels([baseline[item] for item in common], [candidate[item] for item in common])
    first, second = _shares(before, labels), _shares(after, labels)
    differences = second - first
    statistic, degrees = stuart_maxwell(differences)
    shifts = _shifts(before, after, labels, (first, second), resamples, seed)
    tested = iter(holm([shift.p_value for shift in shifts if shift.p_value is not None]))
    moved = int(differences.any(axis=1).sum())
    p_value, test = _test(differences, resamples, seed) if len(common) > 1 else (None, "none")
    return CategoryComparison(
        name=name,
        items=len(common),
        moved=moved,
        statistic=statistic,
        degrees=degrees,
        p_value=p_value,
        test=test,
        shifts=[
            CategoryShift(label=label, result=shift, adjusted_p=None if shift.p_value is None else next(tested))
            for label, shift in zip(labels, shifts, strict=True)
        ],
    )


def stuart_maxwell(differences: Floats) -> tuple[float | None, int]:
    """χ² of marginal homogeneity and its degrees of freedom, from one row of differences for each item; None without a difference.

    The variance is the one under the null hypothesis, the sum of d dᵀ (Stuart 1955); Bhapkar's would subtract the mean first.
    """
    spread = differences.T @ differences
    degrees = int(np.linalg.matrix_rank(spread)) if len(spread) else 0
    if not degrees:
        return None, 0
    total = differences.sum(axis=0)
    return float(total @ np.linalg.pinv(spread, hermitian=True) @ total), degrees


def _test(differences: Floats, resamples: int, seed: int) -> tuple[float, str]:
    """Exchanging the runs inside an item turns its row round and leaves the sum of d dᵀ as it is: only the total moves."""
    rows = differences[differences.any(axis=1)]
    if not len(rows):
        return 1.0, "identical"
    inverse = np.linalg.pinv(rows.T @ rows, hermitian=True)
    total = rows.sum(axis=0)
    observed = float(total @ inverse @ total)
    exact = len(rows) <= _EXACT_ITEMS
    totals = _all_totals(rows) if exact else _random_totals(rows, resamples, seed)
    as_large = int((np.einsum("ri,ij,rj->r", totals, inverse, totals) >= observed * (1 - 1e-9) - 1e-12).sum())
    p_value = as_large / len(totals) if exact else (as_large + 1) / (resamples + 1)
    return p_value, "stuart-maxwell-permutation"


def _all_totals(rows: Floats) -> Floats:
    signs = ((np.arange(2 ** len(rows))[:, None] >> np.arange(len(rows))) & 1) * 2 - 1
    return signs @ rows


def _random_totals(rows: Floats, resamples: int, seed: int) -> Floats:
    generator = np.random.default_rng(seed)
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    if len(distinct) <= _FEW_ROWS:  # how often each kind of change is turned round is all that matters
        kept = np.column_stack([generator.binomial(count, 0.5, resamples) for count in counts])
        return (2.0 * kept - counts) @ distinct
    totals = np.empty((resamples, rows.shape[1]))
    chunk = max(1, _CHUNK_CELLS // len(rows))
    for start in range(0, resamples, chunk):
        size = min(chunk, resamples - start)
        totals[start : start + size] = (generator.integers(0, 2, (size, len(rows)), dtype=np.int8) * 2.0 - 1.0) @ rows
    return totals


def _shifts(
    before: _Groups, after: _Groups, labels: Sequence[str], shares: tuple[Floats, Floats], resamples: int, seed: int
) -> list[PairedComparison]:
    if all(len(group) == 1 for group in (*before, *after)):
        first, second = shares
        return [compare_yes_no(first[:, place], second[:, place], resamples=resamples, seed=seed) for place in range(len(labels))]
    return [
        compare_paired(
            [[float(one == label) for one in group] for group in before],
            [[float(one == label) for one in group] for group in after],
            resamples=resamples,
            seed=seed,
        )
        for label in labels
    ]


def _kept_labels(baseline: _Groups, candidate: _Groups) -> tuple[_Groups, _Groups, list[str]]:
    """Both runs with the rarest categories under one name when there are too many, and the categories, the most frequent first."""
    counts = Counter(label for group in (*baseline, *candidate) for label in group)
    labels = [label for label, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    if len(labels) <= MOST_CATEGORIES:
        return baseline, candidate, labels
    labels = [*labels[: MOST_CATEGORIES - 1], OTHERS]
    known = set(labels)
    before, after = ([[one if one in known else OTHERS for one in group] for group in run] for run in (baseline, candidate))
    return before, after, labels


def _shares(groups: _Groups, labels: Sequence[str]) -> Floats:
    place = {label: number for number, label in enumerate(labels)}
    shares = np.zeros((len(groups), len(labels)))
    for row, group in enumerate(groups):
        for label in group:
            shares[row, place[label]] += 1 / len(group)
    return shares
