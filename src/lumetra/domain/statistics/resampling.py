"""Resampling in bounded memory: the bootstrap over items (and over repetitions inside them), and random sign flips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 10_000
_CHUNK_CELLS = 4_000_000


def bootstrap_means(values: Floats, *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Means of `resamples` samples of `values` with replacement (Efron 1979). Deterministic for a seed. Cost: resamples × items."""
    generator = np.random.default_rng(seed)
    count = len(values)
    means = np.empty(resamples)
    chunk = max(1, _CHUNK_CELLS // max(1, count))
    for start in range(0, resamples, chunk):
        rows = min(chunk, resamples - start)
        means[start : start + rows] = values[generator.integers(0, count, (rows, count), dtype=np.int32)].mean(axis=1)
    return means


def two_stage_bootstrap_means(groups: Sequence[Floats], *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Means over items resampled first and over each chosen item's repetitions second (Davison & Hinkley 1997, 3.8).

    `groups` holds one array of repeated values for each item; items weigh the same however many repetitions they have.
    """
    generator = np.random.default_rng(seed)
    lengths = np.array([len(group) for group in groups])
    if lengths.max() == 1:
        return bootstrap_means(np.array([group[0] for group in groups]), resamples=resamples, seed=seed)
    flat = np.concatenate(groups)
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    count, widest = len(groups), int(lengths.max())
    means = np.empty(resamples)
    chunk = max(1, _CHUNK_CELLS // (count * widest))
    for start in range(0, resamples, chunk):
        rows = min(chunk, resamples - start)
        items = generator.integers(0, count, (rows, count))
        sizes = lengths[items]
        draws = (generator.random((rows, count, widest)) * sizes[..., None]).astype(np.int64)
        kept = np.arange(widest) < sizes[..., None]
        sums = np.where(kept, flat[offsets[items][..., None] + draws], 0.0).sum(axis=2)
        means[start : start + rows] = (sums / sizes).mean(axis=1)
    return means


def sign_flip_means(differences: Floats, *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Mean difference under random exchange of the two runs inside each pair: the paired permutation distribution (Pitman 1937)."""
    generator = np.random.default_rng(seed)
    count = len(differences)
    means = np.empty(resamples)
    chunk = max(1, _CHUNK_CELLS // max(1, count))
    for start in range(0, resamples, chunk):
        rows = min(chunk, resamples - start)
        bits = np.unpackbits(np.frombuffer(generator.bytes(rows * ((count + 7) // 8)), np.uint8).reshape(rows, -1), axis=1)[
            :, :count
        ]
        flipped = bits.astype(np.float32) @ differences.astype(np.float32)
        means[start : start + rows] = (2.0 * flipped.astype(np.float64) - differences.sum()) / count
    return means
