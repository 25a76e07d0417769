"""Waiting for what happens a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(read: Callable[[], Value], *, seconds: float = 90.0) -> Value:
    """Call `read` until its value is truthy, and return that; fail with the last value when the time runs out."""
    deadline = time.monotonic() + seconds
    while not (value := read()):
        assert time.monotonic() < deadline, f"still {value!r} after {seconds} s"
        time.sleep(0.02)
    return value
