"""An arm of an experiment: a prompt, a model and its parameters, and what it asks about an item. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

import orjson
from pydantic import BaseModel, Field

from lumetra.domain.dataset import DatasetItem
from lumetra.domain.prompt import PromptContent, fill, placeholders, variables
from lumetra.llm.answer import CallRequest

TIMEOUT_SECONDS: Final = 120.0
_INPUT: Final = "input"


class Arm(BaseModel):
    """`content` is what the version says, with references resolved: kept, so that a resumed run asks the same."""

    label: str
    prompt_name: str
    prompt_version: int
    content: str | list[dict[str, Any]]
    provider: str
    model: str
    parameters: dict[str, Any] = {}
    provider_options: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    output_schema: dict[str, Any] | None = None
    timeout_seconds: float = Field(TIMEOUT_SECONDS, gt=0, le=600)


def ask(arm: Arm, item: DatasetItem) -> CallRequest:
    """The request for an item: its input's keys fill variables and placeholders.

    Input that is no object fills `{{input}}`, or the only variable there is. A prompt without variables and placeholders gets the
    input as the user's message.
    """
    values, messages = _values(arm.content, item.input)
    content = fill(arm.content, values, messages)
    asked = [{"role": "user", "content": content}] if isinstance(content, str) else content
    if not variables(arm.content) and not placeholders(arm.content):
        said = {"role": "user", "content": _text(item.input)}
        asked = [{"role": "system", "content": content}, said] if isinstance(content, str) else [*asked, said]
    return CallRequest(
        model=arm.model,
        messages=asked,
        parameters=arm.parameters,
        provider_options=arm.provider_options,
        tools=arm.tools,
        output_schema=arm.output_schema,
        timeout_seconds=arm.timeout_seconds,
    )


def _values(content: PromptContent, given: Any) -> tuple[dict[str, str], dict[str, list[Mapping[str, Any]]]]:
    if isinstance(given, dict):
        fields = cast("dict[str, Any]", given)
        messages = {name: _messages(fields[name]) for name in placeholders(content) if name in fields}
        return {name: _text(value) for name, value in fields.items()} | {_INPUT: _text(fields.get(_INPUT, given))}, messages
    names = [name for name in variables(content) if name != _INPUT]
    values = {_INPUT: _text(given)}
    if len(names) == 1:
        values[names[0]] = values[_INPUT]
    slots = placeholders(content)
    return values, ({slots[0]: _messages(cast("object", given))} if len(slots) == 1 and isinstance(given, list) else {})


def _messages(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return [{"role": "user", "content": _text(value)}]
    return [m if isinstance(m, dict) else {"role": "user", "content": _text(m)} for m in cast("list[Any]", value)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def label_of(prompt_name: str, prompt_version: int, model: str, number: int, taken: set[str]) -> str:
    """A short name of an arm that no other has: prompt, version and model, and a number where those are the same."""
    last = re.sub(r"\s+", " ", prompt_name.rsplit("/", 1)[-1])
    label = f"{last} v{prompt_version} · {model}"
    return f"{label} · {number}" if label in taken else label
