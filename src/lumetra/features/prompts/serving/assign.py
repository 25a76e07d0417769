"""Which arm of an A/B test a caller gets. Pure: the same key always lands on the same arm while the weights stand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_UNIT = float(1 << 64)


@dataclass(frozen=True)
class Arm:
    """A version and its share. Weights need not add up to 1; an arm of weight 0 gets nobody."""

    version: int
    weight: float


@dataclass(frozen=True)
class Split:
    """A running test as the server hands it out."""

    test_id: str
    arms: tuple[Arm, ...]


def point_of(test_id: str, key: str) -> float:
    """A uniform number in [0, 1) from test and key (SHA-256): different tests shuffle the same people anew."""
    digest = hashlib.sha256(f"{test_id}\x00{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / _UNIT


def pick(arms: Sequence[Arm], point: float) -> int:
    """The version whose slice of [0, 1) holds the point. Raises ValueError when no arm has weight."""
    total = sum(arm.weight for arm in arms)
    if total <= 0:
        raise ValueError("an A/B test needs an arm with weight")
    reached, chosen = 0.0, None
    for arm in arms:
        if arm.weight <= 0:
            continue
        chosen = arm.version
        reached += arm.weight / total
        if point < reached:
            break
    assert chosen is not None
    return chosen
