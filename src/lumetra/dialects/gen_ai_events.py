"""GenAI content and evaluation results in span events: 1.28–1.36's message events, their predecessors, and today's."""

from __future__ import annotations

from typing import Any, Final

from lumetra.dialects import gen_ai
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Event, Fields, Span, SpanScore
from lumetra.dialects.values import as_number
from lumetra.domain import json_text

DETAILS: Final = "gen_ai.client.inference.operation.details"
EVALUATION: Final = "gen_ai.evaluation.result"
CHOICE: Final = "gen_ai.choice"
MESSAGES: Final = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
"""Event → role of the message when it does not say one."""

DETAILS_CONTENT: Final = frozenset({"gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"})
"""What `gen_ai.client.inference.operation.details` says that belongs into input and output."""

WHOLE: Final = {"gen_ai.content.prompt": ("gen_ai.prompt", "input"), "gen_ai.content.completion": ("gen_ai.completion", "output")}
"""Event → the attribute that holds all of the input or output."""

_SCORE_PARTS: Final = frozenset(
    {
        "gen_ai.evaluation.name",
        "gen_ai.evaluation.score.value",
        "gen_ai.evaluation.score.label",
        "gen_ai.evaluation.explanation",
    }
)


def read_content(span: Span, fields: Fields) -> None:
    """Messages told one event each, or all in one event. An event all of whose attributes became content is taken."""
    inputs: list[Any] = []
    outputs: list[Any] = []
    told: list[Event] = []
    for event in span.events:
        if event.name == DETAILS:
            _read_details(event, fields)
        elif event.name in WHOLE:
            _read_whole(event, fields)
        elif event.name in MESSAGES:
            inputs.append({"role": MESSAGES[event.name], **_message(event)})
            told.append(event)
        elif event.name == CHOICE:
            outputs.append(_message(event))
            told.append(event)
    if inputs and fields.input is None:
        fields.input = json_text.write(inputs)
        _mark(told, *MESSAGES)
    if outputs and fields.output is None:
        fields.output = json_text.write(outputs[0] if len(outputs) == 1 else outputs)
        _mark(told, CHOICE)


def read_fields(span: Span, fields: Fields) -> None:
    """Evaluation results become scores of the span."""
    for event in span.events:
        if event.name == EVALUATION:
            score = read_score(event)
            if score is not None:
                fields.scores.append(score)
                event.taken = True


def _read_details(event: Event, fields: Fields) -> None:
    attributes = event.attributes
    messages, instructions = attributes.get("gen_ai.input.messages"), attributes.get("gen_ai.system_instructions")
    if fields.input is None and (messages is not None or instructions is not None):
        fields.input = gen_ai.with_instructions(instructions, messages)
        attributes.pop("gen_ai.input.messages", None)
        attributes.pop("gen_ai.system_instructions", None)
    answer = attributes.get("gen_ai.output.messages")
    if fields.output is None and answer is not None:
        fields.output = json_text.as_text(attributes.pop("gen_ai.output.messages"))
    event.taken = not attributes


def _read_whole(event: Event, fields: Fields) -> None:
    key, field = WHOLE[event.name]
    value = event.attributes.get(key)
    if value is not None and getattr(fields, field) is None:
        setattr(fields, field, json_text.as_text(value))
        del event.attributes[key]
        event.taken = not event.attributes


def _message(event: Event) -> dict[str, Any]:
    """The message: the event's attributes, JSON in them parsed, without the provider's name."""
    found: dict[str, Any] = {}
    for key, value in event.attributes.items():
        if key not in ("gen_ai.system", "gen_ai.provider.name"):
            parsed = json_text.parse(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
            found[key] = value if parsed is json_text.MISSING else parsed
    return found


def _mark(events: list[Event], *names: str) -> None:
    for event in events:
        if event.name in names:
            event.taken = True


def read_score(event: Event) -> SpanScore | None:
    """The score in an evaluation's result; None when it has no name, or neither value nor label."""
    attributes = event.attributes
    name = attributes.get("gen_ai.evaluation.name")
    value, label = as_number(attributes.get("gen_ai.evaluation.score.value")), attributes.get("gen_ai.evaluation.score.label")
    if not isinstance(name, str) or not name or (value is None and not isinstance(label, str)):
        return None
    metadata = {key: json_text.write(item) for key, item in attributes.items() if key not in _SCORE_PARTS}
    return make_score(name, value, label, attributes.get("gen_ai.evaluation.explanation"), metadata, time_us=event.time_us)


def make_score(
    name: str, value: float | None, label: object, explanation: object, metadata: dict[str, str], *, time_us: int | None = None
) -> SpanScore:
    """A score of the span: numeric when it has a value (its label goes to metadata), else the label as a category."""
    text = label if isinstance(label, str) else ""
    if value is not None and text:
        metadata = {**metadata, "label": json_text.write(text)}
    return SpanScore(
        name=name,
        target="observation",
        data_type="CATEGORICAL" if value is None else "NUMERIC",
        source="EVAL",
        value=0.0 if value is None else value,
        string_value=text if value is None else "",
        comment=explanation if isinstance(explanation, str) else "",
        metadata=metadata,
        time_us=time_us,
    )


DIALECT: Final = Dialect(
    name="gen_ai_events",
    events=(DETAILS, EVALUATION, CHOICE, "gen_ai.content.", *MESSAGES),
    read_content=read_content,
    read_fields=read_fields,
)
