"""The tools of a generation that came in pieces, read from its content once that is together. Pure."""

from __future__ import annotations

import msgspec

from lumetra.dialects import tools
from lumetra.dialects.span import Fields
from lumetra.domain.observation import Observation


def with_tools(observation: Observation) -> Observation:
    """The generation with the tools that its input offers and its output calls, unless it has them already."""
    if observation.type != "GENERATION" or observation.tool_calls:
        return observation
    fields = Fields(input=observation.input, output=observation.output, tool_definitions=observation.tool_definitions)
    tools.read_tools(fields)
    if not fields.tool_calls and fields.tool_definitions == observation.tool_definitions:
        return observation
    return msgspec.structs.replace(
        observation,
        tool_definitions=fields.tool_definitions,
        tool_calls=fields.tool_calls,
        tool_call_names=fields.tool_call_names,
    )
