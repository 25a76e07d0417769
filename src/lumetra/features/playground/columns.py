"""A column of the playground, and what it asks once its variables and placeholders are filled. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import BaseModel, Field

from lumetra.domain.prompt import fill
from lumetra.llm.answer import CallRequest

MAX_COLUMNS = 10


class Column(BaseModel):
    """Messages and a model. `prompt_name` and `prompt_version` are set while the messages are those of that version."""

    id: str = Field(min_length=1, max_length=100)
    title: str = ""
    provider: str = ""
    model: str = ""
    messages: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {}
    provider_options: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    output_schema: dict[str, Any] | None = None
    prompt_name: str = ""
    prompt_version: int | None = None


class Filling(BaseModel):
    """Values for all columns at once: variables by name, placeholders as lists of messages."""

    variables: dict[str, str] = {}
    placeholders: dict[str, list[dict[str, Any]]] = {}


def fill_column(column: Column, filling: Filling) -> CallRequest:
    """The request of a column. Placeholders without messages vanish; variables without a value stay as they stand."""
    return CallRequest(
        model=column.model,
        messages=fill_messages(column.messages, filling),
        parameters=column.parameters,
        provider_options=column.provider_options,
        tools=column.tools,
        output_schema=column.output_schema,
    )


def fill_messages(messages: Sequence[Mapping[str, Any]], filling: Filling) -> list[dict[str, Any]]:
    """Messages with placeholders expanded and variables replaced, in text parts of multi-part contents too."""
    filled: list[dict[str, Any]] = []
    for message in messages:
        if message.get("type") == "placeholder":
            filled.extend(dict(inserted) for inserted in filling.placeholders.get(str(message.get("name")), []))
            continue
        filled.append({**message, "content": _fill_content(message.get("content"), filling)})
    return filled


def _fill_content(content: object, filling: Filling) -> object:
    if isinstance(content, str):
        return fill(content, filling.variables, {})
    if isinstance(content, list):
        parts = cast("list[dict[str, Any]]", content)
        return [
            {**p, "text": fill(str(p.get("text", "")), filling.variables, {})} if p.get("type") == "text" else p for p in parts
        ]
    return content
