"""Memory that is free goes back to the system."""

from __future__ import annotations

import gc
import sys

import psutil
import pytest

from lumetra.engines.heap import pause_collector, settle_heap, trim_heap


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told to give memory back")
def test_trimming_gives_back_what_small_pieces_left_behind() -> None:
    process = psutil.Process()
    pieces = [bytes(4096) + bytes([number % 256]) for number in range(50_000)]
    pinned = pieces[-1]
    full = process.memory_info().rss
    del pieces
    gc.collect()
    trim_heap()
    assert process.memory_info().rss < full - 100 * 1024**2
    assert pinned


def test_the_collector_runs_again_once_everything_is_loaded() -> None:
    thresholds = gc.get_threshold()
    pause_collector()
    assert not gc.isenabled()
    settle_heap()
    assert gc.isenabled()
    gc.unfreeze()
    gc.set_threshold(*thresholds)
