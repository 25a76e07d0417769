"""`lumetra serve` whose pricer knows no prices: what ingestion costs without pricing. Only for `bench/pricing_share.py`."""

from __future__ import annotations

import sys

from lumetra.cli import main
from lumetra.domain.observation import Observation
from lumetra.features.costs.price_observations import CostResult, Pricer

NOTHING = CostResult()


def price_nothing(_pricer: Pricer, _project_id: str, observations: list[Observation]) -> list[CostResult]:
    """Answers like the real one, without looking; the usage is stored all the same."""
    return [CostResult(usage=one.usage) if one.usage else NOTHING for one in observations]


if __name__ == "__main__":
    Pricer.price = price_nothing
    sys.argv = ["lumetra", "serve"]
    main()
