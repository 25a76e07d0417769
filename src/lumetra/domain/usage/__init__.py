"""Usage: what a call consumed, read from any provider's or dialect's shape into exclusive buckets. Pure; no prices here."""

from lumetra.domain.usage.forms import UsageForm
from lumetra.domain.usage.read import CostReading, read_costs, read_usage
from lumetra.domain.usage.reading import UsageReading

__all__ = ["CostReading", "UsageForm", "UsageReading", "read_costs", "read_usage"]
