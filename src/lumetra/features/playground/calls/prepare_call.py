"""From a column and its filling to what goes to the provider: references resolved, values filled in, stored images put in."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from lumetra.domain.errors import Refusal
from lumetra.domain.prompt import references
from lumetra.features.playground.columns import Column, Filling, fill_column, with_text
from lumetra.features.playground.open_playground import Playground
from lumetra.llm.answer import CallRequest

MAX_IMAGE_BYTES: Final = 20_000_000
_TOKEN: Final = re.compile(r"^@@@langfuseMedia:type=[^|@]+\|id=([^|@]+)\|source=[^@]+@@@$")


def prepare_call(playground: Playground, project_id: str, column: Column, filling: Filling) -> CallRequest:
    """The request as it is kept and traced: images of the media store still stand as their tokens. Raises Refusal."""
    messages = resolve_references(playground, project_id, column.messages)
    return fill_column(column.model_copy(update={"messages": messages}), filling)


def resolve_references(playground: Playground, project_id: str, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The messages with references to other prompts replaced by their text. Raises Refusal for one that does not hold."""
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    read = [with_text(message, note) for message in messages]
    if not any(references(text) for text in texts):
        return read
    resolved = iter(playground.resolve_texts(project_id, texts))
    return [with_text(message, lambda _text: next(resolved)) for message in messages]


def put_images_in(playground: Playground, project_id: str, request: CallRequest) -> CallRequest:
    """The request with tokens of stored images replaced by the images themselves, as data URLs. Raises Refusal."""
    return replace(request, messages=[_with_images(playground, project_id, message) for message in request.messages])


def _with_images(playground: Playground, project_id: str, message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    if not isinstance(content, list):
        return dict(message)
    parts = cast("list[dict[str, Any]]", content)
    return {**message, "content": [_with_image(playground, project_id, part) for part in parts]}


def _with_image(playground: Playground, project_id: str, part: dict[str, Any]) -> dict[str, Any]:
    image = part.get("image_url")
    url = str(image.get("url", "")) if isinstance(image, dict) else str(image or "")
    token = _TOKEN.match(url)
    if token is None:
        return part
    content_type, content = playground.read_media(project_id, token.group(1))
    if len(content) > MAX_IMAGE_BYTES:
        raise Refusal(f"An image has at most {MAX_IMAGE_BYTES:,} bytes, this one has {len(content):,}")
    data = base64.b64encode(content).decode()
    return {"type": "image_url", "image_url": {"url": f"data:{content_type};base64,{data}"}}
