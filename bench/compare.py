"""How long reading and comparing two runs of 10 000 items takes: `python bench/compare.py [items]`.

Both runs lie in the analytics engine with a yes/no score, a number, a category of eight, costs and latencies; the comparison pairs
all five with 10 000 resamples.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lumetra.engines.opening import close_engines, open_engines
from lumetra.features.experiments.comparison.compare import ComparisonWish, compare
from lumetra.features.experiments.reading.read_results import ReadRuns
from lumetra.features.experiments.reading.summarise import summarise
from lumetra.settings import load_settings
from tests.builders.runs import insert_run


def main() -> None:
    """Print a table of seconds."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    generator = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(load_settings({"LUMETRA_DATA_DIR": folder}))
        names = [f"i{number}" for number in range(items)]
        ids = [
            insert_run(
                engines.analytics, "p", name,
                {
                    "right": {item: [float(value)] for item, value in zip(names, generator.integers(0, 2, items), strict=True)},
                    "similarity": {item: [float(value)] for item, value in zip(names, generator.random(items), strict=True)},
                    "topic": {item: [float(value)] for item, value in zip(names, generator.integers(0, 8, items), strict=True)},
                },
                kinds={"topic": "CATEGORICAL"},
                latency_ms=dict(zip(names, generator.lognormal(6, 1, items).tolist(), strict=True)),
                cost_usd=dict(zip(names, generator.lognormal(-7, 1, items).tolist(), strict=True)),
            )
            for name in ("a", "b")
        ]  # fmt: skip
        importlib.import_module("scipy.stats")  # a server loads it once
        reader = ReadRuns(engines.database, engines.analytics)
        seconds: dict[str, float] = {}
        start = time.perf_counter()
        runs = [reader.read("p", own_id) for own_id in ids]
        seconds["read both runs"] = time.perf_counter() - start
        start = time.perf_counter()
        for run in runs:
            summarise(run)
        seconds["summarise both"] = time.perf_counter() - start
        start = time.perf_counter()
        before = time.process_time()
        compared = compare(*runs, ComparisonWish())
        processor = time.process_time() - before
        seconds["compare 5 metrics, 10 000 resamples"] = time.perf_counter() - start
        close_engines(engines)
    print(f"machine: {platform.machine()}, Python {platform.python_version()}; command: python bench/compare.py {items}")
    print(f"processor seconds of the whole comparison: {processor:.2f}; the machine's load was {os.getloadavg()[0]:.1f}")
    print("| step | seconds |\n|---|---:|")
    for step, took in seconds.items():
        print(f"| {step} | {took:.2f} |")
    print(f"| all | {sum(seconds.values()):.2f} |")
    tests = [f"{one.name} {one.result.test}" for one in compared.metrics]
    tests += [f"{one.result.name} {one.result.test}" for one in compared.categories]
    print(f"metrics: {', '.join(tests)}")


if __name__ == "__main__":
    main()
