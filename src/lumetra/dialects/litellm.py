"""LiteLLM and OpenRouter: what their GenAI attributes leave out, costs above all."""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_cost

COSTS: Final = {
    "gen_ai.cost.input_cost": "input",
    "gen_ai.cost.output_cost": "output",
    "gen_ai.cost.total_cost": "total",
    "gen_ai.usage.input_cost": "input",
    "gen_ai.usage.output_cost": "output",
    "gen_ai.usage.total_cost": "total",
}
"""Attribute → cost bucket, in US dollars."""


def read_metering(span: Span, fields: Fields) -> None:
    """The cost by its parts, when nobody more precise has said it."""
    if fields.cost is not None:
        return
    costs = {}
    for key, bucket in COSTS.items():
        cost = as_cost(span.attributes.get(key)) if key in span.attributes else None
        if cost is not None and bucket not in costs:
            costs[bucket] = cost
            del span.attributes[key]
    fields.cost = costs or None


DIALECT: Final = Dialect(
    name="litellm",
    prefixes=tuple(COSTS),
    marks=("litellm.", "gen_ai.cost."),
    scopes=("litellm",),
    read_metering=read_metering,
)
