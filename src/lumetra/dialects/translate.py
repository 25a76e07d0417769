"""From a span to fields: runs the readers of the dialects that occur in it, in the order that `precedence` says."""

from __future__ import annotations

from lumetra.dialects import gen_ai, google_adk, langsmith, precedence, tools
from lumetra.dialects.span import Fields, Span


def translate(span: Span) -> tuple[Fields, str]:
    """The fields of a span and the name of its dialect. Attributes that became fields are removed from the span; never raises on a value."""
    seen = precedence.of_scope(span.scope_name)
    for key in span.attributes:
        seen |= precedence.of_key(key)
    for event in span.events:
        seen |= precedence.of_event(event.name)
    plan = precedence.plan(seen)
    echo = google_adk.is_echo(span)
    metered = not echo and not gen_ai.is_sum(span) and not langsmith.is_sum(span)

    fields = Fields()
    for read in plan.fields:
        read(span, fields)
    if echo:
        fields.type = "SPAN"
    for read in plan.type:
        if fields.type is not None:
            break
        read(span, fields)
    if metered:
        for read in plan.metering:
            read(span, fields)
    if fields.type is None:
        fields.type = "GENERATION" if fields.model is not None else "SPAN"
    for read in plan.content:
        if fields.input is not None and fields.output is not None:
            break
        read(span, fields)
    for read in plan.name:
        if fields.name is not None:
            break
        read(span, fields)
    if fields.type == "GENERATION":
        tools.read_tools(fields)
    return fields, plan.label
