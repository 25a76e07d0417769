"""`scipy.stats`, loaded at its first use: importing it takes a quarter of a server's start, and most processes never need it."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    from scipy import stats  # noqa: PLC0415  (the whole point of this module)

    return getattr(stats, name)
