"""Measures what pricing costs an observation: `.venv/bin/python bench/pricing.py`. Prints microseconds of CPU
time, the best of five runs."""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from pathlib import Path

from lumetra.domain.observation import Observation
from lumetra.domain.usage import UsageForm, read_usage
from lumetra.engines.database import Database
from lumetra.engines.database.migrate import migrate_database
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import PriceBooks
from lumetra.features.costs.pricing.price_observations import Pricer

START_US = 1_793_534_400_000_000
SPAN = Observation(trace_id="t", id="s", start_time_us=START_US, metadata={"attributes": "{}", "scope": "{}"})


def a_generation(model: str, usage: dict[str, float], **changes: object) -> Observation:
    metadata = {"attributes": '{"gen_ai.provider.name":"openai","http.url":"/v1"}', "resourceAttributes": "{}", "scope": "{}"}
    given = {"trace_id": "t", "id": "g", "start_time_us": START_US, "type": "GENERATION", "model": model, "usage": usage}
    return Observation(**{**given, "metadata": metadata, "model_parameters": '{"temperature":0.2}', **changes})


CASES: dict[str, Observation] = {
    "span without model": SPAN,
    "generation, 2 keys": a_generation("gpt-4o", {"input": 1000.0, "output": 200.0, "total": 1200.0}),
    "generation, 4 keys": a_generation(
        "gpt-4o",
        {"input": 1000.0, "input_cached_tokens": 512.0, "output": 200.0, "output_reasoning_tokens": 64.0, "total": 1776.0},
    ),
    "generation, tiers": a_generation(
        "claude-sonnet-4-5",
        {"input": 1000.0, "input_cached_tokens": 250_000.0, "output": 200.0},
        model_parameters='{"service_tier":"batch"}',
        metadata={},
    ),
    "generation, unknown model": a_generation("nobody-knows", {"input": 1000.0, "output": 200.0}),
}
USAGES: dict[str, tuple[UsageForm, dict[str, object]]] = {
    "usageDetails, free map": (UsageForm.LANGFUSE_DETAILS, {"input": 1000, "output": 200}),
    "gen_ai, 3 attributes": (
        UsageForm.GEN_AI,
        {"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 200, "gen_ai.usage.cache_read.input_tokens": 512},
    ),
    "openai chat with details": (
        UsageForm.OPENAI_CHAT,
        {
            "prompt_tokens": 1000,
            "completion_tokens": 200,
            "total_tokens": 1200,
            "prompt_tokens_details": {"cached_tokens": 512, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 64},
        },
    ),
}


def best_us(work: object, count: int) -> float:
    """The best of five runs, in microseconds of this thread's CPU time for one of `count`."""
    times: list[float] = []
    for _ in range(5):
        started = time.thread_time()
        work()
        times.append(time.thread_time() - started)
    return min(times) / count * 1e6


def main() -> None:
    """Print one table for reading usage and one for pricing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="observations a run")
    count: int = parser.parse_args().count
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {count} a run\n")
    print(f"{'reading usage':32} {'µs':>8}")
    for name, (form, raw) in USAGES.items():
        print(f"{name:32} {best_us(lambda form=form, raw=raw: [read_usage(form, raw) for _ in range(count)], count):8.2f}")
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{Path(directory) / 'lumetra.sqlite'}")
        migrate_database(database)
        pricer = Pricer(PriceBooks(database, BuiltinPrices()))
        print(f"\n{'pricing':32} {'µs':>8}")
        for name, observation in CASES.items():
            batch = [observation] * count
            print(f"{name:32} {best_us(lambda batch=batch: pricer.price('p', batch), count):8.2f}")
        mixed = [SPAN, SPAN, CASES["generation, 4 keys"]] * (count // 3)
        print(f"{'2 spans to 1 generation':32} {best_us(lambda: pricer.price('p', mixed), len(mixed)):8.2f}")
        database.close()


if __name__ == "__main__":
    main()
