"""How long the comparison of two runs takes: `python bench/statistics_speed.py`."""

from __future__ import annotations

import platform
import time

import numpy as np

from lumetra.domain.statistics.paired import compare_paired


def main() -> None:
    """Print a table: items, repetitions, resamples, seconds."""
    print(
        f"machine: {platform.processor() or platform.machine()}, Python {platform.python_version()}; command: python bench/statistics_speed.py"
    )
    print("| items | repetitions | resamples | seconds |\n|---:|---:|---:|---:|")
    generator = np.random.default_rng(0)
    for items, repetitions, resamples in [(200, 1, 10_000), (10_000, 1, 10_000), (2_000, 3, 10_000)]:
        before = generator.normal(size=(items, repetitions))
        after = before + generator.normal(0.02, 1, (items, repetitions))
        start = time.perf_counter()
        compare_paired(before.tolist(), after.tolist(), resamples=resamples)
        print(f"| {items} | {repetitions} | {resamples} | {time.perf_counter() - start:.2f} |")


if __name__ == "__main__":
    main()
