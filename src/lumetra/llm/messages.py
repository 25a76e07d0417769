"""Chat messages as people write them (roles, content, images, tool calls) turned into the library's own."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic_ai import messages as lib

from lumetra.domain.errors import Refusal

_DATA_URL = re.compile(r"^data:([\w.+-]+/[\w.+-]+);base64,(.*)$", re.DOTALL)


def to_library(messages: Sequence[Mapping[str, Any]]) -> list[lib.ModelMessage]:
    """The whole conversation. Roles: system, developer, user, assistant, tool. Raises Refusal naming the message that is wrong.

    `content` is text or a list of `{type: text|image_url}` parts in OpenAI's form; images are addresses or data URLs.
    Assistant messages may hold `tool_calls`, tool messages a `tool_call_id`.
    """
    conversation: list[lib.ModelMessage] = []
    tool_names: dict[str, str] = {}
    for index, message in enumerate(messages):
        role = message.get("role")
        if role == "assistant":
            conversation.append(lib.ModelResponse(parts=_assistant_parts(index, message, tool_names)))
            continue
        part = _request_part(index, message, tool_names)
        last = conversation[-1] if conversation else None
        if isinstance(last, lib.ModelRequest):
            conversation[-1] = lib.ModelRequest(parts=[*last.parts, part])
        else:
            conversation.append(lib.ModelRequest(parts=[part]))
    if not conversation or not isinstance(conversation[-1], lib.ModelRequest):
        raise Refusal("The last message must come from the user, the system or a tool", code="bad_messages")
    return conversation


def _request_part(index: int, message: Mapping[str, Any], tool_names: Mapping[str, str]) -> lib.ModelRequestPart:
    role, content = message.get("role"), message.get("content")
    if role in {"system", "developer"}:
        return lib.SystemPromptPart(_text(index, content))
    if role == "user":
        return lib.UserPromptPart(content if isinstance(content, str) else _user_parts(index, content))
    if role == "tool":
        call_id = str(message.get("tool_call_id") or "")
        name = str(message.get("name") or tool_names.get(call_id) or "tool")
        return lib.ToolReturnPart(tool_name=name, content=_text(index, content), tool_call_id=call_id)
    raise Refusal(f"Message {index} has the unknown role {role!r}", code="bad_messages")


def _assistant_parts(index: int, message: Mapping[str, Any], tool_names: dict[str, str]) -> list[lib.TextPart | lib.ToolCallPart]:
    parts: list[lib.TextPart | lib.ToolCallPart] = []
    if message.get("content"):
        parts.append(lib.TextPart(_text(index, message["content"])))
    for call in message.get("tool_calls") or []:
        function = call.get("function") or call
        call_id, name = str(call.get("id") or ""), str(function.get("name") or "")
        arguments = function.get("arguments")
        tool_names[call_id] = name
        text = arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()
        parts.append(lib.ToolCallPart(tool_name=name, args=text, tool_call_id=call_id))
    return parts


def _text(index: int, content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(p, dict) and p.get("type") == "text" for p in content):
        return "".join(str(p.get("text", "")) for p in content)
    if content is None:
        return ""
    raise Refusal(f"Message {index} must have text as its content", code="bad_messages")


def _user_parts(index: int, content: object) -> list[lib.UserContent]:
    if not isinstance(content, list):
        raise Refusal(f"Message {index} must have text or a list of parts as its content", code="bad_messages")
    parts: list[lib.UserContent] = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text":
            parts.append(str(part.get("text", "")))
        elif kind == "image_url":
            image = part.get("image_url")
            parts.append(_image(index, str(image.get("url", "")) if isinstance(image, dict) else str(image)))
        else:
            raise Refusal(f"Message {index} has a part of the unknown type {kind!r}", code="bad_messages")
    return parts


def _image(index: int, url: str) -> lib.UserContent:
    match = _DATA_URL.match(url)
    if not match:
        if not url.startswith(("https://", "http://")):
            raise Refusal(f"Message {index}: an image needs an http(s) address or a base64 data URL", code="bad_messages")
        return lib.ImageUrl(url)
    try:
        return lib.BinaryContent(base64.b64decode(match.group(2), validate=True), media_type=match.group(1))
    except binascii.Error as error:
        raise Refusal(f"Message {index}: the image is not valid base64", code="bad_messages") from error
