"""Windows back through time: together they are the whole, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from lumetra.features.tracing.time_windows import Window, windows_back

NEWEST = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_windows_cover_everything_without_gaps() -> None:
    windows = list(windows_back(Window(), NEWEST))
    assert windows[0].end == Window().end
    assert windows[-1].start == Window().start
    assert all(later.start == earlier.end for later, earlier in pairwise(windows))
