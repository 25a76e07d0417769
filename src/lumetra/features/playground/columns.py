"""A column of the playground, and what it asks once its variables and placeholders are filled. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import orjson
from pydantic import BaseModel, Field

from lumetra.domain.prompt import fill
from lumetra.llm.answer import CallRequest

MAX_COLUMNS: Final = 10
Row = dict[str, Any]
"""Values by name: text, or a list of messages for a placeholder; anything else is filled in as JSON."""


class Column(BaseModel):
    """Messages and a model.

    `prompt_name` and `prompt_version` say which prompt version the messages come from; `edited` that they differ from it.
    """

    id: str = Field(min_length=1, max_length=100)
    title: str = ""
    provider: str = ""
    model: str = ""
    messages: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {}
    provider_options: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    output_schema: dict[str, Any] | None = None
    timeout_seconds: float = Field(default=120, ge=1, le=600)
    prompt_name: str = ""
    prompt_version: int | None = None
    edited: bool = False

    @property
    def is_prompt_version(self) -> bool:
        """True while the messages are exactly those of a stored prompt version."""
        return bool(self.prompt_name) and self.prompt_version is not None and not self.edited


class Filling(BaseModel):
    """Values for all columns at once: variables by name, placeholders as lists of messages."""

    variables: dict[str, str] = {}
    placeholders: dict[str, list[dict[str, Any]]] = {}


def filling_of_row(row: Mapping[str, Any], placeholders: Mapping[str, list[dict[str, Any]]]) -> Filling:
    """The filling of one row of a run. A row's list of messages wins over the placeholder that all rows share."""
    messages = {name: value for name, value in row.items() if is_messages(value)}
    texts = {name: _text_of(value) for name, value in row.items() if name not in messages}
    return Filling(variables=texts, placeholders={**placeholders, **messages})


def is_messages(value: object) -> bool:
    """True for a list of objects that each have a role."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "role" in one for one in value)


def fill_column(column: Column, filling: Filling) -> CallRequest:
    """The request of a column. Placeholders without messages vanish; variables without a value stay as they stand."""
    return CallRequest(
        model=column.model,
        messages=fill_messages(column.messages, filling),
        parameters=column.parameters,
        provider_options=column.provider_options,
        tools=column.tools,
        output_schema=column.output_schema,
        timeout_seconds=column.timeout_seconds,
    )


def fill_messages(messages: Sequence[Mapping[str, Any]], filling: Filling) -> list[dict[str, Any]]:
    """Messages with placeholders expanded and variables replaced, in text parts of multi-part contents too."""
    filled: list[dict[str, Any]] = []
    for message in messages:
        if message.get("type") == "placeholder":
            filled.extend(dict(inserted) for inserted in filling.placeholders.get(str(message.get("name")), []))
            continue
        filled.append(with_text(message, lambda text: str(fill(text, filling.variables, {}))))
    return filled


def with_text(message: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The message with every text in it changed; other parts stay."""
    content = message.get("content")
    if isinstance(content, str):
        return {**message, "content": change(content)}
    if not isinstance(content, list):
        return dict(message)
    parts = cast("list[dict[str, Any]]", content)
    return {
        **message,
        "content": [{**p, "text": change(str(p.get("text", "")))} if p.get("type") == "text" else p for p in parts],
    }


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
