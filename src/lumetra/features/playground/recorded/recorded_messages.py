"""Recorded inputs as chat messages in the one form that calls take (`llm/messages.py`): OpenAI, Anthropic, Google, gen_ai, LangChain. Pure."""

from __future__ import annotations

from typing import Any, Final, cast

import orjson

Message = dict[str, Any]

_ROLES: Final = {
    "human": "user", "HumanMessage": "user", "ai": "assistant", "AIMessage": "assistant", "model": "assistant",
    "SystemMessage": "system", "function": "tool", "ToolMessage": "tool",
}  # fmt: skip
_KNOWN: Final = frozenset({"system", "developer", "user", "assistant", "tool"})
_TEXTS: Final = frozenset({"text", "input_text", "output_text"})
_SKIPPED: Final = frozenset({"thinking", "reasoning", "redacted_thinking"})


def messages_of(text: str) -> list[Message]:
    """Messages in a recorded input: a list, an object holding one, or anything else as one user message."""
    if not text:
        return []
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return [{"role": "user", "content": text}]
    if isinstance(value, str):
        return [{"role": "user", "content": value}]
    listed = _listed(value)
    if listed is None:
        return [{"role": "user", "content": text}]
    return [message for one in listed for message in _read(one)]


def _listed(value: Any) -> list[Message] | None:
    """The list of messages in a value, with a system text that stands beside it put first."""
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        inner = next((held[name] for name in ("messages", "contents", "input") if isinstance(held.get(name), list)), None)
        if inner is None:
            return [held] if _role(held) else None
        system = held.get("system") or held.get("instructions") or held.get("systemInstruction")
        inside = _listed(inner)
        return inside if inside is None or not system else [_system(system), *inside]
    if not isinstance(value, list) or not value:
        return None
    items = cast("list[Any]", value)
    if len(items) == 1 and isinstance(items[0], list):  # LangChain's batches of one
        return _listed(items[0])
    return items if all(isinstance(one, dict) and _role(one) for one in items) else None


def _system(system: Any) -> Message:
    parts = system.get("parts") if isinstance(system, dict) else None
    return {"role": "system", "content": parts if parts is not None else system}


def _role(message: Message) -> str:
    if message.get("type") == "function_call_output":
        return "tool"
    kwargs = message.get("kwargs")
    named = message.get("role") or message.get("type") or (kwargs.get("type") if isinstance(kwargs, dict) else "")
    role = _ROLES.get(str(named), str(named))
    return role if role in _KNOWN else ""


def _read(raw: Message) -> list[Message]:
    """One recorded message: itself, and before it the tool results it carries, which calls want as messages of their own."""
    kwargs = raw.get("kwargs")
    message = {**raw, **cast("Message", kwargs)} if isinstance(kwargs, dict) else raw
    role = _role(raw)
    content = next((message[name] for name in ("content", "parts", "output") if message.get(name) is not None), "")
    parts, calls, results = _parts(content)
    calls = [*calls, *_calls(message.get("tool_calls"))]
    read: Message = {"role": role, "content": _joined(parts)}
    if calls and role == "assistant":
        read["tool_calls"] = calls
    if role == "tool":
        if results:
            return results
        read["tool_call_id"] = str(message.get("tool_call_id") or message.get("call_id") or "")
        read["content"] = _text_of(content) if not parts else read["content"]
    if message.get("name"):
        read["name"] = str(message["name"])
    return [*results, read] if parts or calls or not results else results


def _parts(content: Any) -> tuple[list[Message], list[Message], list[Message]]:
    """Text and images, tool calls, and tool results of a content."""
    if isinstance(content, str):
        return ([{"type": "text", "text": content}] if content else []), [], []
    parts: list[Message] = []
    calls: list[Message] = []
    results: list[Message] = []
    for part in cast("list[Any]", content) if isinstance(content, list) else [content]:
        if not isinstance(part, dict):
            parts.append({"type": "text", "text": _text_of(part)})
            continue
        kind = part.get("type")
        if kind in _SKIPPED:
            continue
        if kind in {"tool_use", "tool_call", "tool-call"} or "functionCall" in part:
            calls.append(_call(part.get("functionCall") or part))
        elif kind in {"tool_result", "tool_call_response", "tool-result"} or "functionResponse" in part:
            results.append(_result(part.get("functionResponse") or part))
        else:
            parts.append(_shown(part))
    return parts, calls, results


def _shown(part: Message) -> Message:
    kind = part.get("type")
    if kind in _TEXTS or (kind is None and "text" in part):
        return {"type": "text", "text": _text_of(part.get("text", part.get("content", "")))}
    image = _image(part)
    return {"type": "image_url", "image_url": {"url": image}} if image else {"type": "text", "text": _text_of(part)}


def _image(part: Message) -> str:
    """The address or data URL of an image part; empty for anything else."""
    if part.get("type") in {"image_url", "input_image"}:
        held = part.get("image_url")
        return str(held.get("url", "")) if isinstance(held, dict) else str(held or "")
    if part.get("type") != "image":
        return ""
    held = part.get("source")
    source = cast("Message", held) if isinstance(held, dict) else part
    data, media_type = source.get("data"), source.get("media_type") or source.get("mime_type") or source.get("mediaType")
    if isinstance(data, str) and data.startswith(("data:", "http", "@@@langfuseMedia:")):
        return data
    if isinstance(data, str) and media_type:
        return f"data:{media_type};base64,{data}"
    return str(source.get("url") or source.get("image") or "")


def _calls(listed: Any) -> list[Message]:
    return [_call(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _call(call: Message) -> Message:
    held = call.get("function")
    function = cast("Message", held) if isinstance(held, dict) else call
    arguments = next((function[name] for name in ("arguments", "input", "args") if function.get(name) is not None), {})
    return {
        "id": str(call.get("id") or call.get("toolCallId") or call.get("call_id") or ""),
        "type": "function",
        "function": {
            "name": str(function.get("name") or function.get("toolName") or ""),
            "arguments": arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode(),
        },
    }


def _result(part: Message) -> Message:
    held = next((part[n] for n in ("content", "result", "response", "output") if part.get(n) is not None), "")
    call_id = part.get("tool_use_id") or part.get("toolCallId") or part.get("id") or ""
    texts, _, _ = _parts(held) if isinstance(held, list) else ([{"type": "text", "text": _text_of(held)}], [], [])
    return {"role": "tool", "tool_call_id": str(call_id), "content": _joined(texts)}


def _joined(parts: list[Message]) -> str | list[Message]:
    """Plain text where there is nothing else."""
    if all(part["type"] == "text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
