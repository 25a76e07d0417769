"""One mean for each item out of its repetitions, for many thousand items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from lumetra.domain.statistics.resampling import Floats


def item_means(groups: Sequence[Sequence[float]] | Sequence[Floats]) -> Floats:
    """The mean of each group, in order. Groups are not empty."""
    lengths = np.fromiter(map(len, groups), np.int64, len(groups))
    flat = np.fromiter(chain.from_iterable(groups), np.float64, int(lengths.sum()))
    if not len(flat) or lengths.max() == 1:
        return flat
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.add.reduceat(flat, starts) / lengths
