"""`lumetra serve` that keeps the CPU time its pricer takes: argument 1 is the file it is written to. Only for `bench/pricing_share.py`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from lumetra.cli import main
from lumetra.domain.observation import Observation
from lumetra.features.costs.pricing.price_observations import CostResult, Pricer

priced = Pricer.price
spent = 0.0


def price_and_time(pricer: Pricer, project_id: str, observations: list[Observation]) -> list[CostResult]:
    """The real one, with a clock of this thread's CPU time around it."""
    global spent  # noqa: PLW0603  (one thread stores; a bench's own counter)
    begin = time.thread_time()
    try:
        return priced(pricer, project_id, observations)
    finally:
        spent += time.thread_time() - begin
        Path(OUTPUT).write_text(str(spent))


if __name__ == "__main__":
    OUTPUT = sys.argv[1]
    Pricer.price = price_and_time
    sys.argv = ["lumetra", "serve"]
    main()
